"""Check that the master keys in the ring are those of the rows: equal names prove nothing.

With a wrong key under the right name, a server would continue to save, and then no ring could read all rows.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ava_onboard.backend.db.key_rows import PROOF_ROWS
from ava_onboard.backend.db.models import User
from ava_onboard.backend.security.key_ring import KeyRing, SealedKey, UnreadableKeyError


class WrongMasterKeyError(UnreadableKeyError):
    """A master key in the ring is not the one that encrypted the rows under its name."""


async def prove(connection: AsyncConnection, ring: KeyRing, names: Iterable[str]) -> None:
    """Check that each of these master keys opens one of the rows under its name, or has none.

    Raises:
        WrongMasterKeyError: One does not.
    """
    for name in sorted(names):
        query = select(User.id, User.vapi_key_ciphertext).where(User.vapi_key_master == name).limit(PROOF_ROWS)
        prove_on(ring, name, [(user, ciphertext) for user, ciphertext in await connection.execute(query)])


def prove_on(ring: KeyRing, name: str, rows: Sequence[tuple[UUID, bytes | None]]) -> None:
    """Check that a master key opens one of these rows under its name, or there is none.

    Raises:
        WrongMasterKeyError: It does not.
    """
    if rows and not any(_opens(ring, user, SealedKey(ciphertext or b"", name)) for user, ciphertext in rows):
        raise WrongMasterKeyError(
            f"the master key {name} in the ring is not the one that encrypted the rows under this name"
        )


async def names_in_use(connection: AsyncConnection) -> list[str]:
    """Return the names of the master keys of all rows, with one look into the index for each."""
    names: list[str] = []
    query = select(func.min(User.vapi_key_master))
    while (found := (await connection.execute(query)).scalar()) is not None:
        names.append(found)
        query = select(func.min(User.vapi_key_master)).where(User.vapi_key_master > found)
    return names


def _opens(ring: KeyRing, user: UUID, sealed: SealedKey) -> bool:
    try:
        ring.open(sealed, user)
    except UnreadableKeyError:
        return False
    return True
