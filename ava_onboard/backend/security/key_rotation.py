"""A new master key for keys that are stored already: while the backend serves, in batches, at any speed."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.models import User
from ava_onboard.backend.security.key_ring import KeyRing, SealedKey, UnreadableKeyError
from ava_onboard.backend.security.key_ring_check import prove

_Row = Row[UUID, bytes | None, str | None]

BATCH = 200
"""Rows of one transaction: what others may have to wait for is some tens of milliseconds."""


@dataclass
class Rotation:
    """How far a rotation has come.

    Attributes:
        rotated: Rows under the current master key now; in a dry run, rows that would be.
        overtaken: Rows that their tenant changed at the same moment: the tenant's change stands.
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
    """Encrypt every row again that is not under the current master key.

    Each batch is a transaction: whoever stops this at any moment loses at most the batch in progress, and the next
    run goes on with what is left.

    Args:
        engine: The database.
        ring: Holds the current master key and all that rows may still be under.
        rotation: Is counted up, so that it tells how far it came even when this is cancelled.
        dry_run: Decrypt everything, write nothing.
        batch: Rows of one transaction.
        progress: Called after each batch.

    Raises:
        WrongMasterKeyError: The ring is not that of the rows; nothing was changed.
    """
    async with engine.connect() as connection:
        await prove(connection, ring, ring.names)
    last: UUID | None = None
    while rows := await _stale(engine, ring.current, last, batch):
        last = rows[-1].id
        sealed = [(row, again) for row in rows if (again := _sealed_again(row, ring, rotation))]
        if dry_run:
            rotation.rotated += len(sealed)
        else:
            await _write(engine, sealed, rotation)
        progress(rotation)


async def left(engine: AsyncEngine, ring: KeyRing) -> int:
    """The number of rows that are not under the current master key."""
    query = select(func.count()).where(User.vapi_key_master != ring.current)
    async with engine.connect() as connection:
        return (await connection.execute(query)).scalar_one()


async def _stale(engine: AsyncEngine, current: str, after: UUID | None, batch: int) -> Sequence[_Row]:
    query = (
        select(User.id, User.vapi_key_ciphertext, User.vapi_key_master)
        .where(User.vapi_key_master != current)
        .order_by(User.id)
        .limit(batch)
    )
    if after is not None:
        query = query.where(User.id > after)
    async with engine.connect() as connection:
        return (await connection.execute(query)).all()


def _sealed_again(row: _Row, ring: KeyRing, rotation: Rotation) -> SealedKey | None:
    user, ciphertext, master_key = row
    try:
        return ring.seal(ring.open(SealedKey(ciphertext or b"", master_key or ""), user), user)
    except UnreadableKeyError:
        rotation.unreadable.append(row.id)
        return None


async def _write(engine: AsyncEngine, sealed: list[tuple[_Row, SealedKey]], rotation: Rotation) -> None:
    written = 0
    async with engine.connect() as connection:
        for row, again in sealed:
            # Only what was read is replaced: a key that was saved or deleted in between wins.
            change = (
                update(User)
                .where(User.id == row.id, User.vapi_key_ciphertext == row.vapi_key_ciphertext)
                .values(vapi_key_ciphertext=again.ciphertext, vapi_key_master=again.master_key)
            )
            written += (await connection.execute(change)).rowcount

        async def commit() -> None:
            await connection.commit()
            rotation.rotated += written
            rotation.overtaken += len(sealed) - written

        await _whole(commit())


async def _whole(work: Coroutine[Any, Any, None]) -> None:
    """Do all of it, also when this is cancelled meanwhile: what is committed is counted."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
