"""What a block of a body is, and the blocks of words. Each draws itself on a canvas of its own, from the first line on.

A block is a value: what it says is passed in, as lines of ``text`` or as plain words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ava_onboard.text.line import Line, Weight
from ava_onboard.tui.drawing.canvas import Canvas
from ava_onboard.tui.drawing.tones import STYLES

CHIP = "bold $accent on $panel"
"""The number of a line."""
MARKED_CHIP = "bold $background on $warning"
"""The number of a line, and the same number on the drawing of Vapi's page."""

_LAST_RANK = 99
_ROOM_BETWEEN_LINES = 20
"""The lines of a body from which on there is room between the lines of a list."""


class Moment(NamedTuple):
    """What a drawing depends on beside its words."""

    height: int = 24
    """The lines of the whole body."""
    frame: int | None = None
    """Counts the pictures of something that moves; None where nothing may move."""
    seconds: int = 0
    """How long the current work has lasted."""

    @property
    def tall(self) -> bool:
        """Whether there is room between the lines of a list."""
        return self.height >= _ROOM_BETWEEN_LINES

    @property
    def closer(self) -> "Moment":
        """The same with everything drawn as where lines are few."""
        return self._replace(height=min(self.height, 17))


class Block(Protocol):
    """A part of a body.

    Attributes:
        rank: Where lines are few, the blocks of the highest rank go first. Those of rank 1 stay.
        below: The block is shown only if blocks of this rank are not: it stands in for them.
    """

    @property
    def rank(self) -> int: ...  # noqa: D102 - see above
    @property
    def below(self) -> int: ...  # noqa: D102 - see above

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A block that can be left out; see ``Block``."""

    rank: int = 1
    below: int = _LAST_RANK


@dataclass(frozen=True, slots=True)
class Heading(Ranked):
    """A title within the body, and behind it the address of the page that it is about, if there is room."""

    words: str
    url: str = ""

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw it."""
        canvas.wrap(0, 0, canvas.width, self.words, "bold $accent")
        x = len(self.words) + 3
        if self.url and x + len(self.url) <= canvas.width:
            canvas.put(x, 0, self.url, f"underline $accent link='{self.url}'")


@dataclass(frozen=True, slots=True)
class Paragraphs(Ranked):
    """Lines without a sign, each as long as it takes. Without ``tones`` they are plain."""

    lines: Sequence[Line]

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw them."""
        y = 0
        for line in self.lines:
            style = STYLES[line.tone]
            words = f"{line.sign} {line.words}" if line.sign else line.words
            y = canvas.wrap(0, y, canvas.width, words, f"bold {style}" if line.weight is not Weight.NORMAL else style)


@dataclass(frozen=True, slots=True)
class Signed(Ranked):
    """Lines with a sign in front: a number for what to do, another sign for what is good to know."""

    lines: Sequence[Line]
    chip: str = CHIP

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw them, with room between them where there is some."""
        y = 0
        for line in self.lines:
            numbered = line.sign.isdigit()
            canvas.put(0, y, f" {line.sign} ", self.chip if numbered else f"bold {STYLES[line.tone]}")
            y = canvas.wrap(5, y, canvas.width - 5, line.words) + moment.tall


@dataclass(frozen=True, slots=True)
class Labels(Ranked):
    """Names, each with what belongs to it behind it."""

    pairs: Sequence[tuple[str, str]]
    style: str = "$muted"
    """The style of the names."""

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw them in two columns."""
        y, side = 0, max((len(label) for label, _ in self.pairs), default=0) + 3
        for label, words in self.pairs:
            canvas.put(0, y, label, self.style)
            y = canvas.wrap(side, y, canvas.width - side, words)
