"""The title bar (place, language, badge) and the bar of shortcuts."""

from collections.abc import Callable

from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ava_onboard.domain.status import Badge
from ava_onboard.locales import language

NARROW = 72
"""Below this number of columns the steps become a line, and the shortcuts move closer together."""


class TitleBar(Widget):
    """The title on the left; mark, language and badge on the right.

    Args:
        title: Returns the title.
        badge: Returns the badge.
        mark: Returns a label of an unusual run (demo, profile); empty for the usual one.
    """

    def __init__(self, title: Callable[[], str], badge: Callable[[], Badge], mark: Callable[[], str]) -> None:
        super().__init__()
        self._title = title
        self._badge = badge
        self._mark = mark

    def render(self) -> Content:
        """Return the line; the title is shortened to fit."""
        left = Content.assemble(("Ava", "bold $primary"), (" ▸ ", "bold $muted"), (self._title(), "bold"))
        switch = Content.styled(language().upper(), "$muted").stylize("@click=app.switch_language()")
        right = Content.assemble(switch, "  ", badge_text(self._badge()))
        if mark := self._mark():
            right = Content.assemble((f" {mark} ", "bold $background on $accent"), "  ", right)
        room = max(self.content_size.width - right.cell_length, 0)
        return Content.assemble(left.truncate(room, ellipsis=True, pad=True), right)

    def redraw(self) -> None:
        """Show the current state."""
        self.refresh()


def badge_text(badge: Badge) -> Content:
    """Return the badge with its sign, word and colour."""
    colours = {Badge.CONFIGURED: "$text-success", Badge.ATTENTION: "$text-warning", Badge.NOT_CONFIGURED: "$text-error"}
    return Content.assemble((f"{badge.sign} {badge.words}", f"bold {colours[badge]}"))


class KeyBar(Static):
    """The shortcuts that work now, closer together on a narrow screen. Each can be clicked.

    It is one text: Textual's footer has a widget for each key, and replaces all of them when one changes.
    """

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[tuple[int, Binding]] = []

    def on_mount(self) -> None:
        """Follow the shortcuts of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self.redraw)

    def on_resize(self) -> None:
        """Follow the width of the screen."""
        self.redraw()

    def redraw(self, _screen: object = None) -> None:
        """Show the shortcuts that work now."""
        keys: dict[str, ActiveBinding] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.show:
                keys.setdefault(active.binding.action, active)
        space = "" if self.size.width < NARROW else " "
        text, self._ends = Content(), []
        for _node, binding, enabled, _tooltip in keys.values():
            key = f"{space}{self.app.get_key_display(binding)} "
            style = "$footer-description-foreground" if enabled else "$footer-description-foreground dim"
            text = Content.assemble(text, (key, "bold $footer-key-foreground"), (f"{binding.description} ", style))
            self._ends.append((text.cell_length, binding))
        self.update(text, layout=False)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        if binding := next((binding for end, binding in self._ends if event.x < end), None):
            self.app.simulate_key(binding.key)
