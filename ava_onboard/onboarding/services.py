"""The outside, as the use cases reach it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from ava_onboard.domain.secret import Secret, Token
from ava_onboard.onboarding.ports import Ava, OptionalStore, SecretName, SecretStore, Vapi
from ava_onboard.onboarding.secret_store import ChosenStore
from ava_onboard.onboarding.session import AvaSession

T = TypeVar("T")


class Services(NamedTuple):
    """The outside that takes time to reach. Made after the first paint."""

    vapi: Vapi
    ava: Ava
    store: SecretStore
    """The keyring; once they are reached, also the protected file where that takes its place."""
    environment_token: Token | None = None
    close: Callable[[], Awaitable[None]] | None = None
    """Closes the connections, where somebody else does not."""


class WatchedStore:
    """A store of which one can tell whether it is being asked right now."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store
        self.questions = 0
        """How many calls have had no answer yet."""

    async def get(self, entry: SecretName) -> Secret | None:
        """See ``SecretStore``."""
        return await self._answer(self._store.get(entry))

    async def put(self, entry: SecretName, secret: Secret) -> None:
        """See ``SecretStore``."""
        await self._answer(self._store.put(entry, secret))

    async def delete(self, entry: SecretName) -> None:
        """See ``SecretStore``."""
        await self._answer(self._store.delete(entry))

    async def _answer(self, call: Awaitable[T]) -> T:
        self.questions += 1
        try:
            return await call
        finally:
            self.questions -= 1


Connect = Callable[[], Awaitable[Services]]


class ServiceProvider:
    """Makes the services and the session once, when the first of them is needed."""

    def __init__(self, connect: Connect, file: OptionalStore | None = None) -> None:
        self._connect = connect
        self._file = file
        self.keeping: ChosenStore | None = None
        """The store, once it is reached, where there can be a protected file."""
        self._connecting = asyncio.Lock()
        self._services: Services | None = None
        self._store: WatchedStore | None = None
        self._without_store = False
        self._session: AvaSession | None = None

    @property
    def session(self) -> AvaSession | None:
        """The session with Ava; None as long as nobody needed it."""
        return self._session

    @property
    def waits_for_store(self) -> bool:
        """Whether the store has not answered yet."""
        return self._store is not None and self._store.questions > 0

    def does_without_store(self) -> None:
        """The person goes on without a store that fails: a session of this run is as good as a kept one."""
        self._without_store = True
        if self._session:
            self._session.does_without_store = True

    async def __call__(self) -> tuple[Services, AvaSession]:
        """The services and the session with Ava.

        Raises:
            ProblemError: what stopped them from being made; the next call tries again.
        """
        async with self._connecting:
            if self._services is None or self._session is None:
                services = await self._connect()
                if self._file:
                    self.keeping = ChosenStore(services.store, self._file)
                    services = services._replace(store=self.keeping)
                self._store = WatchedStore(services.store)
                self._services = services._replace(store=self._store)
                self._session = AvaSession(services.ava, self._store, services.environment_token)
                self._session.does_without_store = self._without_store
            return self._services, self._session

    async def close(self) -> None:
        """Close the connections that were made; the next call makes new ones."""
        async with self._connecting:
            services, self._services, self._session = self._services, None, None
        if services and services.close:
            await services.close()
