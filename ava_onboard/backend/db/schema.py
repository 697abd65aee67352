"""Bring the schema of the database up to date, with Alembic."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, func, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.errors import MigrationRefusedError, PlaintextRemainsError
from ava_onboard.backend.db.locks import LOCK_TIMEOUT, patiently
from ava_onboard.backend.db.migrations.reports import Report
from ava_onboard.backend.db.sqlite_files import copied, file_of, is_relative, journal_kept_if_it_fails, make
from ava_onboard.backend.security.key_ring import KeyRing

_MIGRATION_LOCK = 0x617661  # any number that nothing else in the database uses
_ALEMBIC = Lock()
"""Held by a migration: Alembic's module-wide `op` and `context` serve one thread at a time."""
_MIGRATIONS = Path(__file__).with_name("migrations")
VERSION_TABLE = "ava_settings_version"
"""Holds the revision. Not `alembic_version`, which a deployed Ava uses for its own migrations."""

_DISCREET = {
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


Say = Callable[[str], None]


def _say_nothing(_: str) -> None:
    """Keep what is waited for to oneself."""


def migrate(
    url: str,
    revision: str = "head",
    *,
    ring: KeyRing | None = None,
    say: Say = _say_nothing,
    dry_run: bool = False,
) -> None:
    """Upgrade the schema to a revision, in one transaction. Must not run in an event loop.

    On PostgreSQL it waits for a lock for a second only, then tries again: readers would queue behind it.

    Args:
        url: The database, as in `Settings.database_url`. A missing SQLite file is created.
        revision: An Alembic revision.
        ring: Encrypts the keys that are in the table already; needed only if there are any.
        say: Gets sentences about what it waits for, found and did.
        dry_run: Do everything, then take it back: on a copy in memory of SQLite's file, and on PostgreSQL in a
            transaction that locks the table meanwhile.

    Raises:
        MigrationRefusedError: The rows cannot be migrated; nothing was changed.
        PlaintextRemainsError: The schema is up to date, but SQLite's file may still hold plain-text keys.
    """
    if not dry_run:
        make_database(url)
    _work(url, ring, lambda config: command.upgrade(config, revision), say, dry_run=dry_run)


def _work(url: str, ring: KeyRing | None, work: Callable[[Config], None], say: Say, *, dry_run: bool) -> None:
    with _ALEMBIC, _for_trial(url) if dry_run else _for_good(url) as place:
        asyncio.run(_run(place, ring, work, say, dry_run=dry_run))


@contextmanager
def _for_trial(url: str) -> Iterator[str]:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        yield url
        return
    with copied(parsed) as copy:
        yield copy.render_as_string(hide_password=False)


@contextmanager
def _for_good(url: str) -> Iterator[str]:
    parsed = make_url(url)
    with journal_kept_if_it_fails(parsed) if parsed.get_backend_name() == "sqlite" else nullcontext():
        yield url


def make_database(url: str, *, relative: bool = True, dry_run: bool = False) -> None:
    """Create an empty SQLite file if it is missing. A PostgreSQL database is created by its administrator.

    Args:
        url: The database.
        relative: Whether a file may be created whose place depends on the folder in which the program was started.
        dry_run: Only check whether it may be created.

    Raises:
        MigrationRefusedError: The database would be in memory, and lost with this process, or at an accidental place.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = file_of(parsed)
        if file is None:
            raise MigrationRefusedError("a database in memory would be lost with this command")
        if not relative and not file.exists() and is_relative(parsed):
            raise MigrationRefusedError(
                f"there is no file {file}. Start it in another folder, write the address with four slashes and the "
                "whole path, or create the file here with --create"
            )
        if not dry_run:
            make(file)


def downgrade(
    url: str, revision: str, *, ring: KeyRing | None = None, say: Say = _say_nothing, dry_run: bool = False
) -> None:
    """Take the schema back to an earlier revision and lose what later ones added. See `migrate`."""
    _work(url, ring, lambda config: command.downgrade(config, revision), say, dry_run=dry_run)


def alembic_config() -> Config:
    """Return the configuration that names the folder of the revisions."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def revisions() -> list[str]:
    """Return all revisions that this version knows, oldest first; the last is the one that it needs."""
    return [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]


def current_revision(connection: Connection) -> str | None:
    """Return the revision of a database; None before the first migration.

    Raises:
        MigrationRefusedError: The database has several.
    """
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    heads = sorted(context.get_current_heads())
    if len(heads) > 1:
        raise MigrationRefusedError(
            f"the table {VERSION_TABLE} has several revisions, {', '.join(heads)}: delete all but the right one"
        )
    return heads[0] if heads else None


async def _run(
    url: str, ring: KeyRing | None, work: Callable[[Config], None], say: Say, *, dry_run: bool = False
) -> None:
    def once() -> Awaitable[tuple[bool, bool]]:
        return _migrated(url, ring, work, say, dry_run=dry_run)

    is_sqlite, changed = await patiently(url, once, say)
    if is_sqlite and changed:
        try:
            await _vacuum(url)
        except DBAPIError:
            raise PlaintextRemainsError(
                "The migration is done, but plain-text keys may still be in unused parts of the file. "
                "Stop every program that uses the database and run VACUUM in it"
            ) from None


async def _migrated(
    url: str, ring: KeyRing | None, work: Callable[[Config], None], say: Say, *, dry_run: bool
) -> tuple[bool, bool]:
    """Migrate; return whether the database is SQLite, and whether anything changed."""
    async with opened(url) as engine:
        if engine.dialect.name == "sqlite":
            event.listen(engine.sync_engine, "begin", _begin_for_real)
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execute(select(func.set_config("lock_timeout", LOCK_TIMEOUT, True)))
                # Parallel migrations take turns, as they do on SQLite anyway.
                await connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
                await _keep_out_of_the_log(connection)
            before = await connection.run_sync(current_revision)
            if before is not None and before not in revisions():
                raise MigrationRefusedError(f"the database is at revision {before}, which a newer version made")
            await connection.run_sync(_with_alembic, ring, work, Report(say, dry_run))
            if dry_run:
                await connection.rollback()
                return False, False
            return engine.dialect.name == "sqlite", before != await connection.run_sync(current_revision)


async def _keep_out_of_the_log(connection: AsyncConnection) -> None:
    """Keep refused rows and parameters, which may be keys, out of PostgreSQL's log in this transaction.

    Two of the three settings need a superuser or a grant. Without them, those of the server apply.
    """
    for name, value in _DISCREET.items():
        with suppress(DBAPIError):
            async with connection.begin_nested():
                await connection.execute(select(func.set_config(name, value, True)))


async def _vacuum(url: str) -> None:
    """Rewrite the file: its pages keep pieces of moved and deleted rows, which `secure_delete` misses."""
    async with opened(url) as engine, engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql("VACUUM")


def _with_alembic(connection: Connection, ring: KeyRing | None, work: Callable[[Config], None], report: Report) -> None:
    config = alembic_config()
    config.attributes.update(connection=connection, ring=ring, report=report)
    work(config)


def _begin_for_real(connection: Connection) -> None:
    """Begin for real: Python's driver starts no transaction for a schema change, and migrations must take turns."""
    raw = connection.connection.dbapi_connection
    if raw is not None:
        raw.isolation_level = None
    connection.exec_driver_sql(
        "PRAGMA secure_delete=ON"
    )  # leaves fewer plain-text keys in the file if the process ends now
    connection.exec_driver_sql("BEGIN IMMEDIATE")
