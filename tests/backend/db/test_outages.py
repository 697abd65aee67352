"""Databases that answer but are unusable: to the tenant an outage, not a bug of the backend."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from typing import Any

import asyncpg
import httpx
import pytest

from ava_onboard.backend.db import errors
from tests.backend.conftest import KEY_PATH, Backend, Template, running
from tests.backend.db.places import postgresql_only, sqlite_file, sqlite_only
from tests.backend.db.postgres import PostgresServer
from tests.backend.db.test_faults import assert_not_ready, assert_unavailable, assert_works, every_call, writing_calls

Calls = Callable[[Backend], list[Coroutine[Any, Any, httpx.Response]]]


async def assert_all_unavailable(backend: Backend, calls: Calls) -> None:
    for call in calls(backend):
        assert_unavailable(await call)
    await assert_not_ready(backend)


@asynccontextmanager
async def administrator(server: PostgresServer) -> AsyncIterator[asyncpg.Connection]:
    connection: asyncpg.Connection = await asyncpg.connect(server.url().replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()


def name_of(url: str) -> str:
    return url.rpartition("/")[2]


@pytest.mark.parametrize("statement", ["DROP TABLE users", "ALTER TABLE users RENAME COLUMN id TO number"])
async def test_a_schema_of_another_version_is_an_outage(backend: Backend, statement: str) -> None:
    async with backend.engine.begin() as connection:
        await connection.exec_driver_sql(statement)

    await assert_all_unavailable(backend, every_call)


@postgresql_only
async def test_a_read_only_postgresql_can_be_read(template: Template, postgres_server: PostgresServer) -> None:
    async with running(template) as backend, administrator(postgres_server) as connection:
        name = name_of(backend.settings.database_url)
        await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        assert (await backend.client.get(KEY_PATH, headers=backend.alice.headers)).status_code == 200

        await assert_all_unavailable(backend, writing_calls)


@postgresql_only
async def test_a_postgresql_without_the_database_is_an_outage(
    template: Template, postgres_server: PostgresServer
) -> None:
    with template.databases.new(template.url) as url:
        async with running(template, database_url=url) as backend, administrator(postgres_server) as connection:
            await backend.engine.dispose()
            await connection.execute(f"ALTER DATABASE {name_of(url)} RENAME TO elsewhere")
            await assert_all_unavailable(backend, every_call)

            await connection.execute(f"ALTER DATABASE elsewhere RENAME TO {name_of(url)}")
            await assert_works(backend)
            await backend.engine.dispose()


@postgresql_only
async def test_a_role_that_may_not_connect_is_an_outage(template: Template, postgres_server: PostgresServer) -> None:
    async with administrator(postgres_server) as connection:
        await connection.execute("CREATE ROLE nobody NOLOGIN")
        with template.databases.new(template.url) as url:
            theirs = url.replace("postgres@", "nobody@")
            async with running(template, database_url=theirs) as backend:
                await assert_all_unavailable(backend, every_call)
        await connection.execute("DROP ROLE nobody")


@postgresql_only
@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
async def test_a_limit_set_in_postgresql_is_an_outage(
    template: Template, postgres_server: PostgresServer, limit: str
) -> None:
    async with running(template) as backend, administrator(postgres_server) as connection:
        name = name_of(backend.settings.database_url)
        await connection.execute(f"ALTER DATABASE {name} SET {limit} = '50ms'")
        async with backend.engine.begin() as locker:
            await locker.exec_driver_sql("LOCK TABLE users, ava_settings_login_attempts")

            await assert_all_unavailable(backend, every_call)


@sqlite_only
async def test_a_read_only_sqlite_file_can_be_read(template: Template) -> None:
    with template.databases.new(template.url) as url:
        read_only = f"sqlite+aiosqlite:///{sqlite_file(url).as_uri()}?mode=ro&uri=true"
        async with running(template, database_url=read_only) as backend:
            assert (await backend.client.get(KEY_PATH, headers=backend.alice.headers)).status_code == 200

            await assert_all_unavailable(backend, writing_calls)


@sqlite_only
async def test_a_file_that_is_not_sqlite_is_an_outage(template: Template) -> None:
    with template.databases.new(template.url) as url:
        sqlite_file(url).write_bytes(b"not a database" * 1_000)
        async with running(template, database_url=url) as backend:
            await assert_all_unavailable(backend, every_call)


@sqlite_only
async def test_an_outage_is_logged_once_by_its_kind_and_without_its_text(
    template: Template, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "_last_logged", {})
    with template.databases.new(template.url) as url:
        async with running(template, database_url=f"{url}?timeout=0.01") as backend:
            with closing(sqlite3.connect(sqlite_file(url))) as locker:
                locker.execute("BEGIN IMMEDIATE")
                for _ in range(3):
                    for call in writing_calls(backend):
                        assert_unavailable(await call)
        noted = [record.getMessage() for record in caplog.records if record.name == errors.__name__]

    assert noted == ["the database cannot be used: OperationalError SQLITE_BUSY"]
