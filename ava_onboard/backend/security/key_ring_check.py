"""Whether the master keys of the ring are those of the rows: names alone do not tell.

Under a wrong key with the right name a server would go on saving, and then no ring could read all rows any more.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ava_onboard.backend.db.models import User
from ava_onboard.backend.security.key_ring import KeyRing, SealedKey, UnreadableKeyError

_ROWS = 20
"""Of each name: a few that were damaged say nothing about the key."""


class WrongMasterKeyError(UnreadableKeyError):
    """A master key of the ring is another one than that of the rows under its name."""


async def prove(connection: AsyncConnection, ring: KeyRing, names: Iterable[str]) -> None:
    """Return if each of these master keys opens one of the rows under its name, or there are none.

    Raises:
        WrongMasterKeyError: One does not.
    """
    for name in sorted(names):
        query = select(User.id, User.vapi_key_ciphertext).where(User.vapi_key_master == name).limit(_ROWS)
        rows = (await connection.execute(query)).all()
        if rows and not any(_opens(ring, user, SealedKey(ciphertext or b"", name)) for user, ciphertext in rows):
            raise WrongMasterKeyError(
                f"the master key {name} of the ring is not the one that the rows under this name were encrypted with"
            )


def _opens(ring: KeyRing, user: UUID, sealed: SealedKey) -> bool:
    try:
        ring.open(sealed, user)
    except UnreadableKeyError:
        return False
    return True
