"""The menu of everything that works from anywhere."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ava_onboard import locales
from ava_onboard.locales import N_, _
from ava_onboard.text import labels
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.words import Words

ENTRIES = {
    "guide": N_("The four steps"),
    "settings": N_("Settings and status"),
    "faq": labels.FAQ,
    "help": labels.HELP,
    "switch_language": "",
    "switch_theme": N_("Light or dark theme"),
    "switch_clipboard": N_("Offer a key on the clipboard: yes or no"),
    "demo_keys": labels.SAMPLE_KEYS,
    "profiles": N_("Change profile…"),
    "sign_out": N_("Sign out of Ava"),
    "quit": N_("Quit"),
}
"""Actions of the app, and how the menu calls them; the language switch shows where it leads."""


class MenuScreen(OnboardDialog[str]):
    """Returns the chosen action of the app."""

    BINDINGS = [Binding("escape,f10,ctrl+p", "dismiss", N_("Close"))]

    def compose(self) -> ComposeResult:
        """Lay out the list of what is possible now."""
        with Vertical(classes="dialog", id="menu"):
            yield Words(lambda: _("Menu"), classes="dialog-title")
            yield OptionList(*self._options(), id="entries")

    def redraw(self) -> None:
        """Show the list in the current language."""
        entries = self.query_one(OptionList)
        highlighted = entries.highlighted
        entries.set_options(self._options())
        entries.highlighted = highlighted
        super().redraw()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Close and return the choice."""
        self.dismiss(event.option_id)

    def _options(self) -> list[Option]:
        names = {action: _(name) or locales.switch_label() for action, name in ENTRIES.items()}
        return [Option(name, action) for action, name in names.items() if self.app.check_action(action, ())]
