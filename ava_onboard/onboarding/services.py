"""The outside, as the use cases reach it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from ava_onboard.domain.secret import Token
from ava_onboard.gateways.ports import Ava, ProtectedFile, Vapi, Vault
from ava_onboard.onboarding.keeping import Keeping
from ava_onboard.onboarding.session import AvaSession


class Services(NamedTuple):
    """The outside that takes time to reach. Made after the first paint."""

    vapi: Vapi
    ava: Ava
    vault: Vault
    """The keyring; once they are reached, also the protected file where that takes its place."""
    environment_token: Token | None = None
    close: Callable[[], Awaitable[None]] | None = None
    """Closes the connections, where somebody else does not."""


Connect = Callable[[], Awaitable[Services]]


class Reach:
    """Makes the services and the session once, when the first of them is needed."""

    def __init__(self, connect: Connect, file: ProtectedFile | None = None) -> None:
        self._connect = connect
        self._file = file
        self.keeping: Keeping | None = None
        """The vault, once it is reached, where there can be a protected file."""
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
                services = await self._connect()
                if self._file:
                    self.keeping = Keeping(services.vault, self._file)
                    services = services._replace(vault=self.keeping)
                self._services = services
                self._session = AvaSession(services.ava, services.vault, services.environment_token)
            return self._services, self._session

    async def close(self) -> None:
        """Close the connections that were made; the next call makes new ones."""
        async with self._connecting:
            services, self._services, self._session = self._services, None, None
        if services and services.close:
            await services.close()
