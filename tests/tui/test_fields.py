"""The fields: what they show of a text, and what is drawn when a letter is typed."""

from itertools import product

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from ava_onboard.tui.textual_private.compositor import PartialCompositor
from ava_onboard.tui.textual_private.field import OneLineInput
from tests.tui.driving import AT_LAST_STEP, driven
from tests.tui.quick import quick

KEY = samples.KEYS["valid"]
WIDTH = 12


class Both(App[None]):
    CSS = f"Input {{ width: {WIDTH + 2}; }}"

    def compose(self) -> ComposeResult:
        for kind, password in product((Input, OneLineInput), (False, True)):
            yield kind(placeholder="Paste", password=password, compact=True, select_on_focus=False)


def cells(strip: Strip) -> object:
    """Return the characters with their styles, as many as a field of the test is wide."""
    return [(character, segment.style) for segment in strip for character in segment.text][:WIDTH]


@pytest.mark.parametrize("focused", [True, False], ids=["with the focus", "without"])
@pytest.mark.parametrize("text", ["", "short", "exactly 12 c", "longer than the field is wide"])
async def test_a_field_looks_like_textuals(text: str, *, focused: bool) -> None:
    async with quick(), Both().run_test(size=(40, 8)) as pilot:
        looks: list[list[object]] = []
        for field in pilot.app.query(Input):
            pilot.app.set_focus(field if focused else None)
            field.value = text
            seen: list[object] = []
            for selection in ((0, 0), (2, 2), (1, 4), (4, 1), (0, 99), (99, 99)):
                field.selection = Selection(*selection)
                await pilot.pause()
                seen.append((cells(field.render_line(0)), field.cursor_screen_offset.x))
            looks.append(seen)
        assert looks[2:] == looks[:2]


async def test_the_end_of_a_long_hidden_text_is_in_sight_and_its_beginning_on_demand(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste("x" * 200)
        place = at.key.content_region
        assert at.key.cursor_screen_offset == place.top_right
        await at.press("x")
        assert at.key.cursor_screen_offset == place.top_right
        await at.press("home")
        assert at.key.scroll_offset.x == 0
        assert at.key.cursor_screen_offset == place.offset


async def test_enter_behind_the_last_letter_checks_the_whole_key(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        for letter in KEY:
            at.app.post_message(events.Key(letter, letter))
        at.app.post_message(events.Key("enter", "\r"))
        await at.see("Vapi accepts the key 8f14e45f…")


async def test_a_key_that_was_pasted_and_then_typed_again_is_not_checked_unasked(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEY)
        await at.see("Vapi accepts the key 8f14e45f…")
        await at.press("escape")
        await at.until(lambda: at.app.focused is at.key, "the focus in the field")
        await at.press("end", "backspace")
        await at.see("1 character is missing")
        await at.press(KEY[-1])
        await at.see("This looks like a Vapi key.")
        assert at.key.value == KEY
        assert len(world.requests.all(server="vapi", path="/assistant")) == 1


async def test_a_letter_has_one_line_of_the_field_drawn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.press(*"zzzzzzzzzzzzzzzzzzzzzzzz")
        await at.see("This looks like an example from a guide.")
        draw, drawn = PartialCompositor._get_renders, []

        def spy(compositor: PartialCompositor, crop: Region) -> object:
            for lines, clip, strips in draw(compositor, crop):
                drawn.append(lines)
                yield lines, clip, strips

        monkeypatch.setattr(PartialCompositor, "_get_renders", spy)
        await at.press("z")
        field = at.key.region
        assert set(drawn) == {Region(field.x, field.y + 1, field.width, 1)}


@pytest.mark.parametrize("marked", [True, False], ids=["marked as pasted", "letter by letter"])
async def test_a_field_that_shows_its_text_takes_no_key(world: World, *, marked: bool) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.open_token_dialog()
        await at.click_on("With a password")
        await at.see("E-mail, or phone")
        field = at.app.screen.query_one("#identifier", Input)
        if marked:
            await at.type("camille")
            await at.paste(KEY)
            assert field.value == "camille"
        else:
            await at.press(*KEY)
            assert field.value == ""
        await at.see("That is a key: it was left out")
