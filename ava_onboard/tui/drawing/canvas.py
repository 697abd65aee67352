"""Cells with styles. One widget draws on one canvas, instead of a nest of containers."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from rich.cells import cell_len
from textual.color import Color
from textual.content import Content
from textual.style import Style

from ava_onboard.domain.guide import runs
from ava_onboard.text import wrapping

MARKED = "bold $warning"
"""The style of ``**…**``: words of Vapi's page."""

CellStyle = str | Style
Cell = tuple[str, CellStyle]
"""A character and its style. Behind a character of two cells the text is empty."""

_EMPTY: Cell = (" ", "")

_ALL_SINGLE = re.compile("[ -\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25fc]*").fullmatch
"""Whether each character takes up one cell: Latin letters, quotation marks, arrows and lines."""


class Canvas:
    """As many lines as are drawn on, all of the same width.

    Args:
        width: The width in cells. What is drawn beyond it is left out.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.rows: list[list[Cell]] = []
        """What was drawn so far."""

    @property
    def height(self) -> int:
        """The number of lines."""
        return len(self.rows)

    def put(self, x: int, y: int, words: str, style: CellStyle = "$text") -> None:
        """Write on one line."""
        self._set(x, y, list(_cells(words, style)))

    def wrap(self, x: int, y: int, width: int, words: str, style: CellStyle = "$text") -> int:
        """Write on as many lines as it takes, and return the next free line."""
        cells = [cell for cell in _cells(words, style) if cell[0]]
        text = "".join(sign[0] for sign, _ in cells)  # combining characters stay with the cell before
        for start, end in wrapping.spans(text, max(width, 1), cell_len):
            self._set(x, y, [part for cell in cells[start:end] for part in _with_second_half(cell)])
            y += 1
        return y

    def box(self, x: int, y: int, width: int, height: int, style: CellStyle, *, below: str = "") -> None:
        """Draw a frame with round corners, with words in its lower line."""
        self.put(x, y, f"╭{'─' * (width - 2)}╮", style)
        for row in range(y + 1, y + height - 1):
            self.put(x, row, "│", style)
            self.put(x + width - 1, row, "│", style)
        self.put(x, y + height - 1, f"╰{'─' * (width - 2)}╯", style)
        self.put(x + 2, y + height - 1, f" {below} " if below else "", "$muted")

    def paste(self, x: int, y: int, other: "Canvas") -> None:
        """Copy everything from another canvas."""
        for row, cells in enumerate(other.rows, y):
            self._set(x, row, cells)

    def gradient(self, x: int, y: int, lines: list[str], start: str, end: str) -> None:
        """Draw lines whose colour changes from left to right; the colours as ``#rrggbb``."""
        first, last = Color.parse(start), Color.parse(end)
        for row, line in enumerate(lines, y):
            for at, sign in enumerate(line):
                self.put(x + at, row, sign, first.blend(last, at / len(line)).hex6)

    def lines(self) -> list[Content]:
        """Return what was drawn."""
        return [Content.assemble(*_pieces(row)) for row in self.rows]

    def _set(self, x: int, y: int, cells: list[Cell]) -> None:
        while len(self.rows) <= y:
            self.rows.append([_EMPTY] * self.width)
        row = self.rows[y]
        for at, cell in enumerate(cells, x):
            if 0 <= at < self.width:
                row[at] = cell


def drawn(width: int, draw: Callable[[Canvas], None]) -> Content:
    """Return what ``draw`` draws on a canvas of this width."""
    canvas = Canvas(width)
    draw(canvas)
    return Content("\n").join(canvas.lines())


def _pieces(row: list[Cell]) -> Iterator[tuple[str, CellStyle]]:
    for style, run in groupby(row, lambda cell: cell[1]):
        yield "".join(sign for sign, _ in run), style


def _cells(words: str, style: CellStyle) -> Iterator[Cell]:
    for piece, marked in runs(words):
        if _ALL_SINGLE(piece):  # nearly always, and much faster
            yield from ((sign, MARKED if marked else style) for sign in piece)
            continue
        last: Cell | None = None
        for sign in piece:
            if last and not cell_len(sign):
                last = (last[0] + sign, last[1])
                continue
            if last:
                yield from _with_second_half(last)
            last = (sign, MARKED if marked else style)
        if last:
            yield from _with_second_half(last)


def _with_second_half(cell: Cell) -> Iterator[Cell]:
    yield cell
    if cell_len(cell[0]) > 1:
        yield "", cell[1]
