"""Migrate a PostgreSQL that is in use: wait for locks shortly and often, and say who holds them."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.errors import MigrationRefusedError

LOCK_TIMEOUT = "1s"
"""Others that want to read stand behind a migration for as long."""
TRIES = 60
PAUSE = 1.0
"""Seconds between two tries, in which those others get their turn."""
_LOCKED, _MAY_NOT = "55P03", "42501"
_PREVENTED = ("0A000", "2BP01", "3F000", "42")
"""A view, rule, policy or key depends on what is changed, there is no schema, or names and types do not fit. The texts
of these errors hold names of the schema only."""
_BLOCKERS = text(
    "SELECT DISTINCT a.pid, a.usename, a.state, a.xact_start FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE l.granted AND a.pid <> pg_backend_pid() AND a.datname = current_database()"
    " AND (l.relation = to_regclass('users') OR l.locktype = 'advisory') ORDER BY a.xact_start LIMIT 3"
)
_Result = TypeVar("_Result")


async def patiently(url: str, migrate: Callable[[], Awaitable[_Result]], say: Callable[[str], None]) -> _Result:
    """Try a migration until it gets its locks.

    Args:
        url: The database.
        migrate: Tries once.
        say: Gets a sentence about what is waited for.

    Raises:
        MigrationRefusedError: It did not get them, its role may not do it, or something in the database prevents it.
    """
    for left in range(TRIES, 0, -1):
        try:
            return await migrate()
        except DBAPIError as error:
            state = str(getattr(error.orig, "sqlstate", ""))
            if state == _MAY_NOT:
                raise MigrationRefusedError(await _missing_right(url)) from None
            if state != _LOCKED:
                if refusal := _refusal(error.orig):
                    raise MigrationRefusedError(refusal) from None
                raise
        say(f"Waiting for {await _blockers(url)}; {left - 1} tries left.")
        await asyncio.sleep(PAUSE)
    raise MigrationRefusedError("others hold the table users, or migrate it: stop them, or try again later")


def _refusal(error: BaseException | None) -> str | None:
    """Return what in the database prevents the migration, in its own words; None if it is something else."""
    if isinstance(error, sqlite3.OperationalError) and getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        words = [str(error)]
    elif error is not None and str(getattr(error, "sqlstate", "")).startswith(_PREVENTED):
        words = [str(text) for name in ("message", "detail") if (text := getattr(error.__cause__, name, None))]
    else:
        return None
    return f"something in the database prevents it: {'; '.join(words)}"


async def _blockers(url: str) -> str:
    """Name the sessions that hold the table or migrate too, without their statements, which may hold data."""
    async with opened(url) as engine, engine.connect() as connection:
        rows = (await connection.execute(_BLOCKERS)).all()
    named = [f"process {pid} of role {role} ({state}, since {since:%H:%M:%S})" for pid, role, state, since in rows]
    return ", ".join(named) or "a lock"


async def _missing_right(url: str) -> str:
    async with opened(url) as engine, engine.connect() as connection:
        query = text("SELECT current_user, current_schema(), has_schema_privilege(current_schema(), 'CREATE')")
        role, schema, may_create = (await connection.execute(query)).one()
    if may_create:
        return f"the role {role} is not the owner of the tables: migrate as their owner"
    return (
        f"the role {role} may not create tables in the schema {schema or 'public'}, which PostgreSQL 15 and later "
        f"allow nobody but its owner: GRANT CREATE ON SCHEMA {schema or 'public'} TO {role}"
    )
