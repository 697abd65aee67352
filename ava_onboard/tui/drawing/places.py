"""This computer, Ava and Vapi, joined by a line that shows where it breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from textual.content import Content

from ava_onboard.text.line import Line, Tone
from ava_onboard.tui.drawing.blocks import Moment, Ranked
from ava_onboard.tui.drawing.canvas import Canvas
from ava_onboard.tui.drawing.tones import STYLES

_SHORTEST, _LONGEST = 17, 24
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
        length = max(_SHORTEST, min(_LONGEST, (canvas.width - 12) // 3))
        starts = (0, (canvas.width - length) // 2, canvas.width - length)
        for x, (name, fact, note) in zip(starts, self.boxes, strict=True):
            style = STYLES[fact.tone]
            canvas.box(x, 0, length, _HEIGHT, "$line" if fact.tone in (Tone.GOOD, Tone.MUTED, Tone.PLAIN) else style)
            canvas.put(x + 2, 1, _fitting(name, length - 3), "bold $text")
            canvas.put(x + 2, 2, _fitting(f"{fact.sign} {fact.words}", length - 3), f"bold {style}")
            canvas.put(x + 2, 3, _fitting(note, length - 3), "$muted")
        for start, end, joint in zip(starts, starts[1:], self.joints, strict=False):
            _join(canvas, start + length, end - start - length, joint, moment.frame)


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
        canvas.put(x + room // 2 - 1, _HEIGHT // 2, f" {sign} ", f"bold {STYLES[tone]}")
