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
    """Makes the services and the session once, when the first of them is needed.

    Services are made in a thread, which cannot be cancelled. So the task that waits for it outlives a cancelled call,
    and the next call shares it.
    """

    def __init__(self, connect: Connect, file: ProtectedFile | None = None) -> None:
        self._connect = connect
        self._file = file
        self.keeping: Keeping | None = None
        """The vault, once it is reached, where there can be a protected file."""
        self._connecting: asyncio.Future[Services] | None = None
        self._reached: tuple[Services, AvaSession] | None = None
        self._vault: AskedVault | None = None
        self._without_vault = False

    @property
    def session(self) -> AvaSession | None:
        """The session with Ava; None as long as nobody needed it."""
        return self._reached[1] if self._reached else None

    @property
    def waits_for_vault(self) -> bool:
        """Whether the vault has not answered yet."""
        return self._vault is not None and self._vault.questions > 0

    def does_without_vault(self) -> None:
        """The person goes on without a vault that fails: a session of this run is as good as a kept one."""
        self._without_vault = True
        if self.session:
            self.session.does_without_vault = True

    async def __call__(self) -> tuple[Services, AvaSession]:
        """The services and the session with Ava.

        Raises:
            ProblemError: what stopped them from being made; the next call tries again.
        """
        if self._reached is None:
            services = await self._connected()
            if self._reached is None:  # several calls may have waited for them
                self._reached = self._with_session(services)
        return self._reached

    async def close(self) -> None:
        """Close the connections that were made; the next call makes new ones."""
        self._connecting = None  # services that are still being made have no connections yet
        reached, self._reached = self._reached, None
        if reached and (close := reached[0].close):
            await close()

    async def _connected(self) -> Services:
        if self._connecting is None:
            self._connecting = asyncio.ensure_future(self._connect())
            self._connecting.add_done_callback(self._drop_failure)
        connecting = self._connecting
        await asyncio.wait({connecting})  # being cancelled here does not cancel the task
        return connecting.result()

    def _drop_failure(self, connecting: asyncio.Future[Services]) -> None:
        """Let the next call try again. Reading the exception keeps asyncio from reporting it as never retrieved."""
        failed = connecting.cancelled() or connecting.exception() is not None
        if failed and self._connecting is connecting:
            self._connecting = None

    def _with_session(self, services: Services) -> tuple[Services, AvaSession]:
        if self._file:
            self.keeping = Keeping(services.vault, self._file)
            services = services._replace(vault=self.keeping)
        self._vault = AskedVault(services.vault)
        session = AvaSession(services.ava, self._vault, services.environment_token)
        session.does_without_vault = self._without_vault
        return services._replace(vault=self._vault), session
