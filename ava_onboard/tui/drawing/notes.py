"""The blocks about what has happened: a note, an address, and the stages of what is being done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len

from ava_onboard.domain.failure import Failure
from ava_onboard.locales import _
from ava_onboard.onboarding import patience
from ava_onboard.text import problem
from ava_onboard.text.line import Line, Tone
from ava_onboard.tui.drawing.blocks import Moment, Ranked
from ava_onboard.tui.drawing.canvas import Canvas
from ava_onboard.tui.drawing.letters import LARGE_HEIGHT, large
from ava_onboard.tui.drawing.tones import STYLES

_SHORTEST, _TENTHS_BELOW = 0.05, 9.95
"""The seconds from which on the time of a stage is shown, and up to which with tenths."""
_HOW = 36
"""Where the column begins that says how a stage is done."""


@dataclass(eq=False, repr=False)
class Address(Ranked):
    """The full address of a page, as a link for terminals that know links. It is never broken into lines."""

    url: str
    indent: int = 5
    """Where it starts: by default where the words of a list do."""

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw it."""
        canvas.put(self.indent, 0, self.url, f"underline $accent link='{self.url}'")


@dataclass(eq=False, repr=False)
class Note(Ranked):
    """What has happened or is under way, behind a coloured bar, and the code of a failure in large letters."""

    title: Line
    """Its tone colours the bar, its sign stands in front of the words."""
    lines: Sequence[str] = ()
    code: str = ""
    spoken: str = ""
    """The code in words, such as "Code V05": below the large letters, unless a line begins with it."""

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw it."""
        style = STYLES[self.title.tone]
        letters = large(self.code) if self.code else []
        room = canvas.width - 3 - (len(letters[0]) + 4 if letters else 0)
        waits = self.title.sign == "…"
        sign = _dots(moment.frame) if waits and moment.frame is not None else self.title.sign
        right = waited(moment.seconds) if waits else ""
        canvas.put(canvas.width - len(right), 0, right, f"bold {style}")
        beside = len(right) + 2 if right else 0
        y = canvas.wrap(3, 0, room - beside, f"{sign} {self.title.words}".lstrip(), f"bold {style}")
        for words in self.lines:
            y = canvas.wrap(3, y, room, words)
        if letters:
            x, said = canvas.width - len(letters[0]), any(words.startswith(self.spoken) for words in self.lines)
            y = max(y, LARGE_HEIGHT + (not said))
            for row, line in enumerate(letters):
                canvas.put(x, row, line, f"bold {style}")
            canvas.put(x, LARGE_HEIGHT, "" if said else self.spoken.center(len(letters[0])), "$muted")
        for row in range(y):
            canvas.put(0, row, "▌", style)


def note(lines: Sequence[Line], failure: Failure | None) -> Note:
    """Return a note whose title is the first line, with the code of a failure in large letters."""
    title, *others = without_code(lines, failure)
    words = [line.words for line in others]
    return Note(title, words, failure.code, spoken(failure)) if failure else Note(title, words)


def without_code(lines: Sequence[Line], failure: Failure | None) -> list[Line]:
    """Return the lines but the one that says nothing more than the code."""
    return [line for line in lines if failure is None or line.words != spoken(failure)]


def spoken(failure: Failure) -> str:
    """Return how the code is read out, such as "Code V05"."""
    return problem.code(failure._replace(request_id=None))


def waited(seconds: float) -> str:
    """Return how long something has taken so far; empty as long as it is not worth mentioning."""
    return f"{seconds:.0f}\u00a0s" if seconds >= patience.SECONDS else ""


def took(seconds: float | None) -> str:
    """Return how long something took, to a tenth of a second below ten; empty if that is not known, or nothing."""
    if seconds is None or seconds < _SHORTEST:
        return ""
    if seconds >= _TENTHS_BELOW:
        return f"{seconds:.0f}\u00a0s"
    whole, tenths = f"{seconds:.1f}".split(".")
    # Translators: seconds and tenths of a second, with the sign that stands between them.
    return _("{whole}.{tenths}\u00a0s").format(whole=whole, tenths=tenths)


class Stage(NamedTuple):
    """One line of what is being done."""

    line: Line
    """Tone ``ACTIVE`` while it is under way."""
    took: str = ""
    how: str = ""
    """How it is done, in a column of its own if there is room for that of every line."""


@dataclass(eq=False, repr=False)
class Stages(Ranked):
    """What was done, what is being done and for how long, and what is still to come."""

    stages: Sequence[Stage]

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw them, the current one with three dots that move."""
        y, has_room = 0, all(self._fits(canvas.width, stage) for stage in self.stages if stage.how)
        for line, ended, how in self.stages:
            active = line.tone is Tone.ACTIVE
            right = waited(moment.seconds) if active else ended
            canvas.put(0, y, _dots(moment.frame) if active else line.sign, f"bold {STYLES[line.tone]}")
            canvas.put(canvas.width - len(right), y, right, "bold $accent" if active else "$muted")
            canvas.put(_HOW, y, how if has_room else "", "$muted")
            style = "bold $text" if active else "$muted" if line.tone is Tone.MUTED else "$text"
            y = canvas.wrap(5, y, canvas.width - 5 - (len(right) + 2 if right else 0), line.words, style)

    @staticmethod
    def _fits(width: int, stage: Stage) -> bool:
        right = len(stage.took) + 2 if stage.took else 0
        return 5 + cell_len(stage.line.words) < _HOW - 1 and _HOW + cell_len(stage.how) <= width - right


def _dots(frame: int | None) -> str:
    return "".join("○●"[frame is None or frame // 3 % 3 == at] for at in range(3))
