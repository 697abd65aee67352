"""The base of the fields: they keep their size, show their text in one line, and draw no more than that line."""

import re
from collections.abc import Iterator
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

_NOT_SHOWN_AS_ONE_CELL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def in_one_line(text: str) -> str:
    """Return ``text`` with a space for each tab, line break and other control character."""
    return _NOT_SHOWN_AS_ONE_CELL.sub(" ", text)


class OneLineInput(Input):
    """An input whose cursor is where the text on the screen ends, hidden text and texts with line breaks included.

    Textual counts the cells of the text itself, also where bullets are shown in its place; and it expands tabs with a
    regular expression whose time grows with the square of the text's length once that has a line break. At each key
    it lays out the whole screen, although the field keeps its size, and draws the field's edges and all of its text.
    """

    # What changes with a key, without the drawing of everything that Textual adds to it.
    value = reactive("", init=False, repaint=False)
    selection = reactive(Selection.cursor(0), repaint=False)
    _cursor_visible = reactive(True, repaint=False)

    def on_mount(self) -> None:
        """Follow the cursor from the first text on: Textual does not while it takes that for an initial value."""
        self._initial_value = False

    def on_resize(self) -> None:
        """Keep the cursor in sight: Textual only follows it when it moves."""
        self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), force=True, animate=False)

    def _watch_value(self, value: str) -> None:
        # Textual sets the same size, and lays out the screen if that is another one.
        self.set_reactive(Widget.virtual_size, Size(self.content_width, 1))
        super()._watch_value(value)
        self._draw_text()

    def _watch_selection(self, selection: Selection) -> None:
        super()._watch_selection(selection)
        self._draw_text()

    def _watch__cursor_visible(self) -> None:
        self._draw_text()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Show another part of the text."""
        self._draw_text()

    def _draw_text(self) -> None:
        """Draw the line of the text, and nothing else of the field: ``refresh`` would forget the styles too."""
        self._set_dirty(Region(0, 0, self.size.width, 1))
        self._repaint_required = True
        self.check_idle()

    @property
    def content_width(self) -> int:
        """The cells of the text, or of what invites to enter one, and of the cursor behind it."""
        if not self.value and self.placeholder:
            return cell_len(self.placeholder)
        return self._position_to_cell(len(self.value)) + 1

    def _position_to_cell(self, position: int) -> int:
        """Return the cell at which the character at ``position`` is shown."""
        return position if self.password else cell_len(in_one_line(self.value[:position]))

    def render_line(self, y: int) -> Strip:
        """Return the part of the text that is in sight; of an empty field, what Textual shows in it."""
        if y or not self.value:
            return super().render_line(y)
        style, start, width = self.rich_style, self.scroll_offset.x, self.size.width
        if self.password:
            strip = Strip(self._pieces("•" * len(self.value), start, start + width))
        else:
            strip = Strip(self._pieces(in_one_line(self.value), 0, len(self.value) + 1)).crop(start)
        return strip.apply_style(style).crop_extend(0, width, style)

    def _pieces(self, shown: str, first: int, last: int) -> Iterator[Segment]:
        """Yield the characters from ``first`` to ``last``, with a space behind the text, in pieces of one style."""
        start, end = sorted(self.selection)
        cursor = self.selection.end
        ends = (start, end, cursor, cursor + 1, len(shown) + 1)
        for left, right in pairwise(sorted({first, *(min(max(at, first), last) for at in ends)})):
            style = None
            if self.has_focus and start <= left < end:
                style = self.get_component_rich_style("input--selection")
            if self.has_focus and self._cursor_visible and left == cursor:
                at_cursor = self.get_component_rich_style("input--cursor")
                style = style + at_cursor if style else at_cursor
            yield Segment(f"{shown} "[left:right], style)
