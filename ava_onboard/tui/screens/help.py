"""The keys, and where things are kept."""

from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from ava_onboard import __version__
from ava_onboard.locales import N_, _
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.words import ActionButton, Words

KEYS = (
    (N_("Enter"), N_("The main action of the screen")),
    ("Tab  Shift+Tab", N_("From one button or field to the next")),
    ("Esc", N_("Stop waiting, or close; nothing is lost")),
    ("Ctrl+V  Shift+Insert", N_("Paste")),
    ("Ctrl+T", N_("Show or hide what is typed")),
    ("← o c r n", N_("Back, open, copy link, QR code, copy the name")),
    ("F2", N_("French or English")),
    ("F3", N_("Frequently asked questions")),
    ("F4", N_("Between the four steps and the settings")),
    ("F10", N_("Menu: theme, sign out and more")),
    ("Ctrl+Q", N_("Quit")),
)


class HelpScreen(OnboardDialog[None]):
    """Keys and facts."""

    BINDINGS = [Binding("escape,enter,f1", "dismiss", N_("Close"))]

    def compose(self) -> ComposeResult:
        """Make the dialog."""
        with Vertical(classes="dialog tall", id="help"):
            yield Words(lambda: _("Help and keys"), classes="dialog-title")
            with VerticalScroll(id="help-text"):
                for key, meaning in KEYS:
                    with Horizontal(classes="key-row"):
                        yield Words(partial(_key_name, key), classes="key-name")
                        yield Words(partial(_, meaning), classes="key-meaning")
                yield Words(self._places)
            with Horizontal(classes="actions"):
                yield ActionButton(lambda: _("Close"), "screen.dismiss", variant="primary")

    def on_mount(self) -> None:
        """The arrow keys scroll."""
        self.query_one("#help-text").focus()

    def _places(self) -> str:
        return "\n".join(
            (
                "",
                _("Your key is kept in a protected file of this computer and nowhere else on it.")
                if self.onboard.onboarding.in_file
                else _("Your key is kept in this computer's keyring and nowhere else on it."),
                _("Ava: {host}").format(host=self.onboard.profile.ava_host),
                _("On the phone with support? Read out the code of the message, such as N02."),
                f"ava-onboard {__version__}",
            )
        )


def _key_name(key: str) -> Content:
    """A key as the person's keyboard calls it."""
    return Content.styled(_(key), "bold $primary")
