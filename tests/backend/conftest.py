import asyncio
import copy
import functools
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.utils import create_model_field
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.api.app import create_app
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.db.users import create_user
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Form, Settings, new_master_key
from tests.backend.commands.running import configured, typed
from tests.backend.db.places import Databases, databases, postgres_server, postgres_url

__all__ = ["configured", "databases", "postgres_server", "postgres_url", "typed"]

PASSWORD = "correct horse battery"
KEY_PATH = "/api/v1/vapi-settings"
NO_KEY = "Vapi API key is missing. Add it in Settings → Vapi to enable this feature."
"""The answer to a tenant without a key, word for word as in the FAQ."""


@pytest.fixture(scope="session", autouse=True)
def fields_made_once() -> Iterator[None]:
    """FastAPI compiles a schema for each answer of each call, which takes most of the time of a test with an app.

    The same answers get a copy of the same field, as the field depends on nothing else.
    """
    made = functools.cache(create_model_field)

    def with_name(*, name: str, type_: Any, mode: Literal["validation", "serialization"]) -> object:
        field = copy.copy(made("", type_, mode=mode))
        field.name = name
        return field

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fastapi.routing.create_model_field", with_name)
        yield


@dataclass
class Tenant:
    id: UUID
    email: str
    headers: dict[str, str]


@dataclass
class Backend:
    """A running backend with two tenants, and direct access to its database."""

    app: FastAPI
    client: httpx.AsyncClient
    settings: Settings
    engine: AsyncEngine
    keys: Keys
    tokens: Tokens
    databases: Databases
    alice: Tenant
    bob: Tenant

    def headers_of(self, token: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token}"}


def settings_for(url: str, form: Form = Form.DOCUMENTED, **changes: Any) -> Settings:
    settings = Settings(
        database_url=url,
        master_keys={"old": new_master_key(), "new": new_master_key()},
        current_master_key="new",
        token_secret=SecretStr(secrets.token_hex(32)),
        form=form,
        password_rounds=1,
        password_memory=8,
        live_mirror=True,
    )
    return settings.model_copy(update=changes)


@dataclass(frozen=True)
class Template:
    """A migrated database with two users, to be copied for each test."""

    databases: Databases
    url: str
    alice: UUID
    bob: UUID


@pytest.fixture(scope="session")
def template(databases: Databases) -> Iterator[Template]:
    with template_in(databases) as filled:
        yield filled


@contextmanager
def template_in(databases: Databases) -> Iterator[Template]:
    async def fill(url: str) -> list[UUID]:
        passwords = Passwords(rounds=1, memory=8)
        async with opened(url) as engine:
            accounts = [
                await create_user(
                    engine,
                    passwords,
                    email=f"{name.lower()}@example.com",
                    phone=phone,
                    name=name,
                    password=PASSWORD,
                    locale="fr",
                )
                for name, phone in (("Alice", "+33 6 12 34 56 78"), ("Bob", None))
            ]
        return [account.id for account in accounts]

    with databases.new() as url:
        migrate(url)
        yield Template(databases, url, *asyncio.run(fill(url)))


@asynccontextmanager
async def running(template: Template, form: Form = Form.DOCUMENTED, **changes: Any) -> AsyncIterator[Backend]:
    """Yield a backend over a copy of the template; `changes` are fields of its settings."""
    with template.databases.new(template.url) as url:
        async with served(template, settings_for(url, form, **changes)) as backend:
            yield backend


@asynccontextmanager
async def served(template: Template, settings: Settings) -> AsyncIterator[Backend]:
    tokens = Tokens(settings)
    app = create_app(settings)

    def tenant(name: str, user: UUID) -> Tenant:
        return Tenant(user, f"{name}@example.com", {"Authorization": f"Bearer {tokens.access(user)}"})

    async with (
        app.router.lifespan_context(app),
        opened(settings.database_url) as engine,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ava.test") as client,
    ):
        yield Backend(
            app,
            client,
            settings,
            engine,
            Keys(engine, KeyRing(settings.master_key_bytes(), settings.current_master_key)),
            tokens,
            template.databases,
            tenant("alice", template.alice),
            tenant("bob", template.bob),
        )


@pytest_asyncio.fixture
async def backend(template: Template) -> AsyncIterator[Backend]:
    async with running(template) as started:
        yield started


@pytest_asyncio.fixture(params=list(Form))
async def either_form(request: pytest.FixtureRequest, template: Template) -> AsyncIterator[Backend]:
    async with running(template, request.param) as started:
        yield started
