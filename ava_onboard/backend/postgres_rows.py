"""The keys' columns in PostgreSQL: a few connections that keep their statements prepared."""

import asyncio
import time
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.database import outages

_PREVIEW = "SELECT vapi_key_preview FROM users WHERE id = $1"
_SEALED = "SELECT vapi_key_ciphertext, vapi_key_master FROM users WHERE id = $1"
_WRITE = (
    "UPDATE users SET vapi_key_ciphertext = $1, vapi_key_master = $2, vapi_key_preview = $3 WHERE id = $4 RETURNING id"
)
_CONNECTIONS = 10
"""At most, of one process."""
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
        self._room = asyncio.Semaphore(_CONNECTIONS)
        self._idle: list[tuple[asyncpg.Connection, float]] = []
        """Connections that nobody uses, each with the time since when; the last one is the next."""

    async def preview(self, tenant: UUID) -> tuple[str | None] | None:
        """See `KeyRows`."""
        row: tuple[str | None] | None = await self._row(_PREVIEW, tenant)
        return row

    async def sealed(self, tenant: UUID) -> tuple[bytes | None, str | None] | None:
        """See `KeyRows`."""
        row: tuple[bytes | None, str | None] | None = await self._row(_SEALED, tenant)
        return row

    async def write(self, tenant: UUID, ciphertext: bytes | None, master_key: str | None, preview: str | None) -> bool:
        """See `KeyRows`."""
        return await self._row(_WRITE, ciphertext, master_key, preview, tenant) is not None

    async def close(self) -> None:
        """See `KeyRows`."""
        while self._idle:
            connection, _ = self._idle.pop()
            await connection.close(timeout=_SECONDS)

    async def _row(self, statement: str, *values: object) -> Any:
        with outages(asyncpg.InterfaceError):
            async with self._room:
                connection = self._kept() or await self._opened()
                try:
                    row = await connection.fetchrow(statement, *values)
                except BaseException:
                    connection.terminate()
                    raise
                self._idle.append((connection, time.monotonic()))
                return row

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
