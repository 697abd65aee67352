"""Check that the master keys in the ring are those of the rows: equal names prove nothing.

With a wrong key under the right name, a server would continue to save, and then no ring could read all rows.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ava_onboard.backend.db.models import User
from ava_onboard.backend.security.key_ring import KeyRing, SealedKey, UnreadableKeyError

_ROWS = 20
"""Rows tried for each name: some may be damaged, which says nothing about the key."""


class WrongMasterKeyError(UnreadableKeyError):
    """A master key in the ring is not the one that encrypted the rows under its name."""


async def prove(connection: AsyncConnection, ring: KeyRing, names: Iterable[str]) -> None:
    """Return if each of these master keys opens one of the rows under its name, or has none.

    Raises:
        WrongMasterKeyError: One does not.
    """
    for name in sorted(names):
        query = select(User.id, User.vapi_key_ciphertext).where(User.vapi_key_master == name).limit(_ROWS)
        rows = (await connection.execute(query)).all()
        if rows and not any(_opens(ring, user, SealedKey(ciphertext or b"", name)) for user, ciphertext in rows):
            raise WrongMasterKeyError(
                f"the master key {name} in the ring is not the one that encrypted the rows under this name"
            )


def _opens(ring: KeyRing, user: UUID, sealed: SealedKey) -> bool:
    try:
        ring.open(sealed, user)
    except UnreadableKeyError:
        return False
    return True
