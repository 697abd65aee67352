"""A link as a QR code, to open it on a phone."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from ava_onboard.domain.guide import Link
from ava_onboard.locales import N_, _
from ava_onboard.text import qr
from ava_onboard.tui.drawing.qr import COLOURS
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.words import Words


class QrScreen(OnboardDialog[None]):
    """Shows the code, black on white in every theme.

    Args:
        link: The link to show.
    """

    NAME = "qr-dialog"
    BINDINGS = [Binding("escape,enter,r", "dismiss", N_("Close"))]

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link

    def title_words(self) -> str:
        """Return the title."""
        return _("Scan with your phone")

    def content(self) -> ComposeResult:
        """Lay out the code, and the address for people who cannot scan it."""
        yield Static(self._code(), id="qr-code")
        yield Words(self._address, id="qr-link")

    def _code(self) -> Content:
        return Content("\n").join(Content.styled(line, COLOURS) for line in qr.code(self._link.url))

    def _address(self) -> Content:
        return Content.styled(self._link.url, f"underline $accent link='{self._link.url}'")
