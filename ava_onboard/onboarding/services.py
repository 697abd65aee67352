"""The outside, as the use cases reach it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ava_onboard.domain.secret import Token
from ava_onboard.gateways.ports import Ava, Vapi, Vault
from ava_onboard.onboarding.session import AvaSession


@dataclass(frozen=True, slots=True)
class Services:
    """The outside that takes time to reach. Made after the first paint."""

    vapi: Vapi
    ava: Ava
    vault: Vault
    environment_token: Token | None = None


Connect = Callable[[], Awaitable[Services]]


class Reach:
    """Makes the services and the session once, when the first of them is needed."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._connecting = asyncio.Lock()
        self._services: Services | None = None
        self._session: AvaSession | None = None

    @property
    def session(self) -> AvaSession | None:
        """The session with Ava; None as long as nobody needed it."""
        return self._session

    async def __call__(self) -> tuple[Services, AvaSession]:
        """The services and the session with Ava.

        Raises:
            ProblemError: what stopped them from being made; the next call tries again.
        """
        async with self._connecting:
            if self._services is None or self._session is None:
                self._services = await self._connect()
                self._session = AvaSession(self._services.ava, self._services.vault, self._services.environment_token)
            return self._services, self._session
