"""Migrate a PostgreSQL that is in use: wait for locks shortly and often, and say who holds them."""

import asyncio
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
        MigrationRefusedError: It did not get them, or its role may not do it.
    """
    for left in range(TRIES, 0, -1):
        try:
            return await migrate()
        except DBAPIError as error:
            state = str(getattr(error.orig, "sqlstate", ""))
            if state == _MAY_NOT:
                raise MigrationRefusedError(await _missing_right(url)) from None
            if state != _LOCKED:
                raise
        say(f"Waiting for {await _blockers(url)}; {left - 1} tries left.")
        await asyncio.sleep(PAUSE)
    raise MigrationRefusedError("others hold the table users, or migrate it: stop them, or try again later")


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
