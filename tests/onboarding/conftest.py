"""Fixtures for the use cases, over real HTTP."""

import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

import httpx
import pytest

from ava_onboard.adapters.http.client import new_client
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.backend.settings import Form
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Password, Token
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.domain.verdict import Region
from ava_onboard.onboarding import Onboarding, Services
from ava_onboard.onboarding.ports import OptionalStore, SavedProgress, SecretName, SecretStore, Session, StoredKey
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.saved_progress import ProgressInMemory

from .fakes import frozen

KEY = ApiKey(samples.KEYS[samples.VALID])
OTHER_KEY = ApiKey(samples.KEYS[samples.OTHER])
SETTINGS = "/api/v1/vapi-settings"
REFRESH = "/api/v1/auth/refresh"
STALE = Token("stale-access-token")
"""Ava answers to it as to a token that has expired."""


@dataclass
class Computer:
    """One computer in one world: what it has kept, and new runs of the program on it."""

    world: World
    client: httpx.AsyncClient
    store: SecretStore
    saved: SavedProgress
    connections: int = 0
    """How often the services were made."""

    def run(
        self,
        *,
        environment_token: Token | None = None,
        regions: Mapping[Region, str] | None = None,
        seconds: float = 5,
        stores: Mapping[StoreKind, OptionalStore] | None = None,
    ) -> Onboarding:
        """Start the program again; ``seconds`` is the deadline of each call."""
        regions = regions or {Region.US: self.world.vapi_url, Region.EU: self.world.vapi_eu_url}

        async def connect() -> Services:
            self.connections += 1
            return Services(
                HttpVapi(self.client, regions, deadline=seconds),
                HttpAva(self.client, self.world.ava_url, deadline=seconds),
                self.store,
                environment_token,
            )

        by_token = environment_token is not None
        return Onboarding(self.saved, frozen, connect, stores, environment_token=by_token)

    @property
    def ava(self) -> HttpAva:
        return HttpAva(self.client, self.world.ava_url)

    async def at_ava(self) -> StoredKey:
        """Return what Ava has stored for the demo account."""
        self.world.ava_faults.clear()
        return await self.ava.stored_key(Token(self.world.token))

    async def session(self) -> Session:
        """Open a session of the demo account without keeping it."""
        return await self.ava.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD))

    async def keep(self, access: Token | None = None, refresh: Token | None = None, key: ApiKey | None = None) -> None:
        """Put what a former run has left into the store."""
        for entry, secret in (
            (SecretName.ACCESS_TOKEN, access),
            (SecretName.REFRESH_TOKEN, refresh),
            (SecretName.VAPI_KEY, key),
        ):
            if secret:
                await self.store.put(entry, secret)

    @property
    def progress(self) -> Progress:
        """What is remembered on this computer."""
        return self.saved.load()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with new_client(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
        yield client


@pytest.fixture
def computer(world: World, client: httpx.AsyncClient) -> Computer:
    """A computer on which nothing was done yet."""
    return Computer(world, client, MemoryStore(), ProgressInMemory())


@pytest.fixture
async def signed_in(computer: Computer) -> Computer:
    """A computer with a session that a former run has left."""
    await computer.keep(Token(computer.world.token))
    return computer


@pytest.fixture(scope="session")
def documented_world() -> Iterator[World]:
    with World(form=Form.DOCUMENTED) as world:
        yield world


@pytest.fixture(params=list(Form))
def either_form(request: pytest.FixtureRequest, client: httpx.AsyncClient) -> Computer:
    """A computer in a world whose Ava answers in the deployed or in the documented form."""
    world: World = request.getfixturevalue("world" if request.param is Form.DEPLOYED else "documented_world")
    world.reset()
    return Computer(world, client, MemoryStore(), ProgressInMemory())
