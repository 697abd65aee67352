"""One connection in the event loop: only the request that needs a disk or a lock waits for it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from ava_onboard.backend.db import sqlite_rows
from ava_onboard.backend.db.engine import open_engine
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.sqlite_rows import SqliteRows
from tests.backend.conftest import Template
from tests.backend.db.places import sqlite_file, sqlite_only
from tests.backend.db.test_faults import add


@pytest_asyncio.fixture
async def url(template: Template) -> AsyncIterator[str]:
    with template.databases.new(template.url) as made:
        yield made


@pytest_asyncio.fixture
async def rows(url: str) -> AsyncIterator[SqliteRows]:
    opened = SqliteRows(open_engine(url))
    yield opened
    await opened.close()


@sqlite_only
async def test_a_write_waits_for_another_process_while_reads_continue(
    rows: SqliteRows, template: Template, url: str
) -> None:
    with closing(sqlite3.connect(sqlite_file(url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        write = asyncio.create_task(rows.write(template.alice, b"x", "1", "waited"))
        for _ in range(20):
            assert await rows.shown(template.alice) == (None, 0)
            await asyncio.sleep(0)
        assert not write.done()

        other.execute("COMMIT")
        assert await write

    assert await rows.shown(template.alice) == ("waited", 0)


@sqlite_only
async def test_a_write_does_not_wait_forever(template: Template, url: str) -> None:
    rows = SqliteRows(open_engine(f"{url}?timeout=0.01"))
    with closing(sqlite3.connect(sqlite_file(url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailableError):
            await rows.write(template.alice, b"x", "1", "late")

        other.execute("COMMIT")
        assert await rows.write(template.alice, b"x", "1", "again")
    await rows.close()


@pytest.mark.parametrize("timeout", [0, 0.01, 1, 30])
def test_the_pauses_add_up_to_the_time_limit(timeout: float) -> None:
    assert sum(sqlite_rows._pauses(timeout)) == pytest.approx(timeout)


@sqlite_only
async def test_the_log_restarts_while_tenants_keep_saving(
    rows: SqliteRows, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_rows, "_WRITES_PER_CHECKPOINT", 500)
    tenants = [uuid4() for _ in range(2_000)]
    await add(url, tenants)
    log = sqlite_file(url).with_name("ava.db-wal")

    async def save(own: list[UUID]) -> None:
        for tenant in own * 4:
            await rows.write(tenant, b"x", "1", "kept")
            await asyncio.sleep(0)

    await asyncio.gather(*(save(tenants[first::8]) for first in range(8)))

    assert log.stat().st_size < 7_000 * 4096, "fewer pages than the 8,000 that as many writes add: it has restarted"
    assert {await rows.shown(tenant) for tenant in tenants} == {("kept", 0)}
