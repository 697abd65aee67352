"""The sample keys of the demo: each makes the services behave in one way."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ava_onboard.locales import N_, _
from ava_onboard.text import labels
from ava_onboard.tui.screens.base import OnboardScreen
from ava_onboard.tui.screens.listing import ListDialog
from ava_onboard.tui.shell import Shell
from ava_onboard.tui.widgets.words import Words


class DemoKeysScreen(ListDialog):
    """Returns the text of the chosen key."""

    BINDINGS = [Binding("escape,f6", "dismiss", N_("Close"))]

    NAME = "demo-keys"

    def title_words(self) -> str:
        """Return the title."""
        return _(labels.SAMPLE_KEYS)

    def content(self) -> ComposeResult:
        """Lay out the list."""
        yield Words(lambda: _("Enter pastes one into the field. None of them is real."), classes="muted")
        yield OptionList(*self.options(), id="samples")

    def options(self) -> list[Option]:
        """Return the entries."""
        keys = self.app.demo.keys if self.app.demo else ()
        return [Option(_entry(key.text, key.behaviour), key.text) for key in keys]


def use_sample(app: Shell, key: str | None) -> None:
    """Paste the chosen key on the screen below all dialogs."""
    screen = app.screen_stack[0]
    if key and isinstance(screen, OnboardScreen):
        screen.take(key)


def _entry(text: str, behaviour: str) -> Content:
    return Content.assemble((f"{text[:8]}…  ", "bold"), _(behaviour))
