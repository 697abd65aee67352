"""A link as a QR code, to open it on a phone."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ava_onboard.domain.guide import Link
from ava_onboard.locales import N_, _
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.words import Words

QUIET_ZONE = 2
"""Light modules around the code. The standard says 4, but phones read 2 and 80x24 has no room for more."""


class QrScreen(OnboardDialog[None]):
    """Shows the code, black on white in every theme.

    Args:
        link: The link to show.
    """

    BINDINGS = [Binding("escape,enter,r", "dismiss", N_("Close"))]

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="qr-dialog"):
            yield Words(lambda: _("Scan with your phone"), classes="dialog-title")
            yield Static(code(self._link.url), id="qr-code", markup=False)
            yield Words(self._caption, id="qr-link")

    def _caption(self) -> Content:
        return Content.assemble((self._link.label, "$text-primary"), "\n", (_("Esc to close"), "$muted"))


def code(url: str) -> Content:
    """Return ``url`` as a QR code, with two modules in each character."""
    import segno

    rows = [list(row) for row in segno.make_qr(url, error="l", boost_error=False).matrix_iter(border=QUIET_ZONE)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return Content("\n".join("".join(map(_half_block, top, low)) for top, low in pairs))


def _half_block(top: int, low: int) -> str:
    return " ▄▀█"[2 * bool(top) + bool(low)]
