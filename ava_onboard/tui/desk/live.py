"""The screen of the desk that can follow a customer."""

from contextlib import aclosing
from typing import assert_never

from textual.content import Content

from ava_onboard.domain.desk.events import Event
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.situation.reading import live_code
from ava_onboard.onboarding.live_desk import Link, LiveSupport
from ava_onboard.onboarding.ports import LiveEvent, LiveKind
from ava_onboard.text import desk_live
from ava_onboard.text.line import Line
from ava_onboard.tui.desk.screen import DeskScreen
from ava_onboard.tui.drawing.tones import STYLES

_WORK = "live"


class LiveDeskScreen(DeskScreen):
    """Follows the customer whose code was entered, until another call begins."""

    def __init__(self) -> None:
        super().__init__()
        self._support: LiveSupport | None = None
        self._session: str | None = None
        self._how: Line | None = None
        self._reached: desk_live.How = LiveKind.WAITING
        """What is said again once a lost connection is open."""

    def _hear(self, text: str) -> None:
        code = live_code(text)
        if code is None:
            super()._hear(text)
            return
        self.app.remark, self._how = None, desk_live.asking()
        self.run_worker(self._claim(code), group=_WORK, exclusive=True)

    async def _claim(self, code: str) -> None:
        if self._support is None and self.app.tools.live:
            self._support = await self.app.tools.live()
        if self._support is None:
            return
        await self._leave()
        claimed = await self._support.claim(code)
        if not isinstance(claimed, str):
            self._how = None
            self._complain(desk_live.refused(claimed))
            self.redraw()
            return
        self._session = claimed
        self.app.record(Event("live", text="claimed"))
        async with aclosing(self._support.follow(claimed)) as updates:
            async for update in updates:
                self._take_in(update)
                self.redraw()

    def _take_in(self, update: LiveEvent | Link | Failure) -> None:
        match update:
            case Failure():
                self._how, self._session = None, None
                self._complain(desk_live.refused(update))
            case Link.OPEN:
                self._how = desk_live.how(self._reached)
            case Link.LOST:
                self._how = desk_live.how(update)
            case LiveEvent(kind=kind, symbols=symbols):
                self._reached, self._how = kind, desk_live.how(kind)
                if symbols:
                    self._see(symbols)
                elif kind in (LiveKind.ENDED, LiveKind.EXPIRED):
                    self._session = None
                    self.app.record(Event("live", text=kind.value))
            case _:
                assert_never(update)

    def _see(self, symbols: str) -> None:
        self.app.remark = None
        if self.app.call.see(symbols):
            self.app.record(Event("situation", symbols))
        else:
            self._complain(desk_live.newer())

    def action_new_call(self) -> None:
        """Begin a new call, and follow nobody any more."""
        self.workers.cancel_group(self, _WORK)
        self._how, self._reached = None, LiveKind.WAITING
        self.run_worker(self._leave(), group="leave")
        super().action_new_call()

    async def leave(self) -> None:
        """Follow nobody any more, and close the connections."""
        self.workers.cancel_group(self, _WORK)
        await self._leave()
        if self._support:
            await self._support.close()

    async def _leave(self) -> None:
        session, self._session = self._session, None
        self._reached = LiveKind.WAITING
        if session and self._support:
            await self._support.leave(session)

    def _head(self) -> Content:
        line = self._how or desk_live.ready()
        return Content("\n").join([super()._head(), Content.styled(f"{line.sign} {line.words}", STYLES[line.tone])])
