"""The dialog that lets support follow: a code to read out, then the question whether this agent may see the screen."""

import asyncio
from time import monotonic

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from ava_onboard.domain.failure import Failure
from ava_onboard.locales import N_, _
from ava_onboard.onboarding.live import Ended
from ava_onboard.onboarding.session import asks_to_sign_in
from ava_onboard.text import live, problem, support
from ava_onboard.tui import situation
from ava_onboard.tui.drawing.letters import large
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.frame import Actions
from ava_onboard.tui.widgets.words import ActionButton, Words

LOOK = 2.0
"""Seconds between two questions whether an agent has given the code."""
UNREAD = 0.8
"""Seconds after the name of an agent has appeared in which Enter confirms nothing: it was meant for something else."""


class LiveScreen(OnboardDialog[bool]):
    """Returns True once an agent sees the screen. Closed before that, it takes the code back."""

    BINDINGS = [
        Binding("escape", "cancel", N_("Cancel")),
        Binding("enter", "allow", "", show=False),
    ]
    NAME = "live"
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._code: str | None = None
        self._agent: str | None = None
        self._since = 0.0
        self._failure: Failure | None = None
        self._is_over = self._confirms = False

    def title_words(self) -> str:
        """Return the title."""
        return _(live.OFFER)

    def content(self) -> ComposeResult:
        """Lay out the code, and the question."""
        yield Words(self._first, id="live-first")
        yield Words(self._large, id="live-code")
        yield Words(lambda: support.spelled(self._code) if self._code and self._waits else "", id="live-spelled")
        yield Words(self._last)
        yield Words(lambda: "" if self._is_over else live.what_is_seen(), classes="muted")
        with Actions():
            yield ActionButton(self._yes, "screen.allow", id="allow", variant="primary")
            yield ActionButton(self._no, "screen.cancel", id="refuse")

    def on_mount(self) -> None:
        """Ask Ava for a code, and then for who has given it."""
        super().on_mount()
        self.run_worker(self._open(), group="live")

    async def _open(self) -> None:
        await self.app.unlock(again=True)
        mirror = self.app.onboarding.live
        outcome = await mirror.open()
        while isinstance(outcome, Failure) and asks_to_sign_in(outcome):
            if not await self.app.ask_to_sign_in(outcome, for_support=True):
                self.dismiss(False)
                return
            outcome = await mirror.open()
        if isinstance(outcome, Failure):
            self._end(outcome)
            return
        self._code = outcome
        self.redraw()
        while self._agent is None:
            await asyncio.sleep(LOOK)
            state = await mirror.look()
            if isinstance(state, Ended):
                self._end()
                return
            if not isinstance(state, Failure) and state.agent is not None:
                self._agent, self._since = state.agent, monotonic()
                self.app.bell()
                self.redraw()

    def action_allow(self) -> None:
        """Let the agent see the screen."""
        if self._agent and not self._confirms and monotonic() - self._since > UNREAD:
            self._confirms = True
            self.run_worker(self._confirm(self._agent), group="live")

    async def _confirm(self, agent: str) -> None:
        symbols = situation.code(self.app)
        outcome = await self.app.onboarding.live.confirm(agent, symbols)
        self._confirms = False
        if outcome is True:
            self.app.notify(live.begun)
            self.app.begin_live(symbols)
            self.dismiss(True)
        else:
            self._end(outcome if isinstance(outcome, Failure) else None)

    def action_cancel(self) -> None:
        """Close it; nobody can use the code any more."""
        self.app.run_worker(self.app.onboarding.live.end(), group="live")
        self.dismiss(False)

    def _end(self, failure: Failure | None = None) -> None:
        """Show that there is no session, and why."""
        self._is_over, self._failure, self._agent = True, failure, None
        self.redraw()

    @property
    def _waits(self) -> bool:
        return self._code is not None and self._agent is None and not self._is_over

    def _first(self) -> str:
        if self._is_over:
            return problem.in_one_line(self._failure) if self._failure else live.code_expired()
        if self._agent:
            return live.wants_to_see(self._agent)
        return live.read_out() if self._code else live.asking()

    def _large(self) -> Content | str:
        return Content("\n".join(large(support.grouped(self._code)))) if self._code and self._waits else ""

    def _last(self) -> str:
        return live.waiting() if self._waits else ""

    def _yes(self) -> str:
        return live.allow() if self._agent else ""

    def _no(self) -> str:
        if self._is_over:
            return _("Close")
        return _(live.REFUSE) if self._agent else _("Cancel")
