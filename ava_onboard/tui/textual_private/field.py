"""The base of fields that keep their size."""

from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input


class FixedSizeInput(Input):
    """An input that never grows, and so needs no new layout of the screen for each character typed."""

    def _watch_value(self, value: str) -> None:
        """Make room for the text without a layout: Textual sets the same size and lays out the whole screen."""
        self.set_reactive(Widget.virtual_size, Size(self.content_width, 1))
