"""The line on top (where one is, in which language, the badge) and the line of keys below."""

from collections.abc import Callable

from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ava_onboard.domain.status import Badge
from ava_onboard.locales import language

NARROW = 72
"""Columns below which the rail becomes a line and the keys move together."""


class TitleBar(Widget):
    """The title on the left; mark, language and badge on the right.

    Args:
        title: Gives the title.
        badge: Gives the badge.
        mark: Gives what sets this run apart: that it is make-believe, or the profile; empty where nothing does.
    """

    def __init__(self, title: Callable[[], str], badge: Callable[[], Badge], mark: Callable[[], str]) -> None:
        super().__init__()
        self._title = title
        self._badge = badge
        self._mark = mark

    def render(self) -> Content:
        """The line, as wide as there is room."""
        left = Content.assemble(("Ava", "bold $primary"), (" ▸ ", "bold $muted"), (self._title(), "bold"))
        switch = Content.styled(language().upper(), "$muted").stylize("@click=app.switch_language()")
        right = Content.assemble(switch, "  ", badge_text(self._badge()))
        if mark := self._mark():
            right = Content.assemble((f" {mark} ", "bold $background on $accent"), "  ", right)
        room = max(self.content_size.width - right.cell_length, 0)
        return Content.assemble(left.truncate(room, ellipsis=True, pad=True), right)

    def redraw(self) -> None:
        """Show what is true now."""
        self.refresh()


def badge_text(badge: Badge) -> Content:
    """The badge in sign, word and colour."""
    colour = "$text-success" if badge is Badge.CONFIGURED else "$text-error"
    return Content.assemble((f"{badge.sign} {badge.words}", f"bold {colour}"))


class KeyBar(Static):
    """The keys of this moment; closer together where the screen is narrow. Each can be clicked.

    One text: Textual's footer makes a widget for each key, and all of them anew whenever one changes.
    """

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[tuple[int, Binding]] = []

    def on_mount(self) -> None:
        """Follow the keys of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self.redraw)

    def on_resize(self) -> None:
        """Follow the width."""
        self.redraw()

    def redraw(self, _screen: object = None) -> None:
        """Show the keys of this moment."""
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
        """Do what the key does."""
        if binding := next((binding for end, binding in self._ends if event.x < end), None):
            self.app.simulate_key(binding.key)
