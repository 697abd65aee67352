"""The badge, and the bar of shortcuts."""

from collections.abc import Iterator

from textual import events
from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.widgets import Static

from ava_onboard.domain.status import Badge
from ava_onboard.text import keys

NARROW = 72
"""Below this number of columns the margins are smaller."""

_KEY_NAMES = {"ctrl": "Ctrl", "enter": "Enter", "escape": "Esc", "insert": "Insert", "shift": "Shift"}
"""Keys that Textual would name by a sign or in small letters."""

_STAY_LONGEST = ("help", "quit")
"""The actions that are dropped last where the bar is too short, in this order."""


def badge_text(badge: Badge) -> Content:
    """Return the badge with its sign, word and colour."""
    colours = {Badge.CONFIGURED: "$good", Badge.ATTENTION: "$warning", Badge.NOT_CONFIGURED: "$bad"}
    return Content.assemble((f"{badge.sign} {badge.words}", f"bold {colours[badge]}"))


class KeyBar(Static):
    """The shortcuts that work now, as many as there is room for. Each can be clicked.

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
        """Show the shortcuts that work now: those that do not fit are left out from the end, Help and Quit last."""
        entries, room = list(self._entries()), self.size.width
        while len(entries) > 1 and _length(entries, "  ") > room:
            entries.remove(_least_needed(entries))
        space = "   " if _length(entries, "   ") <= room else "  "
        self._ends, end = [], 0
        for text, binding in entries:
            end += text.cell_length + len(space)
            self._ends.append((end, binding))
        self.update(Content(space).join(text for text, _ in entries), layout=False)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        if binding := next((binding for end, binding in self._ends if event.x < end), None):
            self.app.simulate_key(binding.key)

    def _entries(self) -> Iterator[tuple[Content, Binding]]:
        shown: dict[str, ActiveBinding] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.show:
                shown.setdefault(active.binding.action, active)
        for _node, binding, _enabled, _tooltip in shown.values():
            key = _named(self.app, binding)
            yield Content.assemble((key, "bold $accent"), " ", (binding.description, "$muted")), binding


def _named(app: App[object], binding: Binding) -> str:
    """Return the key by the name that is printed on the keyboard, in the current language."""
    parts = binding.key.split("+")
    if binding.key_display or not (len(parts) > 1 or parts[0] in _KEY_NAMES):
        return keys.named(app.get_key_display(binding))
    return keys.named("+".join(_KEY_NAMES.get(part, part.capitalize()) for part in parts))


def _length(entries: list[tuple[Content, Binding]], space: str) -> int:
    return sum(text.cell_length + len(space) for text, _ in entries) - len(space)


def _least_needed(entries: list[tuple[Content, Binding]]) -> tuple[Content, Binding]:
    others = [entry for entry in entries if _action(entry[1]) not in _STAY_LONGEST]
    if others:
        return others[-1]
    return min(entries, key=lambda entry: _STAY_LONGEST.index(_action(entry[1])))


def _action(binding: Binding) -> str:
    return binding.action.removeprefix("app.")
