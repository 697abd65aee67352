"""The shortcuts, and facts about this run."""

from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from ava_onboard import __version__
from ava_onboard.locales import N_, _
from ava_onboard.text import keys, labels, store_words
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.words import ActionButton, Words

KEYS = (
    ("Enter", N_("The main action on the screen")),
    ("Tab  Shift+Tab", N_("Move between fields and buttons")),
    ("Esc", N_("Stop waiting, or close. Nothing is lost.")),
    ("Ctrl+V  Shift+Insert", N_("Paste")),
    ("Ctrl+T", N_("Show or hide what you type")),
    ("← o c r n", N_("Back, open, copy the link, QR code, copy the name")),
    ("F2", N_("Next language")),
    ("F3", labels.FAQ),
    ("F4", N_("Switch between the four steps and the settings")),
    ("F10", N_("Menu: theme, sign out and more")),
    ("Ctrl+Q", N_("Quit")),
)


class HelpScreen(OnboardDialog[None]):
    """Shows the shortcuts, where the key is kept, and the version."""

    BINDINGS = [Binding("escape,enter,f1", "dismiss", N_("Close"))]

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog tall", id="help"):
            yield Words(lambda: _(labels.HELP), classes="dialog-title")
            with VerticalScroll(id="help-text"):
                for key, meaning in KEYS:
                    with Horizontal(classes="key-row"):
                        yield Words(partial(_key_name, key), classes="key-name")
                        yield Words(partial(_, meaning), classes="key-meaning")
                yield Words(self._places)
            with Horizontal(classes="actions"):
                yield ActionButton(lambda: _("Close"), "screen.dismiss", variant="primary")

    def on_mount(self) -> None:
        """Focus the text, so that the arrow keys scroll it."""
        self.query("#help-text").focus()  # none, if the dialog was closed at once

    def _places(self) -> str:
        request = self.app.onboarding.last_failed_request
        return "\n".join(
            (
                "",
                _(store_words.of(self.app.onboarding.store).help),
                _("Ava: {host}").format(host=self.app.profile.ava_host),
                _("On the phone with support? Read them the code of the message, such as N02."),
                *([_("Last request to Ava that failed: {request}").format(request=request)] if request else []),
                f"ava-onboard {__version__}",
            )
        )


def _key_name(key: str) -> Content:
    """Return the key's name as it is printed on the keyboard."""
    return Content.styled(keys.named(key), "bold $accent")
