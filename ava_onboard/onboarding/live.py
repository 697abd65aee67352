"""The live mirror, for the customer: let an agent of the support see which screen is open.

What goes to Ava are six symbols, a situation code. No other text ever gets here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from enum import Enum
from typing import Any, TypeVar

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, ProblemError, failed
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import Live, LiveState
from ava_onboard.onboarding.services import ServiceProvider
from ava_onboard.onboarding.session import asks_to_sign_in

T = TypeVar("T")

AGAIN = 5.0
"""Seconds until Ava is asked again whether it has the mirror."""
LEAVING = 1.0
"""Seconds that the end of the program waits for Ava to know that nobody is followed any more. It expires anyway."""


class Ended(Enum):
    """The session is over."""

    BY_AVA = "by Ava"
    """Its time is up, or the account has opened another one."""


class LiveMirror:
    """At most one session at a time.

    Attributes:
        agent: The name of the agent who sees the screen; None if nobody does.
    """

    def __init__(self, provider: ServiceProvider) -> None:
        self._provider = provider
        self._session: str | None = None
        self.agent: str | None = None

    async def offered(self) -> bool:
        """Return whether this Ava has the live mirror. While Ava does not answer, ask every few seconds."""
        try:
            live = (await self._provider.get()).services.live
        except ProblemError:
            return False
        while live:
            with suppress(ProblemError):
                return await (await live()).available()
            await asyncio.sleep(AGAIN)
        return False

    async def open(self) -> str | Failure:
        """Open a session; return the code to read out, or what prevents it. S01 and the like: sign in first."""
        try:
            opened = await self._call(lambda live, access: live.open(access))
        except ProblemError as error:
            return error.failure
        self._session, self.agent = opened.id, None
        return opened.code

    async def look(self) -> LiveState | Ended | Failure:
        """Return the state of the session. It also tells Ava that this program is still there."""
        session = self._session
        if session is None:
            return Ended.BY_AVA
        return await self._followed_call(lambda live, access: live.show(access, session))

    async def confirm(self, agent: str, symbols: str) -> bool | Ended | Failure:
        """Let the agent who has claimed the session see this situation, and later ones."""
        session = self._session
        if session is None:
            return Ended.BY_AVA
        outcome = await self._followed_call(lambda live, access: live.confirm(access, session, symbols))
        if outcome is True and self._session == session:
            self.agent = agent
        return outcome

    async def tell(self, symbols: str) -> bool | Ended | Failure:
        """Let the agent see another situation."""
        session = self._session
        if session is None:
            return Ended.BY_AVA
        return await self._followed_call(lambda live, access: live.tell(access, session, symbols))

    def end(self) -> Coroutine[Any, Any, None]:
        """End the session. Nothing is sent any more as soon as this returns; the result tells Ava."""
        session, self._session, self.agent = self._session, None, None
        return self._end(session)

    async def _end(self, session: str | None) -> None:
        if session is not None:
            with suppress(ProblemError, TimeoutError):
                async with asyncio.timeout(LEAVING):
                    await self._call(lambda live, access: live.end(access, session))

    async def _followed_call(self, use: Callable[[Live, Token], Awaitable[T | None]]) -> T | Ended | Failure:
        """Return what Ava answers; ``Ended`` if the session is over, which is then forgotten."""
        try:
            outcome = await self._call(use)
        except ProblemError as error:
            if not asks_to_sign_in(error.failure):
                return error.failure
            outcome = None  # signed out: nothing can be sent any more
        if outcome is None or outcome is False:
            self._session = self.agent = None
            return Ended.BY_AVA
        return outcome

    async def _call(self, use: Callable[[Live, Token], Awaitable[T]]) -> T:
        services, session, _ = await self._provider.get()
        if services.live is None:
            raise failed(problems.NOT_AVA)
        live = await services.live()
        return await session.call(lambda access: use(live, access))
