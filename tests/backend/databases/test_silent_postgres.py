"""A PostgreSQL that does not answer: its connections are there, and nothing comes of them."""

import asyncio
import sys
import time
from collections.abc import Coroutine, Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from ava_onboard.backend import database, postgres_rows
from tests.backend.conftest import KEY_PATH, PASSWORD, Backend, Template, template_in

from .places import PostgresDatabases
from .postgres import UNSAFE_BUT_FAST, PostgresServer, binaries
from .test_faults import KEY, LOGIN, assert_unavailable

pytestmark = [
    pytest.mark.skipif(binaries() is None, reason="there is no PostgreSQL"),
    pytest.mark.skipif(sys.platform == "win32", reason="no process stands still there"),
]
DEADLINE = 0.5
FAREWELL = 2
"""Seconds that SQLAlchemy gives a connection to close."""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "DEADLINE", DEADLINE)
    monkeypatch.setattr(postgres_rows, "_SECONDS", DEADLINE)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """One of its own: others would wait as well."""
    programs = binaries()
    assert programs is not None
    with PostgresServer(programs, UNSAFE_BUT_FAST) as started:
        yield started


@pytest.fixture(scope="module")
def template(server: PostgresServer) -> Iterator[Template]:
    with template_in(PostgresDatabases(server)) as filled:
        yield filled


def every_call(backend: Backend) -> list[Coroutine[Any, Any, httpx.Response]]:
    """After these the tenant has no key."""
    client, headers = backend.client, backend.alice.headers
    return [
        client.post(KEY_PATH, headers=headers, json=KEY),
        client.get(KEY_PATH, headers=headers),
        client.delete(KEY_PATH, headers=headers),
        client.post(LOGIN, json={"identifier": backend.alice.email, "password": PASSWORD}),
        client.post("/api/v1/auth/refresh", json={"refresh_token": backend.tokens.refresh(backend.alice.id)}),
        client.get("/api/v1/auth/me", headers=headers),
        client.get("/api/v1/assistants", headers=headers),
        client.post("/api/v1/assistants", headers=headers, json={"name": "Accueil"}),
    ]


async def assert_works(backend: Backend) -> None:
    given = [(await call).status_code for call in every_call(backend)]
    assert given == [200] * 6 + [400] * 2  # without a key nobody asks Vapi
    assert (await backend.client.get("/readyz")).status_code == 200


async def test_every_call_is_answered_in_time_and_works_when_it_is_back(
    backend: Backend, server: PostgresServer
) -> None:
    await assert_works(backend)

    with server.silent():
        began = time.monotonic()
        # More at once than there are connections.
        given = await asyncio.gather(*(call for _ in range(5) for call in every_call(backend)))
        ready = await backend.client.get("/readyz")
        took = time.monotonic() - began

    for answer in given:
        assert_unavailable(answer)
    assert ready.status_code == 503
    assert took < 2 * (2 * DEADLINE + FAREWELL)
    await assert_works(backend)


async def test_a_sign_in_does_not_wait_for_ever_for_another(backend: Backend) -> None:
    login = {"identifier": backend.alice.email, "password": PASSWORD}
    holder = await asyncpg.connect(backend.settings.database_url.replace("+asyncpg", ""))
    async with holder.transaction():
        await holder.execute("SELECT pg_advisory_xact_lock($1)", 0x6C6F67)
        assert_unavailable(await backend.client.post(LOGIN, json=login))

    assert (await backend.client.post(LOGIN, json=login)).status_code == 200
    await holder.close()
