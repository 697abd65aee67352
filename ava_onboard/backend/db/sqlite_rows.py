"""The key columns in SQLite: one open connection, used in the event loop."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.engine import SQLITE_SETTINGS
from ava_onboard.backend.db.errors import outages
from ava_onboard.backend.db.key_rows import PROOF_ROWS, Prove, SealedRow, ShownKey
from ava_onboard.backend.db.sqlite_files import OpenFile, followed

_SHOWN = "SELECT vapi_key_preview, token_version FROM users WHERE id = ?"
_SEALED = "SELECT vapi_key_ciphertext, vapi_key_master, vapi_verdict, vapi_verdict_at FROM users WHERE id = ?"
_WRITE = (
    "UPDATE users SET vapi_key_ciphertext = ?, vapi_key_master = ?, vapi_key_preview = ?, vapi_key_saved_at = ?, "
    "vapi_verdict = NULL, vapi_verdict_at = NULL WHERE id = ? RETURNING id"
)
_PROOF = f"SELECT id, vapi_key_ciphertext FROM users WHERE vapi_key_master = ? LIMIT {PROOF_ROWS}"  # noqa: S608 - a number

_PAUSES = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.025, 0.025, 0.05, 0.05)
"""Seconds between attempts while another process writes, then 0.1 each: as SQLite waits itself."""
_WRITES_PER_CHECKPOINT = 1_000
"""Writes after which the log is checkpointed into the file. SQLite's own limit is as many pages; a write adds one."""
_CHECK_INTERVAL = 1.0
"""Seconds between checks whether the file was replaced; a write always checks."""
_CHECKPOINT_TIMEOUT = 1.0
"""Seconds that a checkpoint waits for other connections. If it fails, the next writes try again."""


class SqliteRows:
    """See `KeyRows`.

    A statement takes about 10 µs, even a write, as `synchronous=NORMAL` leaves the disk to the operating system. Going
    through a thread would take several times as long. Whatever waits does not block the loop: it sleeps between
    attempts to get another process's lock, and a thread does the checkpoints.
    """

    def __init__(self, engine: AsyncEngine, prove: Prove | None = None) -> None:
        self._prove = prove
        self._is_proven = False
        """Whether the master key was proven over this connection: another one may lead to another file."""
        arguments, options = engine.dialect.create_connect_args(engine.url)
        self._pauses = _pauses(float(options.pop("timeout", 5.0)))
        # With no isolation level, each statement commits by itself.
        self._connect: Callable[..., sqlite3.Connection] = partial(
            sqlite3.connect, *arguments, **{**options, "isolation_level": None}
        )
        self._connection: sqlite3.Connection | None = None
        self._followed = followed(engine.sync_engine)
        self._file: OpenFile | None = None
        self._next_check = 0.0
        self._writes = 0
        self._checkpointing: asyncio.Future[None] | None = None

    async def shown(self, tenant: UUID) -> ShownKey | None:
        """See `KeyRows`."""
        rows = await self._rows(_SHOWN, tenant.hex)
        return ShownKey(*rows[0]) if rows else None

    async def sealed(self, tenant: UUID) -> SealedRow | None:
        """See `KeyRows`."""
        rows = await self._rows(_SEALED, tenant.hex)
        return SealedRow(*rows[0]) if rows else None

    async def write(self, tenant: UUID, ciphertext: bytes | None, master_key: str | None, preview: str | None) -> bool:
        """See `KeyRows`."""
        saved_at = None if ciphertext is None else time.time()
        rows = await self._rows(_WRITE, ciphertext, master_key, preview, saved_at, tenant.hex)
        self._writes += 1
        if self._writes % _WRITES_PER_CHECKPOINT == 0 and (self._checkpointing is None or self._checkpointing.done()):
            self._checkpointing = asyncio.ensure_future(asyncio.to_thread(self._checkpoint))
        return bool(rows)

    async def close(self) -> None:
        """See `KeyRows`."""
        if self._checkpointing is not None:
            await self._checkpointing
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = self._file = None
            self._is_proven = False

    async def _rows(self, statement: str, *values: object) -> list[Any]:
        with outages():
            for pause in self._pauses:
                try:
                    return self._execute(statement, values)
                except sqlite3.OperationalError as error:
                    if not _is_busy(error):
                        raise
                await asyncio.sleep(pause)
            return self._execute(statement, values)

    def _execute(self, statement: str, values: tuple[object, ...]) -> list[Any]:
        now = time.monotonic()
        if self._file and (statement is _WRITE or now >= self._next_check):
            if self._file.is_replaced():
                self._disconnect()
            self._next_check = now + _CHECK_INTERVAL
        if self._connection is None:
            self._connection = self._opened()
        try:
            if statement is _WRITE and not self._is_proven:
                self._prove_ring(self._connection, values)
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            if not _is_busy(error):
                self._disconnect()
            raise

    def _prove_ring(self, connection: sqlite3.Connection, written: tuple[object, ...]) -> None:
        _, name, *_ = written
        if self._prove is not None and isinstance(name, str):
            rows = connection.execute(_PROOF, (name,)).fetchall()
            self._prove(name, [(UUID(user), ciphertext) for user, ciphertext in rows])
            self._is_proven = True

    def _opened(self) -> sqlite3.Connection:
        file = self._followed.opening() if self._followed else None
        connection = self._connect(timeout=0)
        try:
            for setting in (*SQLITE_SETTINGS, "wal_autocheckpoint=0"):
                connection.execute(f"PRAGMA {setting}")
            if file:
                file.note_log()
        except BaseException:
            connection.close()
            raise
        self._file = file
        return connection

    def _checkpoint(self) -> None:
        with suppress(sqlite3.Error), closing(self._connect(timeout=_CHECKPOINT_TIMEOUT)) as connection:
            # PASSIVE does most of it while others write; RESTART makes them wait, to reuse the log from its start.
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            connection.execute("PRAGMA wal_checkpoint(RESTART)")


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _pauses(timeout: float) -> list[float]:
    """Return pauses that add up to `timeout` seconds."""
    pauses: list[float] = []
    while (left := timeout - sum(pauses)) > 0:
        pause = _PAUSES[len(pauses)] if len(pauses) < len(_PAUSES) else 0.1
        pauses.append(min(pause, left))
    return pauses
