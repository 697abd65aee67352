"""Open the database and run transactions in it."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.util import await_only
from sqlalchemy.util.concurrency import in_greenlet

from ava_onboard.backend.db.errors import NotMigratedError, outages
from ava_onboard.backend.db.generations import Generation, generation_of, part_from
from ava_onboard.backend.db.sqlite_files import FollowedFile, existing, file_of, followed
from ava_onboard.backend.db.url import driver_options

# It logs each statement with its parameters, password hashes among them, at DEBUG.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

SQLITE_SETTINGS = ("journal_mode=WAL", "synchronous=NORMAL")
"""Readers and one writer at a time, across processes. A commit survives the end of the process."""
POOLED = 10
"""The most connections of the engine to PostgreSQL, in each process. `postgres_rows` has as many of its own."""
IDLE = 300
"""Seconds after which a connection is not used again: a firewall in between may have dropped it."""
DEADLINE = 3.0
"""Seconds that a request waits for the database: connection, locks and statements together. A firewall that forgets
connections is noticed after as long."""


def open_engine(url: str, *, serving: bool = False) -> AsyncEngine:
    """Create an engine, which connects on first use. The caller disposes of it.

    Its errors hide the parameters of statements. PostgreSQL's own text may still hold the row that it refuses, so the
    text of an error must not be logged.

    Args:
        url: The database.
        serving: Whether requests are served: then slow statements are cancelled, even outside `transaction`.
    """
    limits = {"timeout": DEADLINE, "command_timeout": 2 * DEADLINE}
    found = existing(url)
    if found.get_backend_name() == "postgresql":
        engine = create_async_engine(
            found,
            hide_parameters=True,
            connect_args=limits if serving else {},
            pool_size=POOLED,
            max_overflow=0,
            pool_recycle=IDLE,
        )
    else:
        # SQLAlchemy warns if it has to find out from the URL of a database in memory.
        pool: dict[str, Any] = {"poolclass": AsyncAdaptedQueuePool} if found.query.get("mode") == "memory" else {}
        engine = create_async_engine(found, hide_parameters=True, **pool)
    if engine.dialect.name == "sqlite":
        if engine.url.query.get("mode") != "ro":
            event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        if file := followed(engine.sync_engine):
            _follow(engine, file)
    else:
        _retire_with(engine, generation_of(engine))
        event.listen(engine.sync_engine, "do_connect", _translate)
    return engine


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Run the transaction of a request; the end of the block commits it.

    Raises:
        DatabaseUnavailableError: The database is unusable, or `DEADLINE` has passed.
    """
    with outages(generation=generation_of(engine)):
        async with asyncio.timeout(DEADLINE), engine.begin() as connection:
            yield connection


def when_disposed(engine: AsyncEngine, close: Callable[[], Awaitable[None]]) -> None:
    """Call `close` when the engine is disposed of."""
    event.listen(engine.sync_engine, "engine_disposed", lambda _: await_only(close()))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[AsyncEngine]:
    """Open an engine for the block.

    Raises:
        NotMigratedError: SQLite's file does not exist.
        sqlite3.OperationalError: SQLite's file cannot be opened.
    """
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":
        file = file_of(engine.url)
        if file and file.parent.is_dir() and not file.exists():
            raise NotMigratedError(f"There is no file {file}")
        # If aiosqlite fails first, its thread may outlive the loop and print a traceback.
        arguments, options = engine.dialect.create_connect_args(engine.url)
        connect: Callable[..., sqlite3.Connection] = sqlite3.connect
        connect(*arguments, **options).close()
    try:
        yield engine
    finally:
        await engine.dispose()


def _follow(engine: AsyncEngine, file: FollowedFile) -> None:
    """Refuse connections to a file that another one has replaced."""

    def note_file(_dialect: Dialect, entry: ConnectionPoolEntry, _arguments: object, _options: object) -> None:
        entry.info["file"] = file.opening()

    def note_log(_: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info["file"].note_log()

    def refuse_replaced(_: DBAPIConnection, entry: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
        if entry.info["file"].is_replaced():
            raise DisconnectionError

    event.listen(engine.sync_engine, "do_connect", note_file)
    event.listen(engine.sync_engine, "connect", note_log)
    event.listen(engine.sync_engine, "checkout", refuse_replaced)


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for setting in SQLITE_SETTINGS:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _retire_with(engine: AsyncEngine, generation: Generation) -> None:
    """Refuse connections of an earlier generation, and closed ones, which the driver knows without asking.

    The pool would close each of them properly, which takes two seconds if the other end does not listen.
    """

    def note(_: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info["generation"] = generation.current

    def refuse(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
        if connection.driver_connection.is_closed() or entry.info["generation"] != generation.current:
            raise DisconnectionError

    def abandon(connection: DBAPIConnection, _: ConnectionPoolEntry, __: BaseException | None) -> None:
        connection.driver_connection.terminate()

    def close(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        driver: asyncpg.Connection = connection.driver_connection
        if in_greenlet():
            await_only(part_from(driver, entry.info.get("generation"), generation))
        else:  # nobody gave it back, and it is collected as garbage
            driver.terminate()

    event.listen(engine.sync_engine, "connect", note)
    event.listen(engine.sync_engine, "checkout", refuse)
    event.listen(engine.sync_engine, "invalidate", abandon)
    event.listen(engine.sync_engine, "close", close)


def _translate(_dialect: Dialect, _entry: ConnectionPoolEntry, _arguments: object, options: dict[str, Any]) -> None:
    changed = driver_options(options)
    options.clear()
    options.update(changed)
