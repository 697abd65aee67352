"""Text that wraps by the program's own rule, with a sign in front of each line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

from ava_onboard.text import wrapping

if TYPE_CHECKING:
    from textual.css.styles import RulesMap


class Row(NamedTuple):
    """One line. A long one wraps beside its sign, not below it."""

    text: Content | str
    sign: str = ""
    style: str = ""
    """The style of the sign."""


def wrap(content: Content, width: int) -> list[Content]:
    """Return ``content`` as lines of at most ``width`` cells, broken where ``text.wrapping`` says."""
    return [content[start:end] for start, end in wrapping.spans(content.plain, max(width, 1), cell_len)]


class Wrapped(Static):
    """Rows that wrap.

    Args:
        rows: The first rows.
        margin: The cells that the signs take up.
        options: Options of ``Static``.
    """

    def __init__(self, rows: Sequence[Row], margin: int, **options: Any) -> None:
        self._margin = margin
        self._rows = rows
        super().__init__(_WrappedVisual(rows, margin), markup=False, **options)

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows. The screen is laid out again only if they take up another space."""
        before, self._rows = self._space(), rows
        self.update(_WrappedVisual(rows, self._margin), layout=self._space() != before)

    def _space(self) -> tuple[int, int]:
        """Return the width that the rows would like if it is theirs, and their lines at the current width."""
        visual = _WrappedVisual(self._rows, self._margin)
        lines = visual.wrapped(self.content_size.width, self.styles.grid_gutter_horizontal)
        return visual.get_optimal_width({}, 0) if self.styles.is_auto_width else 0, len(lines)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text, as the lines are wrapped now."""
        visual = _WrappedVisual(self._rows, self._margin)
        lines = visual.wrapped(self.content_size.width, self.styles.grid_gutter_horizontal)
        return selection.extract("\n".join(line.plain for line in lines)), "\n"


class _WrappedVisual(Visual):
    """Draws the rows, wrapped to the width. ``grid-gutter`` is the number of empty lines after each row."""

    def __init__(self, rows: Sequence[Row], margin: int) -> None:
        self._rows = rows
        self._margin = margin

    def __str__(self) -> str:
        return "\n".join(f"{row.sign.ljust(self._margin)}{row.text}" for row in self._rows)

    def wrapped(self, width: int, gap: int) -> list[Content]:
        """Return lines of at most ``width`` cells, with ``gap`` empty lines after each row."""
        lines = []
        for row in self._rows:
            sign = Content.styled(row.sign.ljust(self._margin), row.style)
            for part in wrap(_content(row), width - self._margin):
                lines.append(Content.assemble(sign, part) if self._margin else part)
                sign = Content(" " * self._margin)
            lines += [Content()] * gap
        return lines

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        lines = self.wrapped(width, options.rules.get("grid_gutter_horizontal", 0))
        return Content("\n").join(lines).render_strips(width, height, style, options) if lines else []

    def get_optimal_width(self, rules: "RulesMap", container_width: int) -> int:
        return max((self._margin + _widest_line(_content(row)) for row in self._rows), default=0)

    def get_minimal_width(self, rules: "RulesMap") -> int:
        return self._margin + 1

    def get_height(self, rules: "RulesMap", width: int) -> int:
        return len(self.wrapped(width, rules.get("grid_gutter_horizontal", 0)))


def _content(row: Row) -> Content:
    return Content.from_text(row.text, markup=False)


def _widest_line(content: Content) -> int:
    return max(cell_len(line) for line in content.plain.split("\n"))
