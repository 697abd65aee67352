"""Blocks on a canvas: what is shown with the lines there are."""

import re

import pytest

from ava_onboard.domain import problems
from ava_onboard.text.line import Line, Tone
from ava_onboard.tui.drawing.arrangement import arrange
from ava_onboard.tui.drawing.blocks import Block, Heading, Labels, Moment, Paragraphs, Signed
from ava_onboard.tui.drawing.canvas import Canvas
from ava_onboard.tui.drawing.letters import large
from ava_onboard.tui.drawing.notes import Note, Stage, Stages
from ava_onboard.tui.drawing.places import Box, Joint, Places
from ava_onboard.tui.drawing.qr import WithQrCode

FIRST = Paragraphs([Line("", Tone.PLAIN, "first")])
MORE = Paragraphs([Line("", Tone.PLAIN, "more")] * 3, rank=2)
INSTEAD = Paragraphs([Line("", Tone.PLAIN, "instead")], below=2)


def text(height: int, *blocks: Block, width: int = 40) -> list[str]:
    lines = arrange(blocks, width, Moment(height)).lines
    return [line.plain.rstrip() for line in lines]


def test_first_the_gaps_shrink_then_the_least_important_blocks_go() -> None:
    assert text(8, FIRST, MORE) == ["", "first", "", "", "more", "more", "more"]
    assert text(6, FIRST, MORE) == ["first", "", "more", "more", "more"]
    assert text(5, FIRST, MORE) == ["", "first"]


def test_a_list_is_drawn_closer_to_keep_a_drawing_but_not_to_keep_a_remark() -> None:
    lines = Signed([Line(sign, Tone.STEP, "to do") for sign in "123456789"])
    drawing = Paragraphs([Line("", Tone.PLAIN, "drawing")] * 9, rank=3)
    remark = Paragraphs([Line("", Tone.PLAIN, "remark")] * 9, rank=5)
    close = [f" {number}   to do" for number in range(1, 10)]
    assert text(22, lines, drawing) == ["", *close, "", "", *["drawing"] * 9]
    assert text(20, lines, drawing) == [*close, "", *["drawing"] * 9]
    assert text(22, lines, remark) == ["", "", *(line for each in close for line in (each, ""))][:-1]


def test_a_block_can_stand_in_for_one_that_has_no_room() -> None:
    assert "instead" not in text(8, FIRST, MORE, INSTEAD)
    assert [line for line in text(5, FIRST, MORE, INSTEAD) if line] == ["first", "instead"]


def test_what_always_stays_is_drawn_even_if_it_has_no_room() -> None:
    assert text(1, FIRST, FIRST) == ["first", "first"]


def test_a_place_shows_that_its_words_do_not_fit() -> None:
    boxes = [Box(name, Line("✓", Tone.GOOD, "accepted"), "camille@shop.example") for name in ("here", "Ava", "Vapi")]
    lines = text(10, Places(boxes, (Joint.WHOLE, Joint.UNKNOWN)), width=56)
    assert any("camille@shop.…" in line for line in lines)


def test_where_it_is_narrow_each_place_is_as_long_as_its_words_and_they_touch_no_edge() -> None:
    here, ava = Line("✓", Tone.GOOD, "8f14e45f…"), Line("?", Tone.DOUBT, "non consultée")
    boxes = [Box("Cet ordinateur", here), Box("Ava", ava), Box("Vapi", here)]
    assert text(10, Places(boxes, (Joint.UNKNOWN, Joint.TO_COME)), width=56)[2:4] == [
        "│ Cet ordinateur │  │ Ava             │  │ Vapi        │",
        "│ ✓ 8f14e45f…    │━?│ ? non consultée │━○│ ✓ 8f14e45f… │",
    ]


def test_a_canvas_leaves_out_what_does_not_fit_and_knows_wide_characters() -> None:
    canvas = Canvas(5)
    canvas.put(3, 0, "abc")
    canvas.put(0, 1, "字字e\u0301x")
    assert [line.plain for line in canvas.lines()] == ["   ab", "字字e\u0301"]
    assert canvas.wrap(0, 2, 5, "字字字") == 4


def test_every_code_can_be_written_in_large_letters() -> None:
    for problem in problems.CATALOGUE.values():
        lines = large(problem.code)
        assert len(lines) == 3
        assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize("width", [36, 56, 74, 96])
def test_the_three_places_and_equally_long_joints_between_them_fit(width: int) -> None:
    boxes = [Box(name, Line("✓", Tone.GOOD, "8f14e45f…"), "keyring") for name in ("This computer", "Ava", "Vapi")]
    lines = text(24, Places(boxes, [Joint.WHOLE, Joint.BROKEN]), width=width)
    assert max(map(len, lines)) <= width
    assert "✓ 8f14e45f…" in "\n".join(lines)
    if any("╮" in line for line in lines):
        _, first, second, _ = re.split("╭─+╮", next(line for line in lines if "╮" in line))
        assert len(first) == len(second)
    if width >= 74:
        assert "━ ✗ ━" in "\n".join(lines)


def test_a_note_about_what_is_under_way_moves_and_counts_the_seconds() -> None:
    note = Note(Line("…", Tone.ACTIVE, "Checking…"))
    assert text(24, note, width=30)[-1] == "▌  … Checking…"
    later = arrange([note], 30, Moment(frame=3, seconds=12)).lines
    assert later[-1].plain == "▌  ○●○ Checking…          12\u00a0s"


def test_a_note_has_its_code_beside_it_and_stages_show_what_is_under_way() -> None:
    note = Note(Line("✗", Tone.BAD, "Vapi refuses the key"), ["Nothing was kept."], "V05", "Code V05")
    assert text(24, note, width=60)[-1].endswith("Code V05")
    stages = Stages([Stage(Line("✓", Tone.GOOD, "Kept"), took="3 s"), Stage(Line("…", Tone.ACTIVE, "Sending"))])
    assert [line for line in text(24, stages, width=60) if line][-1].startswith("●●●  Sending")


def test_labels_and_numbered_lines_wrap_beside_what_stands_in_front() -> None:
    labels = Labels([("Why", "a b c d e f g h i j k l m n o p q r s t")])
    lines = Signed([Line("1", Tone.STEP, "one two three four five six seven eight")])
    drawn = [line for line in text(24, Heading("Title"), labels, lines, width=24) if line]
    assert drawn[:3] == ["Title", "Why   a b c d e f g h i", "      j k l m n o p q r"]
    assert drawn[4:] == [" 1   one two three four", "     five six", "     seven eight"]


def test_how_a_stage_is_done_has_a_column_where_there_is_room_for_all_of_it() -> None:
    stages = Stages(
        [Stage(Line("✓", Tone.GOOD, "Kept"), "0.4 s", "in the keyring"), Stage(Line("○", Tone.MUTED, "Send"))]
    )
    wide, narrow = ([line for line in text(24, stages, width=width) if line] for width in (60, 56))
    assert wide == ["✓    Kept                           in the keyring     0.4 s", "○    Send"]
    assert "in the keyring" not in "\n".join(narrow)


def test_beside_a_qr_code_no_block_stands_in_for_another_one() -> None:
    drawn = text(40, WithQrCode("https://vapi.ai", [FIRST, INSTEAD]), width=80)
    assert "first" in "\n".join(drawn)
    assert "instead" not in "\n".join(drawn)
