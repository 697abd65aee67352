"""Provide the use cases with Vapi, Ava and the secret store."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple, TypeVar

from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Secret, Token
from ava_onboard.onboarding.ports import Ava, Live, SecretName, SecretStore, Vapi
from ava_onboard.onboarding.secret_store import ChosenStore, StoreChoice
from ava_onboard.onboarding.session import AvaSession

T = TypeVar("T")


class Services(NamedTuple):
    """What takes time to connect. Made after the first paint."""

    vapi: Vapi
    ava: Ava
    store: SecretStore
    """When made: the default store. From ``ServiceProvider``: the store in use."""
    environment_token: Token | None = None
    close: Callable[[], Awaitable[None]] | None = None
    """Closes the connections; None if the caller does that."""
    live: Callable[[], Awaitable[Live]] | None = None
    """Loads the live mirror, which few people use; None where there is none."""


class WatchedStore:
    """A store that says whether it has calls without an answer; see ``SecretStore``."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store
        self.unanswered = 0
        """How many calls have no answer yet."""

    async def get(self, name: SecretName) -> Secret | None:
        """See ``SecretStore``."""
        return await self._answer(self._store.get(name))

    async def put(self, name: SecretName, secret: Secret) -> None:
        """See ``SecretStore``."""
        await self._answer(self._store.put(name, secret))

    async def delete(self, name: SecretName) -> None:
        """See ``SecretStore``."""
        await self._answer(self._store.delete(name))

    async def _answer(self, call: Awaitable[T]) -> T:
        self.unanswered += 1
        try:
            return await call
        finally:
            self.unanswered -= 1


Connect = Callable[[], Awaitable[Services]]


class Provided(NamedTuple):
    """The services, and what is built on them."""

    services: Services
    session: AvaSession
    chosen: ChosenStore
    """The store in use, which can be changed for another."""


class ServiceProvider:
    """Makes the services and the session once, when they are first needed.

    Services are made in a thread, which cannot be cancelled. So the task that waits for it outlives a cancelled call,
    and the next call shares it.
    """

    def __init__(self, connect: Connect, choice: StoreChoice) -> None:
        self._connect = connect
        self._choice = choice
        self._connecting: asyncio.Future[Services] | None = None
        self._provided: Provided | None = None
        self._store: WatchedStore | None = None
        self._without_store = False

    @property
    def session(self) -> AvaSession | None:
        """The Ava session; None until it is needed."""
        return self._provided.session if self._provided else None

    @property
    def last_failed_request(self) -> str | None:
        """The whole id of the last request to Ava that failed; None if none has failed in this run."""
        return self._provided.services.ava.last_failed_request if self._provided else None

    @property
    def waits_for_store(self) -> bool:
        """Whether the secret store has not answered yet."""
        return self._store is not None and self._store.unanswered > 0

    def do_without_store(self) -> None:
        """Continue without a store that fails: a session of this run is as good as a stored one."""
        self._without_store = True
        if self.session:
            self.session.does_without_store = True

    async def get(self) -> Provided:
        """Return the services, the Ava session and the store in use.

        Raises:
            ProblemError: what stopped them from being made; the next call tries again.
        """
        if self._provided is None:
            services = await self._connected()
            if self._provided is None:  # several calls may have waited for them
                self._provided = self._with_session(services)
        return self._provided

    async def expect_ava(self) -> None:
        """Load what reads Ava's answers; do nothing if that fails."""
        with suppress(ProblemError, TimeoutError):
            await (await self.get()).services.ava.load()

    async def close(self) -> None:
        """Close the connections that were made; the next call makes new ones."""
        self._connecting = None  # services that are still being made have no connections yet
        provided, self._provided = self._provided, None
        if provided and (close := provided.services.close):
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

    def _with_session(self, services: Services) -> Provided:
        chosen = ChosenStore(services.store, self._choice)
        self._store = WatchedStore(chosen)
        session = AvaSession(services.ava, self._store, services.environment_token)
        session.does_without_store = self._without_store
        return Provided(services._replace(store=self._store), session, chosen)
