"""The menu of everything that works from anywhere."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ava_onboard import locales
from ava_onboard.locales import N_, _
from ava_onboard.text import accessible, desktop, labels, support, waiting
from ava_onboard.tui.screens.listing import ListDialog

ENTRIES = {
    "guide": N_("The four steps"),
    "settings": N_("Settings and status"),
    "faq": labels.FAQ,
    "help": labels.HELP,
    "support": support.LABEL,
    "switch_language": "",
    "switch_theme": N_("Light or dark theme"),
    "switch_bell": "",
    "switch_clipboard": "",
    "switch_accessible": "",
    "demo_keys": labels.SAMPLE_KEYS,
    "profiles": N_("Change profile…"),
    "sign_in_with_token": N_("Sign in with an access token…"),
    "sign_out": N_("Sign out of Ava"),
    "quit": N_("Quit"),
}
"""Actions of the app, and how the menu calls them; what has no name here says what it is set to, or leads to."""

_LAST_OF_GROUPS = ("support", "switch_accessible")
_ROOM_BETWEEN_GROUPS = 24
"""The lines of a window from which on there is a line between the groups."""

_KEYS = {"faq": "F3", "help": "F1", "support": "F9", "switch_language": "F2", "demo_keys": "F6", "quit": "Ctrl+Q"}
_KEY_OF_OTHER_SCREEN = "F4"
_NAMES = 36
"""Where the keys stand."""


class MenuScreen(ListDialog):
    """Returns the chosen action of the app."""

    BINDINGS = [Binding("escape,f10,ctrl+p", "dismiss", N_("Close"))]

    NAME = "menu"

    def title_words(self) -> str:
        """Return the title."""
        return _("Menu")

    def content(self) -> ComposeResult:
        """Lay out the list of what is possible now."""
        yield OptionList(*self.options(), id="entries")

    def options(self) -> list[Option | None]:
        """Return the entries."""
        settings = {
            "switch_language": locales.switch_label(),
            "switch_bell": waiting.bell(rings=self.app.rings),
            "switch_clipboard": desktop.clipboard(offers=self.app.offers_clipboard),
            "switch_accessible": accessible.entry(on=self.app.next_start_is_accessible),
        }
        names = {action: _(name) if name else settings[action] for action, name in ENTRIES.items()}
        keys = {**_KEYS, "settings" if self.app.current_mode == "guide" else "guide": _KEY_OF_OTHER_SCREEN}
        options: list[Option | None] = []
        ended = False
        for action, name in names.items():
            if self.app.check_action(action, ()):
                options += [None] if ended and self.app.size.height >= _ROOM_BETWEEN_GROUPS else []
                options.append(Option(name.ljust(_NAMES) + keys.get(action, ""), action))
                ended = False
            ended = ended or action in _LAST_OF_GROUPS
        return options
