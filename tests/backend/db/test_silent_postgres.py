"""A PostgreSQL that accepts connections but does not answer."""

import asyncio
import sys
import time
from collections.abc import Iterator

import asyncpg
import pytest

from ava_onboard.backend.db import engine, postgres_rows
from tests.backend.conftest import KEY_PATH, PASSWORD, Backend, Template, template_in
from tests.backend.db.places import PostgresDatabases
from tests.backend.db.postgres import UNSAFE_BUT_FAST, PostgresServer, binaries
from tests.backend.db.test_faults import KEY, LOGIN, assert_unavailable, assert_works, every_call

pytestmark = [
    pytest.mark.skipif(binaries() is None, reason="there is no PostgreSQL"),
    pytest.mark.skipif(sys.platform == "win32", reason="no process stands still there"),
]
DEADLINE = 0.5
FAREWELL = 1
"""Seconds for closing a connection properly."""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "DEADLINE", DEADLINE)
    monkeypatch.setattr(postgres_rows, "_SECONDS", DEADLINE)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A separate server, because other tests would have to wait too."""
    programs = binaries()
    assert programs is not None
    with PostgresServer(programs, UNSAFE_BUT_FAST) as started:
        yield started


@pytest.fixture(scope="module")
def template(server: PostgresServer) -> Iterator[Template]:
    with template_in(PostgresDatabases(server)) as filled:
        yield filled


async def test_every_call_is_answered_in_time_and_works_again_afterwards(
    backend: Backend, server: PostgresServer
) -> None:
    await assert_works(backend)

    with server.silent():
        began = time.monotonic()
        # More calls in parallel than there are connections.
        given = await asyncio.gather(*(call for _ in range(5) for call in every_call(backend)))
        ready = await backend.client.get("/readyz")
        took = time.monotonic() - began

    for answer in given:
        assert_unavailable(answer)
    assert ready.status_code == 503
    assert took < 2 * (2 * DEADLINE + FAREWELL)
    await assert_works(backend)


async def test_parallel_calls_do_not_wait_for_each_other(backend: Backend, server: PostgresServer) -> None:
    saves = (backend.client.post(KEY_PATH, headers=backend.alice.headers, json=KEY) for _ in range(200))
    with server.silent():
        began = time.monotonic()
        given = await asyncio.gather(*saves)
        took = time.monotonic() - began

    for answer in given:
        assert_unavailable(answer)
    assert took < 8 * DEADLINE  # one group of eight after the other would take 25 times


async def test_a_sign_in_does_not_wait_forever_for_another(backend: Backend) -> None:
    login = {"identifier": backend.alice.email, "password": PASSWORD}
    holder = await asyncpg.connect(backend.settings.database_url.replace("+asyncpg", ""))
    async with holder.transaction():
        await holder.execute("LOCK TABLE ava_settings_login_attempts")
        assert_unavailable(await backend.client.post(LOGIN, json=login))

    assert (await backend.client.post(LOGIN, json=login)).status_code == 200
    await holder.close()
