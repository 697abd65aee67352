"""The keys' columns in PostgreSQL: a few connections that keep their statements prepared."""

import asyncio
import time
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.errors import outages

_PREVIEWS = "SELECT id, vapi_key_preview FROM users WHERE id = ANY($1::uuid[])"
_SEALED = "SELECT vapi_key_ciphertext, vapi_key_master FROM users WHERE id = $1"
_WRITE = (
    "UPDATE users SET vapi_key_ciphertext = $1, vapi_key_master = $2, vapi_key_preview = $3 WHERE id = $4 RETURNING id"
)
_WRITING, _READING = 8, 2
"""Connections of one process at most: whoever only reads waits for nobody's lock; previews need one at a time."""
_IDLE = 300
"""Seconds after which a connection is not used again: whatever lies between may have forgotten it."""
_SECONDS = 5
"""For a connection or a statement, so that a database that is silent is found out."""
_PREPARED = "prepared_statement_cache_size"
"""What SQLAlchemy calls, in the database's URL, what the driver calls `statement_cache_size`."""


class PostgresRows:
    """See `KeyRows`.

    The connections are lent out here: the driver's own pool takes longer for that than the driver for a statement.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        _, self._options = engine.dialect.create_connect_args(engine.url)
        if _PREPARED in self._options:
            self._options["statement_cache_size"] = self._options.pop(_PREPARED)
        self._writing, self._reading = asyncio.Semaphore(_WRITING), asyncio.Semaphore(_READING)
        self._idle: list[tuple[asyncpg.Connection, float]] = []
        """Connections that nobody uses, each with the time since when; the last one is the next."""
        self._asked: list[tuple[UUID, asyncio.Future[tuple[str | None] | None]]] = []
        """Tenants whose preview the next statement is for."""
        self._asking: asyncio.Task[None] | None = None

    async def preview(self, tenant: UUID) -> tuple[str | None] | None:
        """See `KeyRows`.

        Those who ask while a statement is under way are answered by the next one, all together: a statement costs the
        driver and the server more than everything else that a request needs.
        """
        answer: asyncio.Future[tuple[str | None] | None] = asyncio.get_running_loop().create_future()
        self._asked.append((tenant, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await answer

    async def _ask(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, []
            waiting = [(tenant, answer) for tenant, answer in asked if not answer.done()]
            try:
                rows = await self._rows(_PREVIEWS, {tenant for tenant, _ in waiting})
            except Exception as error:  # noqa: BLE001 - it is for those who asked
                for _, answer in waiting:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                found = {user: (preview,) for user, preview in rows}
                for tenant, answer in waiting:
                    if not answer.done():
                        answer.set_result(found.get(tenant))
        self._asking = None

    async def sealed(self, tenant: UUID) -> tuple[bytes | None, str | None] | None:
        """See `KeyRows`."""
        rows = await self._rows(_SEALED, tenant)
        return tuple(rows[0]) if rows else None

    async def write(self, tenant: UUID, ciphertext: bytes | None, master_key: str | None, preview: str | None) -> bool:
        """See `KeyRows`."""
        return bool(await self._rows(_WRITE, ciphertext, master_key, preview, tenant))

    async def close(self) -> None:
        """See `KeyRows`."""
        while self._idle:
            connection, _ = self._idle.pop()
            await connection.close(timeout=_SECONDS)

    async def _rows(self, statement: str, *values: object) -> list[Any]:
        room = self._writing if statement is _WRITE else self._reading
        with outages(asyncpg.InterfaceError):
            if not room.locked():
                return await self._run(room, statement, values)
            # Whoever has to wait gets no more time for it, however many there are before.
            async with asyncio.timeout(_SECONDS):
                return await self._run(room, statement, values)

    async def _run(self, room: asyncio.Semaphore, statement: str, values: tuple[object, ...]) -> list[Any]:
        async with room:
            connection = self._kept() or await self._opened()
            try:
                rows: list[Any] = await connection.fetch(statement, *values)
            except BaseException:
                connection.terminate()
                raise
            self._idle.append((connection, time.monotonic()))
            return rows

    def _kept(self) -> asyncpg.Connection | None:
        while self._idle:
            connection, since = self._idle.pop()
            if not connection.is_closed():
                if time.monotonic() - since < _IDLE:
                    return connection
                connection.terminate()
        return None

    async def _opened(self) -> asyncpg.Connection:
        connection: asyncpg.Connection = await asyncpg.connect(
            timeout=_SECONDS, command_timeout=_SECONDS, **self._options
        )
        return connection
