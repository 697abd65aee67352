"""The key columns of a database, as `postgres_rows` and `sqlite_rows` offer them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

PROOF_ROWS = 20
"""Rows that a master key is tried on: some may be damaged, which says nothing about the key."""
Prove = Callable[[str, Sequence[tuple[UUID, bytes | None]]], None]
"""Gets the name of a master key and some rows under it; raises if the key in the ring opens none of them."""


class ShownKey(NamedTuple):
    """What may be seen of a tenant's row."""

    preview: str | None
    """The start of the key; None without a key."""
    token_version: int
    """The version that the tenant's tokens must have."""


class SealedRow(NamedTuple):
    """A tenant's key as it is stored, and what Vapi last said about it: see `User`. All are None without a key."""

    ciphertext: bytes | None
    master_key: str | None
    verdict: str | None = None
    verdict_at: float | None = None


class KeyRows(Protocol):
    """The key columns in one kind of database, without SQLAlchemy, which costs ten times as much as the statement.

    Every method may raise `DatabaseUnavailableError`; the next call reconnects. The first write over each connection
    proves the master key first, and raises what the proof raises.
    """

    async def shown(self, tenant: UUID) -> ShownKey | None:
        """Return what may be seen of the tenant's row; None if the user does not exist."""

    async def sealed(self, tenant: UUID) -> SealedRow | None:
        """Return the tenant's stored key; None if the user does not exist."""

    async def write(self, tenant: UUID, ciphertext: bytes | None, master_key: str | None, preview: str | None) -> bool:
        """Replace all three columns, forget what Vapi said about the old key, and commit.

        Returns:
            Whether the user exists.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
