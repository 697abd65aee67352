"""The outside, as the use cases reach it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from ava_onboard.domain.secret import Secret, Token
from ava_onboard.onboarding.ports import Ava, Entry, ProtectedFile, Vapi, Vault
from ava_onboard.onboarding.secret_store import Keeping
from ava_onboard.onboarding.session import AvaSession

T = TypeVar("T")


class Services(NamedTuple):
    """The outside that takes time to reach. Made after the first paint."""

    vapi: Vapi
    ava: Ava
    vault: Vault
    """The keyring; once they are reached, also the protected file where that takes its place."""
    environment_token: Token | None = None
    close: Callable[[], Awaitable[None]] | None = None
    """Closes the connections, where somebody else does not."""


class AskedVault:
    """A vault of which one can tell whether it is being asked right now."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.questions = 0
        """How many calls have had no answer yet."""

    async def get(self, entry: Entry) -> Secret | None:
        """See ``Vault``."""
        return await self._answer(self._vault.get(entry))

    async def put(self, entry: Entry, secret: Secret) -> None:
        """See ``Vault``."""
        await self._answer(self._vault.put(entry, secret))

    async def delete(self, entry: Entry) -> None:
        """See ``Vault``."""
        await self._answer(self._vault.delete(entry))

    async def _answer(self, call: Awaitable[T]) -> T:
        self.questions += 1
        try:
            return await call
        finally:
            self.questions -= 1


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
        self._vault: AskedVault | None = None
        self._without_vault = False
        self._session: AvaSession | None = None

    @property
    def session(self) -> AvaSession | None:
        """The session with Ava; None as long as nobody needed it."""
        return self._session

    @property
    def waits_for_vault(self) -> bool:
        """Whether the vault has not answered yet."""
        return self._vault is not None and self._vault.questions > 0

    def does_without_vault(self) -> None:
        """The person goes on without a vault that fails: a session of this run is as good as a kept one."""
        self._without_vault = True
        if self._session:
            self._session.does_without_vault = True

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
                self._vault = AskedVault(services.vault)
                self._services = services._replace(vault=self._vault)
                self._session = AvaSession(services.ava, self._vault, services.environment_token)
                self._session.does_without_vault = self._without_vault
            return self._services, self._session

    async def close(self) -> None:
        """Close the connections that were made; the next call makes new ones."""
        async with self._connecting:
            services, self._services, self._session = self._services, None, None
        if services and services.close:
            await services.close()
