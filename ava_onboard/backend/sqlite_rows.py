"""The keys' columns in SQLite: a kept connection for reading, and one with a thread for writing."""

import asyncio
import sqlite3
from collections.abc import Callable
from uuid import UUID

import aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.database import SQLITE_SETTINGS, outages

_PREVIEW = "SELECT vapi_key_preview FROM users WHERE id = ?"
_SEALED = "SELECT vapi_key_ciphertext, vapi_key_master FROM users WHERE id = ?"
_WRITE = "UPDATE users SET vapi_key_ciphertext = ?, vapi_key_master = ?, vapi_key_preview = ? WHERE id = ? RETURNING id"


_READ_TIMEOUT = 0.05
"""Seconds. In a write-ahead log nobody waits for a writer; only for whoever recovers it after a crash."""


class SqliteRows:
    """See `KeyRows`.

    A row is read in the event loop, in some 10 µs: the way to a thread and back takes several times as long. A write
    may have to wait for another process or for the disk, and has its thread.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._arguments, self._options = engine.dialect.create_connect_args(engine.url)
        self._opening = asyncio.Lock()
        self._reading: sqlite3.Connection | None = None
        self._writing: aiosqlite.Connection | None = None

    async def preview(self, tenant: UUID) -> tuple[str | None] | None:
        """See `KeyRows`."""
        with outages():
            row: tuple[str | None] | None = self._reader().execute(_PREVIEW, (tenant.hex,)).fetchone()
            return row

    async def sealed(self, tenant: UUID) -> tuple[bytes | None, str | None] | None:
        """See `KeyRows`."""
        with outages():
            row: tuple[bytes | None, str | None] | None = self._reader().execute(_SEALED, (tenant.hex,)).fetchone()
            return row

    async def write(self, tenant: UUID, ciphertext: bytes | None, master_key: str | None, preview: str | None) -> bool:
        """See `KeyRows`."""
        with outages():
            connection = self._writing or await self._writer()
            written = await connection.execute_fetchall(_WRITE, (ciphertext, master_key, preview, tenant.hex))
            return bool(written)

    async def close(self) -> None:
        """See `KeyRows`."""
        if self._reading is not None:
            self._reading.close()
            self._reading = None
        if self._writing is not None:
            await self._writing.close()
            self._writing = None

    def _reader(self) -> sqlite3.Connection:
        if self._reading is None:
            connect: Callable[..., sqlite3.Connection] = sqlite3.connect
            options = {**self._options, "timeout": _READ_TIMEOUT, "isolation_level": None}
            self._reading = connect(*self._arguments, **options)
        return self._reading

    async def _writer(self) -> aiosqlite.Connection:
        async with self._opening:
            if self._writing is None:
                # Without transactions of Python's own, each statement commits by itself.
                connection = await aiosqlite.connect(*self._arguments, **self._options, isolation_level=None)
                try:
                    for setting in SQLITE_SETTINGS:
                        await connection.execute_fetchall(f"PRAGMA {setting}")
                except BaseException:
                    await connection.close()
                    raise
                self._writing = connection
            return self._writing
