"""Lines with a sign in front. A long line wraps beside its sign, not below it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.css.styles import RulesMap

_SIGN_CELLS = 3


class Row(NamedTuple):
    """One line."""

    text: Content | str
    sign: str = ""
    style: str = ""
    """The style of the sign."""


class _RowsVisual(Visual):
    """Draws the rows, wrapped to the width. ``grid-gutter`` is the number of empty lines after each row."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __str__(self) -> str:
        return "\n".join(f"{row.sign}  {row.text}" for row in self._rows)

    def wrapped(self, width: int, gap: int) -> list[Content]:
        """Return lines of at most ``width`` cells, with ``gap`` empty lines after each row."""
        lines = []
        for row in self._rows:
            sign = Content.styled(row.sign.ljust(_SIGN_CELLS), row.style)
            for part in _content(row).wrap(max(width - _SIGN_CELLS, 1)):
                lines.append(Content.assemble(sign, part))
                sign = Content(" " * _SIGN_CELLS)
            lines += [Content()] * gap
        return lines

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        lines = self.wrapped(width, options.rules.get("grid_gutter_horizontal", 0))
        return Content("\n").join(lines).render_strips(width, height, style, options) if lines else []

    def get_optimal_width(self, rules: "RulesMap", container_width: int) -> int:
        return max((_SIGN_CELLS + _content(row).cell_length for row in self._rows), default=0)

    def get_minimal_width(self, rules: "RulesMap") -> int:
        return _SIGN_CELLS + 1

    def get_height(self, rules: "RulesMap", width: int) -> int:
        return len(self.wrapped(width, rules.get("grid_gutter_horizontal", 0)))


class Rows(Static):
    """Lines that are a function of the state. Without lines it takes up no space.

    Args:
        rows: Returns the lines.
        id: The widget's id.
        classes: The widget's classes.
    """

    def __init__(self, rows: Callable[[], Sequence[Row]], *, id: str | None = None, classes: str = "") -> None:  # noqa: A002 - Textual's name
        self._rows_of = rows
        self._rows = rows()
        super().__init__(_RowsVisual(self._rows), id=id, classes=classes)
        self.set_class(not self._rows, "-empty", update=False)

    def redraw(self) -> None:
        """Show the current lines."""
        rows = self._rows_of()
        if rows != self._rows:
            self._rows = rows
            self.set_class(not rows, "-empty")
            self.update(_RowsVisual(rows))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text, as the lines are wrapped now."""
        lines = _RowsVisual(self._rows).wrapped(self.content_size.width, self.styles.grid_gutter_horizontal)
        return selection.extract("\n".join(line.plain for line in lines)), "\n"


def _content(row: Row) -> Content:
    return Content.from_text(row.text, markup=False)
