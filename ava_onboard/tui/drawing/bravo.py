"""The word at the end of it all."""

from dataclasses import dataclass
from itertools import cycle

from rich.cells import cell_len

from ava_onboard.text.line import Line
from ava_onboard.tui.drawing.blocks import Moment, Ranked
from ava_onboard.tui.drawing.canvas import Canvas
from ava_onboard.tui.drawing.letters import large
from ava_onboard.tui.drawing.tones import STYLES

SECONDS = 0.8
"""How long it takes to light up."""

_WORD = large("BRAVO")
_LENGTH = len(_WORD[0])
_LIT_EACH_FRAME = 2
_SPARKS = tuple(zip("+•·+·•·", (1, 2, 0, 2, 1, 0, 2), cycle(("$accent", "$good", "$warning"))))
"""The signs on both sides from the word outwards: each with its line and its style."""


@dataclass(frozen=True, slots=True)
class Bravo(Ranked):
    """A word in large letters, which light up once from left to right, and then stay.

    Attributes:
        start: The colour of the first letter, as ``#rrggbb``.
        end: That of the last one.
    """

    start: str
    end: str

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw it in the middle."""
        x = (canvas.width - _LENGTH) // 2
        lit = _LENGTH if moment.frame is None else moment.frame * _LIT_EACH_FRAME
        canvas.gradient(x, 0, _WORD, self.start, self.end)
        for row, line in enumerate(_WORD):
            canvas.put(x + lit, row, line[lit:], "$faint")
        for at, (sign, row, style) in enumerate(_SPARKS if lit >= _LENGTH else (), 1):
            if x >= 4 * at:
                canvas.put(x - 4 * at, row, sign, style)
                canvas.put(x + _LENGTH - 1 + 4 * at, row, sign, style)


@dataclass(frozen=True, slots=True)
class Centred(Ranked):
    """A result in the middle; where it needs several lines, they begin on the left."""

    line: Line

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw it."""
        words = f"{self.line.sign} {self.line.words}".lstrip()
        x = max((canvas.width - cell_len(words)) // 2, 0)
        canvas.wrap(x, 0, canvas.width, words, f"bold {STYLES[self.line.tone]}")
