"""Parallel reads for many tenants over few connections."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from ava_onboard.backend.db import postgres_rows
from ava_onboard.backend.db.engine import open_engine
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.postgres_rows import PostgresRows
from tests.backend.conftest import Template
from tests.backend.db.places import postgresql_only
from tests.backend.db.test_faults import add

pytestmark = postgresql_only


@pytest_asyncio.fixture
async def url(template: Template) -> AsyncIterator[str]:
    with template.databases.new(template.url) as made:
        yield made


@pytest_asyncio.fixture
async def rows(url: str) -> AsyncIterator[PostgresRows]:
    opened = PostgresRows(open_engine(url))
    yield opened
    await opened.close()


async def with_keys(rows: PostgresRows, url: str, count: int) -> dict[UUID, str]:
    """Create tenants, each with its own preview."""
    previews = {(tenant := uuid4()): tenant.hex[:11] for _ in range(count)}
    await add(url, list(previews))
    await asyncio.gather(*(rows.write(tenant, b"x", "1", preview) for tenant, preview in previews.items()))
    return previews


async def connections(url: str) -> set[int]:
    """Return the server's processes for all other connections."""
    watcher = await asyncpg.connect(url.replace("+asyncpg", ""))
    found = await watcher.fetch(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await watcher.close()
    return {row["pid"] for row in found}


async def test_parallel_reads_share_a_statement_and_each_gets_its_own_answer(
    rows: PostgresRows, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    previews = await with_keys(rows, url, 50)
    gone = uuid4()
    statements = []
    run = rows._rows

    async def counted(statement: str, *values: object) -> list[object]:
        statements.append(statement)
        return await run(statement, *values)

    monkeypatch.setattr(rows, "_rows", counted)
    asked = [*previews, gone, *previews]
    answers = await asyncio.gather(*(rows.shown(tenant) for tenant in asked))

    assert answers == [(previews[tenant], 0) if tenant in previews else None for tenant in asked]
    assert len(statements) == 1


async def test_a_read_sees_a_key_saved_before_it(rows: PostgresRows, url: str) -> None:
    [tenant] = await with_keys(rows, url, 1)

    async def saved_and_shown(number: int) -> None:
        await rows.write(tenant, b"x", "1", f"{number}")
        assert await rows.shown(tenant) == (f"{number}", 0)

    others = asyncio.gather(*(rows.shown(tenant) for _ in range(200)))
    for number in range(100):
        await saved_and_shown(number)
    await others


async def test_an_outage_reaches_every_caller(url: str) -> None:
    away = PostgresRows(open_engine(url.replace(url.rpartition(":")[2], "1/nothing")))
    answers = await asyncio.gather(*(away.shown(uuid4()) for _ in range(20)), return_exceptions=True)

    assert {type(answer) for answer in answers} == {DatabaseUnavailableError}


async def test_a_cancelled_read_cancels_no_other(rows: PostgresRows, url: str) -> None:
    previews = await with_keys(rows, url, 3)
    first, second, third = (asyncio.create_task(rows.shown(tenant)) for tenant in previews)
    await asyncio.sleep(0)  # all three calls have started
    second.cancel()

    assert [await first, await third] == [(preview, 0) for tenant, preview in previews.items()][::2]
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_reads_do_not_wait_for_writes_to_a_locked_row(rows: PostgresRows, url: str) -> None:
    previews = await with_keys(rows, url, 2)
    busy, other = previews
    locker, watcher = [await asyncpg.connect(url.replace("+asyncpg", "")) for _ in range(2)]
    async with locker.transaction():
        await locker.execute("SELECT 1 FROM users WHERE id = $1 FOR UPDATE", busy)
        writes = [asyncio.create_task(rows.write(busy, b"x", "1", "later")) for _ in range(12)]
        while await watcher.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted") < 8:
            pass

        assert await rows.shown(other) == (previews[other], 0)
        assert await rows.sealed(other) == (b"x", "1", None, None)
        assert not any(write.done() for write in writes)

    assert all(await asyncio.gather(*writes))
    await locker.close()
    await watcher.close()


async def test_there_are_never_more_than_ten_connections(rows: PostgresRows, url: str) -> None:
    await with_keys(rows, url, 50)

    assert 0 < len(await connections(url)) <= 10


async def test_a_connection_that_was_idle_for_long_is_not_reused(
    rows: PostgresRows, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rows.shown(uuid4())
    first = await connections(url)
    await rows.shown(uuid4())
    assert await connections(url) == first

    monkeypatch.setattr(postgres_rows, "IDLE", 0)
    await rows.shown(uuid4())
    assert await connections(url) - first


async def test_options_of_the_address_reach_the_server_over_every_connection(url: str) -> None:
    """Some hosts choose the database by them."""
    address = f"{url}?application_name=MARKED&options=-c%20search_path%3Dpublic,other"
    engine = open_engine(address)
    opened = PostgresRows(engine)
    query = "SELECT current_setting('application_name'), current_setting('search_path')"
    try:
        async with engine.connect() as connection:
            assert tuple((await connection.exec_driver_sql(query)).one()) == ("MARKED", "public,other")
        assert [tuple(row) for row in await opened._rows(query)] == [("MARKED", "public,other")]
    finally:
        await opened.close()
        await engine.dispose()
