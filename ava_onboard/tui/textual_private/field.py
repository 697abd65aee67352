"""The base of the fields: they keep their size, and show their text in one line."""

import re

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input

_NOT_SHOWN_AS_ONE_CELL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def in_one_line(text: str) -> str:
    """Return ``text`` with a space for each tab, line break and other control character."""
    return _NOT_SHOWN_AS_ONE_CELL.sub(" ", text)


class OneLineInput(Input):
    """An input whose cursor is where the text on the screen ends, hidden text and texts with line breaks included.

    Textual counts the cells of the text itself, also where bullets are shown in its place; and it expands tabs with a
    regular expression whose time grows with the square of the text's length once that has a line break.
    """

    @property
    def _value(self) -> Text:
        """The text as it is shown."""
        shown = "•" * len(self.value) if self.password else in_one_line(self.value)
        return Text(shown, no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        """Return the cell at which the character at ``position`` is shown."""
        return position if self.password else cell_len(in_one_line(self.value[:position]))


class FixedSizeInput(OneLineInput):
    """An input that never grows, and so needs no new layout of the screen for each character typed."""

    def _watch_value(self, value: str) -> None:
        """Make room for the text without a layout: Textual sets the same size and lays out the whole screen."""
        self.set_reactive(Widget.virtual_size, Size(self.content_width, 1))
