"""After a failure that concerns the server, no connection that was made before it is used again."""

import asyncio
from collections.abc import Awaitable

import asyncpg
import pytest
from sqlalchemy import text

from ava_onboard.backend.db.engine import POOLED, transaction
from ava_onboard.backend.db.errors import DatabaseUnavailableError, outages
from ava_onboard.backend.db.generations import Generation
from tests.backend.conftest import KEY_PATH, Backend
from tests.backend.db.places import postgresql_only
from tests.backend.db.postgres import PostgresServer
from tests.backend.db.test_faults import KEY, assert_unavailable, assert_works, writing_calls
from tests.backend.db.test_outages import administrator, name_of


async def processes(connection: asyncpg.Connection, backend: Backend, state: str = "%") -> set[int]:
    """Return the server processes that serve the backend."""
    query = "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND state LIKE $2 AND pid <> pg_backend_pid()"
    return {row["pid"] for row in await connection.fetch(query, name_of(backend.settings.database_url), state)}


async def set_read_only(connection: asyncpg.Connection, value: str) -> None:
    """Make the whole server read-only, or end that; new connections know it when this returns."""
    await connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
    await connection.execute("SELECT pg_reload_conf()")
    while await connection.fetchval("SHOW default_transaction_read_only") != value:
        pass


@postgresql_only
async def test_a_primary_that_becomes_read_only_is_abandoned_at_the_first_refusal(
    backend: Backend, postgres_server: PostgresServer
) -> None:
    await assert_works(backend)
    async with administrator(postgres_server) as connection:
        before = await processes(connection, backend)
        try:
            await set_read_only(connection, "on")
            # PostgreSQL tells its processes one after the other: those of the backend may still write for a moment.
            while (answer := await backend.client.post(KEY_PATH, headers=backend.alice.headers, json=KEY)).is_success:
                pass
            assert_unavailable(answer)
            for call in writing_calls(backend):
                assert_unavailable(await call)
        finally:
            await set_read_only(connection, "off")

        await assert_works(backend)
        await assert_works(backend)
        assert not before & await processes(connection, backend)


@postgresql_only
async def test_a_process_has_no_more_connections_than_documented(
    backend: Backend, postgres_server: PostgresServer
) -> None:
    async def hold() -> None:
        async with transaction(backend.engine) as connection:
            await connection.execute(text("SELECT pg_sleep(0.05)"))

    async with administrator(postgres_server) as connection:
        name = name_of(backend.settings.database_url)
        many: list[Awaitable[object]] = [hold() for _ in range(60)]
        many += [backend.keys.shown(backend.alice.id) for _ in range(60)]
        many += [backend.keys.delete(backend.alice.id) for _ in range(60)]
        await asyncio.gather(*many)
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1"
        assert await connection.fetchval(query, name) <= 2 * POOLED


@pytest.mark.parametrize(
    "code",
    [
        "0A000",
        "22001",
        "25006",
        "25P03",
        "26000",
        "28P01",
        "3F000",
        "40001",
        "40P01",
        "42501",
        "42703",
        "42804",
        "42883",
        "42P01",
        "42P05",
        "53100",
        "53300",
        "55006",
        "55P03",
        "57014",
        "57P01",
        "57P03",
        "57P05",
        "58030",
        "XX001",
    ],
)
def test_an_error_of_the_database_that_may_pass_is_an_outage(code: str) -> None:
    error = asyncpg.PostgresError.new({"C": code, "M": "MARKED"})

    with pytest.raises(DatabaseUnavailableError), outages():
        raise error


@pytest.mark.parametrize("code", ["23505", "23503", "22012", "P0001"])
def test_a_bug_of_ours_is_not_an_outage(code: str) -> None:
    error = asyncpg.PostgresError.new({"C": code, "M": "MARKED"})

    with pytest.raises(asyncpg.PostgresError), outages():
        raise error


@pytest.mark.parametrize(
    ("error", "retired"),
    [
        (TimeoutError(), True),
        (ConnectionResetError(), True),
        (asyncpg.ReadOnlySQLTransactionError(), True),
        (asyncpg.AdminShutdownError(), True),
        (asyncpg.LockNotAvailableError(), False),
        (asyncpg.UndefinedColumnError(), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_what_concerns_the_server_retires_all_connections(error: Exception, retired: bool) -> None:
    generation = Generation()
    with pytest.raises(DatabaseUnavailableError), outages(generation=generation):
        raise error

    assert generation.current == int(retired)
