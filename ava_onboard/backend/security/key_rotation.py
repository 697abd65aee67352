"""Re-encrypt stored keys with the current master key, in batches, while the backend serves.

Values that a migration has set aside too: a master key that is removed afterwards must be needed nowhere.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.security.key_ring import KeyRing, SealedKey, UnreadableKeyError
from ava_onboard.backend.security.key_ring_check import prove
from ava_onboard.backend.security.sealed_columns import SealedColumns, sealed_columns

_Row = Row[UUID, bytes | None, str | None]

BATCH = 200
"""Rows per transaction: others wait some tens of milliseconds for it."""


@dataclass
class Rotation:
    """The progress of a rotation.

    Attributes:
        rotated: Rows re-encrypted; in a dry run, rows that would be.
        overtaken: Rows that their tenant changed at the same moment. The tenant's change stays.
        unreadable: Users whose key does not decrypt; their rows stay as they are.
    """

    rotated: int = 0
    overtaken: int = 0
    unreadable: list[UUID] = field(default_factory=list)


async def rotate(
    engine: AsyncEngine,
    ring: KeyRing,
    rotation: Rotation,
    *,
    dry_run: bool = False,
    batch: int = BATCH,
    progress: Callable[[Rotation], None] = lambda _: None,
) -> None:
    """Re-encrypt every row that is not under the current master key.

    Each batch is a transaction. Stopping loses at most the batch in progress, and the next run does the rest.

    Args:
        engine: The database.
        ring: Holds the current master key and those of all rows.
        rotation: Updated after each batch, so it is right even after a cancellation.
        dry_run: Decrypt everything, write nothing.
        batch: Rows per transaction.
        progress: Called after each batch.

    Raises:
        WrongMasterKeyError: The ring does not fit the rows; nothing was changed.
    """
    async with engine.connect() as connection:
        await prove(connection, ring, ring.names)
    for columns in await sealed_columns(engine):
        last: UUID | None = None
        while rows := await _stale(engine, columns, ring.current, last, batch):
            last = rows[-1].user
            sealed = [(row, again) for row in rows if (again := _sealed_again(row, ring, rotation))]
            if dry_run:
                rotation.rotated += len(sealed)
            else:
                await _write(engine, columns, sealed, rotation)
            progress(rotation)


async def count_stale(engine: AsyncEngine, ring: KeyRing) -> int:
    """Count the rows that are not under the current master key."""
    count = 0
    for columns in await sealed_columns(engine):
        query = select(func.count()).select_from(columns.table).where(columns.master_key != ring.current)
        async with engine.connect() as connection:
            count += (await connection.execute(query)).scalar_one()
    return count


async def _stale(
    engine: AsyncEngine, columns: SealedColumns, current: str, after: UUID | None, batch: int
) -> Sequence[_Row]:
    query = (
        select(
            columns.user.label("user"), columns.ciphertext.label("ciphertext"), columns.master_key.label("master_key")
        )
        .where(columns.master_key != current)
        .order_by(columns.user)
        .limit(batch)
    )
    if after is not None:
        query = query.where(columns.user > after)
    async with engine.connect() as connection:
        return (await connection.execute(query)).all()


def _sealed_again(row: _Row, ring: KeyRing, rotation: Rotation) -> SealedKey | None:
    user, ciphertext, master_key = row
    try:
        return ring.seal(ring.open(SealedKey(ciphertext or b"", master_key or ""), user), user)
    except UnreadableKeyError:
        rotation.unreadable.append(user)
        return None


async def _write(
    engine: AsyncEngine, columns: SealedColumns, sealed: list[tuple[_Row, SealedKey]], rotation: Rotation
) -> None:
    written = 0
    async with engine.connect() as connection:
        for row, again in sealed:
            # Replaces only what was read, so that a key saved or deleted in between stays.
            change = (
                update(columns.table)
                .where(columns.user == row.user, columns.ciphertext == row.ciphertext)
                .values({columns.ciphertext: again.ciphertext, columns.master_key: again.master_key})
            )
            written += (await connection.execute(change)).rowcount

        async def commit() -> None:
            await connection.commit()
            rotation.rotated += written
            rotation.overtaken += len(sealed) - written

        await _uncancelled(commit())


async def _uncancelled(work: Coroutine[Any, Any, None]) -> None:
    """Finish the work even if this is cancelled: what is committed must be counted."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
