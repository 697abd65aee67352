"""What is longer than its dialog: it scrolls with the arrow keys, and the bar of keys says so."""

from textual.binding import Binding
from textual.containers import VerticalScroll

from ava_onboard.locales import N_
from ava_onboard.tui.widgets.frame import Body


class Scrolled(VerticalScroll):
    """Any widgets."""

    BINDINGS = [Binding("down", "scroll_down", N_("Scroll"), key_display="↑ ↓")]


class ScrolledBody(Scrolled, Body, can_focus=True):
    """Blocks."""
