"""This computer, Ava and Vapi, joined by a line that shows where it breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from ava_onboard.text.line import Line, Tone
from ava_onboard.tui.drawing.blocks import Moment, Ranked
from ava_onboard.tui.drawing.canvas import Canvas
from ava_onboard.tui.drawing.tones import STYLES

_SHORTEST, _LONGEST = 17, 24
_SHORTEST_JOINT = 2
_HEIGHT = 5


class Joint(Enum):
    """How two places are joined; the value is the sign on the line and the tone of both."""

    WHOLE = ("", Tone.GOOD)
    TO_COME = ("○", Tone.MUTED)
    UNDER_WAY = ("", Tone.ACTIVE)
    UNKNOWN = ("?", Tone.MUTED)
    DIFFERS = ("≠", Tone.DOUBT)
    BROKEN = ("✗", Tone.BAD)


class Box(NamedTuple):
    """One place."""

    name: str
    fact: Line
    """What is known there, such as the preview of the key."""
    note: str = ""


@dataclass(eq=False, repr=False)
class Places(Ranked):
    """Three boxes, and the two joints between them."""

    boxes: Sequence[Box]
    joints: Sequence[Joint]

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw them over the full width; where it is narrow, as three lines."""
        if canvas.width < 3 * _SHORTEST + 4:
            _as_lines(canvas, self.boxes)
            return
        lengths = _lengths(canvas.width, [max(map(cell_len, _words(box))) + 4 for box in self.boxes])
        free = canvas.width - sum(lengths)
        starts = (0, lengths[0] + free // 2, canvas.width - lengths[2])
        for x, length, box in zip(starts, lengths, self.boxes, strict=True):
            name, fact, note = (_fitting(words, length - 4) for words in _words(box))
            tone, style = box.fact.tone, STYLES[box.fact.tone]
            canvas.box(x, 0, length, _HEIGHT, "$line" if tone in (Tone.GOOD, Tone.MUTED, Tone.PLAIN) else style)
            canvas.put(x + 2, 1, name, "bold $text")
            canvas.put(x + 2, 2, fact, f"bold {style}")
            canvas.put(x + 2, 3, note, "$muted")
        ends = (start + length for start, length in zip(starts, lengths, strict=True))
        for end, start, joint in zip(ends, starts[1:], self.joints, strict=False):
            _join(canvas, end, start - end, joint, moment.frame)


def _lengths(width: int, needed: list[int]) -> list[int]:
    """Return how long each box is: alike, or where it is narrow as its words need; the joints are equally long."""
    equal = max(_SHORTEST, min(_LONGEST, (width - 12) // 3))
    lengths = [equal] * 3
    if equal == _SHORTEST and max(needed) > equal:
        lengths = needed[:]
        while sum(lengths) > width - 2 * _SHORTEST_JOINT:
            lengths[lengths.index(max(lengths))] -= 1
    if (width - sum(lengths)) % 2:
        lengths[1] += -1 if needed[1] < lengths[1] else 1
    return lengths


def _words(box: Box) -> tuple[str, str, str]:
    return box.name, f"{box.fact.sign} {box.fact.words}", box.note


def _fitting(words: str, room: int) -> str:
    return Content(words).truncate(room, ellipsis=True).plain


def _as_lines(canvas: Canvas, boxes: Sequence[Box]) -> None:
    side = max(len(box.name) for box in boxes) + 2
    for y, (name, fact, _note) in enumerate(boxes):
        canvas.put(0, y, name, "$muted")
        canvas.put(side, y, f"{fact.sign} {fact.words}", f"bold {STYLES[fact.tone]}")


def _join(canvas: Canvas, x: int, room: int, joint: Joint, frame: int | None) -> None:
    sign, tone = joint.value
    quiet = joint in (Joint.TO_COME, Joint.UNKNOWN, Joint.UNDER_WAY)
    canvas.put(x, _HEIGHT // 2, "━" * room, "$faint" if quiet else STYLES[tone])
    if joint is Joint.UNDER_WAY:  # a bright piece runs along; where nothing may move, half of the line is bright
        at, piece = (0, room // 2) if frame is None else (frame % max(room, 1), 2)
        canvas.put(x + at, _HEIGHT // 2, "━" * min(piece, room - at), "bold $accent")
    if sign:
        shown = f" {sign} " if room > 2 else sign
        canvas.put(x + room // 2 - len(shown) // 2, _HEIGHT // 2, shown, f"bold {STYLES[tone]}")
