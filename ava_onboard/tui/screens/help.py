"""What to tell support, the shortcuts, and facts about this run."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding

from ava_onboard import __version__
from ava_onboard.locales import N_, _
from ava_onboard.text import keys, labels, store_words, support
from ava_onboard.tui import situation
from ava_onboard.tui.drawing.blocks import Block, Heading, Labels
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.scrolled import ScrolledBody

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
    ("F9", support.LABEL),
    ("F10", N_("Menu: theme, sign out and more")),
    ("Ctrl+Q", N_("Quit")),
)


class HelpScreen(OnboardDialog[None]):
    """Shows what support asks for, where the key is kept, and the shortcuts."""

    BINDINGS = [Binding("escape,enter,f1", "dismiss", N_("Close"))]
    NAME = "help"
    TALL = True

    def title_words(self) -> str:
        """Return the title."""
        return _(labels.HELP)

    def content(self) -> ComposeResult:
        """Lay out the text."""
        yield ScrolledBody(self._blocks, closest=1)

    def _blocks(self) -> Sequence[Block]:
        shortcuts = [(keys.named(key), _(meaning)) for key, meaning in KEYS]
        return [Labels(self._for_support()), Heading(_("Shortcuts")), Labels(shortcuts, "bold $accent")]

    def _for_support(self) -> list[tuple[str, str]]:
        request, code = self.app.onboarding.last_failed_request, situation.code(self.app)
        return [
            (_("Version"), f"ava-onboard {__version__}"),
            (_("Support"), _("On the phone, read them the code of the message, such as N02.")),
            (_(support.LABEL), f"{support.grouped(code)}  ({support.spelled(code)})"),
            ("Ava", self.app.profile.ava_host),
            *([(_(support.LAST_REQUEST), request)] if request else []),
            (_(labels.YOUR_KEY), _(store_words.of(self.app.onboarding.store).help)),
        ]
