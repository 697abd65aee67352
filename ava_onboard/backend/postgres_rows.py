"""The keys' columns in PostgreSQL: a pool of connections that keep their statements prepared."""

import asyncio
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
_SECONDS = 5
"""For a connection or a statement, so that a database that is silent is found out."""
_PREPARED = "prepared_statement_cache_size"
"""What SQLAlchemy calls, in the database's URL, what the driver calls `statement_cache_size`."""


class PostgresRows:
    """See `KeyRows`."""

    def __init__(self, engine: AsyncEngine) -> None:
        _, self._options = engine.dialect.create_connect_args(engine.url)
        if _PREPARED in self._options:
            self._options["statement_cache_size"] = self._options.pop(_PREPARED)
        self._opening = asyncio.Lock()
        self._pool: asyncpg.Pool | None = None

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
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _row(self, statement: str, *values: object) -> Any:
        with outages(asyncpg.InterfaceError):
            pool = self._pool or await self._open()
            return await pool.fetchrow(statement, *values)

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    min_size=1,
                    max_size=_CONNECTIONS,
                    timeout=_SECONDS,
                    command_timeout=_SECONDS,
                    reset=_nothing_to_reset,
                    **self._options,
                )
            return self._pool


async def _nothing_to_reset(_: object) -> None:
    """Single statements leave nothing behind; asking the server to reset would cost a second round trip."""
