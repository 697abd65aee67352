"""The live mirror, for an agent of the support: claim a code, then follow the session."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from enum import Enum
from functools import partial

from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.onboarding.ports import ClaimRefusal, LiveDesk, LiveEvent, LiveKind
from ava_onboard.onboarding.session import AvaSession, asks_to_sign_in

LEAVING = 2.0
"""Seconds that leaving a session waits for Ava."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0
"""Seconds between two tries to connect again."""


class Link(Enum):
    """The state of the connection."""

    OPEN = "open"
    LOST = "lost"
    """It is opened again; what is shown may be out of date."""


class LiveSupport:
    """An agent who is signed in.

    Args:
        session: The agent's session with Ava.
        live: The live mirror there.
        close: Closes the connections; None if someone else does.
    """

    def __init__(self, session: AvaSession, live: LiveDesk, close: Callable[[], Awaitable[None]] | None = None) -> None:
        self._session = session
        self._live = live
        self._close = close

    async def close(self) -> None:
        """Close the connections."""
        if self._close:
            await self._close()

    async def claim(self, code: str) -> str | ClaimRefusal | Failure:
        """Claim the session of a code; return its id, or why that is not possible."""
        try:
            return await self._session.call(lambda access: self._live.claim(access, code))
        except ProblemError as error:
            return error.failure

    async def follow(self, session: str) -> AsyncGenerator[LiveEvent | Link | Failure]:
        """Yield the changes of a session until it is over; a lost connection is reopened, however often.

        A ``Failure`` is the last: the agent has to sign in again.
        """
        last, pause = 0, _FIRST_PAUSE
        while True:
            try:
                opened = await self._session.call(partial(self._live.follow, session=session, last=last))
                yield Link.OPEN
                async with aclosing(opened) as events:
                    async for event in events:
                        last, pause = event.number, _FIRST_PAUSE
                        yield event
                        if event.kind in (LiveKind.ENDED, LiveKind.EXPIRED):
                            return
            except ProblemError as error:
                if asks_to_sign_in(error.failure):
                    yield error.failure
                    return
                yield Link.LOST
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def leave(self, session: str) -> None:
        """End a session, so that the customer is no longer told that the agent sees the screen."""
        with suppress(ProblemError, TimeoutError):
            async with asyncio.timeout(LEAVING):
                await self._session.call(lambda access: self._live.end(access, session))
