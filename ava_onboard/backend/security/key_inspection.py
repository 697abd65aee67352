"""Try every stored key, and forget those that cannot be read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.migrations.plaintext_keys import UNUSABLE
from ava_onboard.backend.db.models import User
from ava_onboard.backend.security.key_ring import KeyRing, SealedKey, UnreadableKeyError
from ava_onboard.backend.security.sealed_columns import KEPT_ASIDE, sealed_columns

_KEY_COLUMNS = (
    User.vapi_key_ciphertext,
    User.vapi_key_master,
    User.vapi_key_preview,
    User.vapi_key_saved_at,
    User.vapi_verdict,
    User.vapi_verdict_at,
)
_BATCH = 1_000
"""Rows in memory at a time."""


@dataclass(frozen=True, slots=True)
class InspectedKey:
    """A stored key, and why it cannot be read; None if it can."""

    user: UUID
    master_key: str
    ciphertext: bytes
    trouble: str | None
    is_kept_aside: bool = False
    """Whether it is a value that was not a key when a migration found it."""


async def inspect(engine: AsyncEngine, ring: KeyRing) -> AsyncIterator[InspectedKey]:
    """Decrypt every key, and then what was set aside, each by user id."""
    for columns in await sealed_columns(engine):
        query = select(columns.user, columns.master_key, columns.ciphertext).where(columns.master_key.is_not(None))
        query = query.order_by(columns.user).limit(_BATCH)
        last: UUID | None = None
        while True:
            async with engine.connect() as connection:
                rows = (await connection.execute(query if last is None else query.where(columns.user > last))).all()
            for user, name, ciphertext in rows:
                sealed = SealedKey(ciphertext or b"", name or "")
                trouble = _trouble(ring, sealed, user)
                yield InspectedKey(user, sealed.master_key, sealed.ciphertext, trouble, columns is KEPT_ASIDE)
            if len(rows) < _BATCH:
                break
            last = rows[-1][0]


async def forget(engine: AsyncEngine, key: InspectedKey) -> bool:
    """Delete a key; return False if its tenant has changed it meanwhile, which leaves it."""
    if key.is_kept_aside:
        async with engine.begin() as connection:
            return bool((await connection.execute(delete(UNUSABLE).where(UNUSABLE.c.user_id == key.user))).rowcount)
    same = (User.id == key.user) & (User.vapi_key_master == key.master_key)
    if key.ciphertext:
        same &= User.vapi_key_ciphertext == key.ciphertext
    change = update(User).where(same).values(dict.fromkeys(_KEY_COLUMNS))
    async with engine.begin() as connection:
        return bool((await connection.execute(change)).rowcount)


def _trouble(ring: KeyRing, sealed: SealedKey, user: UUID) -> str | None:
    try:
        ring.open(sealed, user)
    except UnreadableKeyError as error:
        return str(error)
    return None
