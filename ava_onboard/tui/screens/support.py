"""The dialog with the situation code, to read out to support."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from ava_onboard.domain.speakable import spoken
from ava_onboard.locales import N_, _
from ava_onboard.text import live, support
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

    def __init__(self) -> None:
        super().__init__()
        self._offers_live = False

    def title_words(self) -> str:
        """Return the title."""
        return _(support.LABEL)

    def content(self) -> ComposeResult:
        """Lay out the code, and the button that copies what support may ask for in writing."""
        yield Words(lambda: Content("\n".join(large(support.grouped(self._code)))), id="situation")
        yield Words(lambda: support.spelled(self._code), id="spelled")
        yield Words(support.explanation, classes="muted")
        yield Words(self._request)
        yield Words(self._followed, id="followed")
        with Actions():
            yield ActionButton(lambda: _("Close"), "screen.dismiss", id="close", variant="primary")
            yield ActionButton(lambda: _(support.COPY_DIAGNOSIS), "app.copy_diagnosis")
            yield ActionButton(self._live_label, "screen.live", id="live")

    def on_mount(self) -> None:
        """Let Enter close it. Whether this Ava has the live mirror is asked meanwhile."""
        self.query_one("#close").focus()
        self.run_worker(self._ask_whether_live(), group="live")

    async def _ask_whether_live(self) -> None:
        self._offers_live = await self.app.onboarding.live.offered()
        self.redraw()

    def action_live(self) -> None:
        """Let an agent see the screen, or no longer."""
        if self.app.onboarding.followed_by:
            self.app.action_stop_live()
        else:
            self.run_worker(self._begin_live(), group="live", exclusive=True)

    async def _begin_live(self) -> None:
        from ava_onboard.tui.screens.live import LiveScreen

        dialog: Screen[bool] = LiveScreen()
        if await self.app.push_screen_wait(dialog):
            self.dismiss()

    def _live_label(self) -> str:
        if self.app.onboarding.followed_by:
            return _(live.STOP)
        return _(live.OFFER) if self._offers_live else ""

    def _followed(self) -> str:
        agent = self.app.onboarding.followed_by
        return live.mark(agent, short=False) if agent else ""

    @property
    def _code(self) -> str:
        return situation.code(self.app)

    def _request(self) -> str:
        request = self.app.onboarding.last_failed_request
        return labelled(_(support.LAST_REQUEST), spoken(request)) if request else ""
