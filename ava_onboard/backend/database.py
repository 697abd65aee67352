"""The database: how it is opened, and how its schema is brought up to date."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.util import await_only

from ava_onboard.backend.key_ring import KeyRing
from ava_onboard.backend.outages import outages
from ava_onboard.backend.plain_keys import MigrationRefusedError
from ava_onboard.backend.sqlite_files import OpenFile, existing, file_of, make

# It logs each statement with its parameters, password hashes among them, at DEBUG.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

_MIGRATION_LOCK = 0x617661  # any number, as long as nothing else in the database uses it
_ALEMBIC = Lock()
"""Held by a migration: the module-wide `op` and `context` of Alembic serve one thread at a time."""
_MIGRATIONS = Path(__file__).with_name("migrations")
VERSION_TABLE = "ava_settings_version"
"""Holds the revision. A name of its own: a deployed backend has an `alembic_version` for other tables."""

SQLITE_SETTINGS = ("journal_mode=WAL", "synchronous=NORMAL")
"""Readers and a writer at once, several processes too; a commit survives the end of the process."""
DEADLINE = 5.0
"""Seconds that a request waits for the database: for a connection, for others' locks and for all its statements."""
_DISCREET = {
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class NotMigratedError(Exception):
    """There is no database yet."""


class RemainsError(Exception):
    """A migration is done, but what it has removed may still be on the disk."""


def sqlite_url(file: Path) -> str:
    """The URL of an SQLite file, whatever characters its path holds."""
    return URL.create("sqlite+aiosqlite", database=str(file)).render_as_string()


def open_engine(url: str, *, serving: bool = False) -> AsyncEngine:
    """An engine that connects when it is first used; whoever opens it disposes of it.

    Its errors do not show the parameters of a statement; but PostgreSQL's own words may hold the row that it refuses,
    so the text of an error is not for logs.

    Args:
        url: The database.
        serving: No statement takes long, so one that does is given up, also where no `transaction` sees it.
    """
    limits = {"timeout": DEADLINE, "command_timeout": 2 * DEADLINE}
    found = existing(url)
    limited = serving and found.get_backend_name() == "postgresql"
    engine = create_async_engine(found, hide_parameters=True, connect_args=limits if limited else {})
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        if file := file_of(found):
            _follow(engine, file)
    else:
        event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction of a request, committed at the end of the block.

    Raises:
        DatabaseUnavailableError: Also after `DEADLINE`, and two seconds in which the driver takes its leave.
    """
    with outages():
        async with asyncio.timeout(DEADLINE), engine.begin() as connection:
            yield connection


def when_disposed(engine: AsyncEngine, close: Callable[[], Awaitable[None]]) -> None:
    """Close something together with an engine."""
    event.listen(engine.sync_engine, "engine_disposed", lambda _: await_only(close()))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine for as long as the block lasts.

    Raises:
        NotMigratedError: There is no file yet.
        sqlite3.OperationalError: The file cannot be opened.
    """
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":
        file = file_of(engine.url)
        if file and file.parent.is_dir() and not file.exists():
            raise NotMigratedError
        # aiosqlite's thread may outlive the loop if it is the first to find out, and says so in a traceback.
        arguments, options = engine.dialect.create_connect_args(engine.url)
        connect: Callable[..., sqlite3.Connection] = sqlite3.connect
        connect(*arguments, **options).close()
    try:
        yield engine
    finally:
        await engine.dispose()


def migrate(url: str, revision: str = "head", *, ring: KeyRing | None = None) -> None:
    """Bring the schema up to a revision, in one transaction. Not to be called from a running event loop.

    Args:
        url: The database, as in `Settings.database_url`. See `make_database` for a file that is not there.
        revision: An Alembic revision.
        ring: Encrypts or decrypts the keys that are in the table already; needed only where there are any.

    Raises:
        MigrationRefusedError: The rows cannot be migrated; nothing was changed.
        RemainsError: The schema is up to date, but plain-text keys may still be in the file of SQLite.
    """
    make_database(url)
    with _ALEMBIC:
        asyncio.run(_run(url, ring, lambda config: command.upgrade(config, revision)))


def make_database(url: str) -> None:
    """Make the file of SQLite, empty, if there is none; a database of PostgreSQL is for its administrator to make.

    Raises:
        MigrationRefusedError: The database would be in memory, and gone with this process.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = file_of(parsed)
        if file is None:
            raise MigrationRefusedError("a database in memory would be gone with this command")
        make(file)


def downgrade(url: str, revision: str, *, ring: KeyRing | None = None) -> None:
    """Take the schema back to an earlier revision; what later ones added is lost. Otherwise as `migrate`."""
    with _ALEMBIC:
        asyncio.run(_run(url, ring, lambda config: command.downgrade(config, revision)))


def alembic_config() -> Config:
    """Where the revisions are."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def head_revision() -> str | None:
    """The revision that this version of the backend works with."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """The revision that a database is at; None before the first."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


async def _run(url: str, ring: KeyRing | None, work: Callable[[Config], None]) -> None:
    is_sqlite, changed = await _migrated(url, ring, work)
    if is_sqlite and changed:
        try:
            await _vacuum(url)
        except DBAPIError:
            raise RemainsError(
                "The migration is done, but plain-text keys may still be in unused parts of the file. "
                "Stop whatever uses the database and execute VACUUM in it"
            ) from None


async def _migrated(url: str, ring: KeyRing | None, work: Callable[[Config], None]) -> tuple[bool, bool]:
    """Migrate; whether it was SQLite, and whether there was something to do."""
    async with opened(url) as engine:
        if engine.dialect.name == "sqlite":
            event.listen(engine.sync_engine, "begin", _begin_for_real)
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                # Two migrations at once take turns, as those on SQLite do by themselves.
                await connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
                await _keep_out_of_the_log(connection)
            before = await connection.run_sync(current_revision)
            await connection.run_sync(_with_alembic, ring, work)
            return engine.dialect.name == "sqlite", before != await connection.run_sync(current_revision)


async def _keep_out_of_the_log(connection: AsyncConnection) -> None:
    """In this transaction, no row that PostgreSQL refuses and no parameter, a key perhaps, goes to its log.

    Two of the three are for superusers and those whom they let. Without them the settings of the server hold.
    """
    for name, value in _DISCREET.items():
        with suppress(DBAPIError):
            async with connection.begin_nested():
                await connection.execute(select(func.set_config(name, value, True)))


async def _vacuum(url: str) -> None:
    """Write the file anew: pages keep pieces of rows that were moved or deleted, which `secure_delete` does not see."""
    async with opened(url) as engine, engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql("VACUUM")


def _with_alembic(connection: Connection, ring: KeyRing | None, work: Callable[[Config], None]) -> None:
    config = alembic_config()
    config.attributes.update(connection=connection, ring=ring)
    work(config)


def _follow(engine: AsyncEngine, file: Path) -> None:
    """Never use a connection to a file that is no longer in its place."""
    latest: OpenFile | None = None

    def note_file(_dialect: Dialect, entry: ConnectionPoolEntry, _arguments: object, _options: object) -> None:
        nonlocal latest
        if latest is not None:
            latest.is_replaced()  # refuses the log of another file for a new connection, too
        latest = entry.info["file"] = OpenFile(file)

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


def _refuse_closed(connection: DBAPIConnection, _: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
    """The driver knows without asking the server, whose restart so makes no request fail."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _begin_for_real(connection: Connection) -> None:
    """Python's driver begins no transaction before a change of schema; and two migrations at once must take turns."""
    raw = connection.connection.dbapi_connection
    if raw is not None:
        raw.isolation_level = None
    connection.exec_driver_sql("PRAGMA secure_delete=ON")  # fewer plain-text keys in the file if it ends here
    connection.exec_driver_sql("BEGIN IMMEDIATE")
