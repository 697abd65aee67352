"""The word at the end of it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from rich.cells import cell_len

from ava_onboard.text.line import Line, Tone
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


@dataclass(eq=False, repr=False)
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


@dataclass(eq=False, repr=False)
class Centred(Ranked):
    """Lines in the middle; what needs several lines begins on the left."""

    lines: Sequence[Line]

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw them; plain words are not bold."""
        y = 0
        for line in self.lines:
            words = f"{line.sign} {line.words}".lstrip()
            x = max((canvas.width - cell_len(words)) // 2, 0)
            style = STYLES[line.tone] if line.tone is Tone.PLAIN else f"bold {STYLES[line.tone]}"
            y = canvas.wrap(x, y, canvas.width, words, style)
