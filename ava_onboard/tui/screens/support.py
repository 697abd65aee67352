"""The dialog with the situation code, to read out to support."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from ava_onboard.domain.speakable import spoken
from ava_onboard.locales import N_, _
from ava_onboard.text import support
from ava_onboard.text.line import labelled
from ava_onboard.tui import situation
from ava_onboard.tui.drawing.letters import large
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.frame import Actions
from ava_onboard.tui.widgets.words import ActionButton, Words


class SupportScreen(OnboardDialog[None]):
    """Shows the situation code in large letters, and how it is read out."""

    BINDINGS = [Binding("escape,f9", "dismiss", N_("Close"))]
    NAME = "support"

    def title_words(self) -> str:
        """Return the title."""
        return _(support.LABEL)

    def content(self) -> ComposeResult:
        """Lay out the code, and the button that copies what support may ask for in writing."""
        yield Words(lambda: Content("\n".join(large(support.grouped(self._code)))), id="situation")
        yield Words(lambda: support.spelled(self._code), id="spelled")
        yield Words(support.explanation, classes="muted")
        yield Words(self._request)
        with Actions():
            yield ActionButton(lambda: _("Close"), "screen.dismiss", id="close", variant="primary")
            yield ActionButton(lambda: _(support.COPY_DIAGNOSIS), "app.copy_diagnosis")

    def on_mount(self) -> None:
        """Let Enter close it."""
        self.query_one("#close").focus()

    @property
    def _code(self) -> str:
        return situation.code(self.app)

    def _request(self) -> str:
        request = self.app.onboarding.last_failed_request
        return labelled(_(support.LAST_REQUEST), spoken(request)) if request else ""
