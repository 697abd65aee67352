"""The tenants' Vapi keys in the database. Each call is one statement on one tenant's own row."""

import asyncio
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.engine import transaction, when_disposed
from ava_onboard.backend.security.key_ring import KeyRing, SealedKey
from ava_onboard.backend.security.key_ring_check import prove
from ava_onboard.domain.api_key import ApiKey


class UserGoneError(LookupError):
    """There is no such user any more."""


class KeyRows(Protocol):
    """The columns of the keys in one kind of database, past SQLAlchemy: it costs ten times what the statement does.

    Every method raises `DatabaseUnavailableError`; the next call connects anew.
    """

    async def preview(self, tenant: UUID) -> tuple[str | None] | None:
        """The tenant's preview, or None without such a user."""

    async def sealed(self, tenant: UUID) -> tuple[bytes | None, str | None] | None:
        """The tenant's ciphertext and the name of its master key, or None without such a user."""

    async def write(self, tenant: UUID, ciphertext: bytes | None, master_key: str | None, preview: str | None) -> bool:
        """Replace all three, and commit; whether there is such a user."""
        ...

    async def close(self) -> None:
        """Close the connections."""


class Keys:
    """Keeps one encrypted key for each tenant.

    Every method raises `UserGoneError` for a tenant that is gone, and `DatabaseUnavailableError`.
    """

    def __init__(self, engine: AsyncEngine, ring: KeyRing) -> None:
        """Take the database and the ring.

        Args:
            engine: Says which database it is. Connections of one's own are opened by the first call, and closed when
                the engine is disposed of.
            ring: Encrypts and decrypts.
        """
        self._rows = _rows_in(engine)
        self._engine = engine
        self._ring = ring
        self._is_proven = False
        self._proving: asyncio.Task[None] | None = None
        when_disposed(engine, self._rows.close)

    async def preview(self, tenant: UUID) -> str | None:
        """What may be shown of the tenant's key, or None without a key. Nothing is decrypted."""
        row = await self._rows.preview(tenant)
        if row is None:
            raise UserGoneError
        return row[0]

    async def save(self, tenant: UUID, key: ApiKey) -> None:
        """Encrypt the key and put it in the place of the one before.

        Raises:
            WrongMasterKeyError: The rows under the current master key's name were encrypted with another one.
        """
        if not self._is_proven:
            await self._prove()
        sealed = self._ring.seal(key, tenant)
        if not await self._rows.write(tenant, sealed.ciphertext, sealed.master_key, key.preview):
            raise UserGoneError

    async def _prove(self) -> None:
        """Before the first save of this process, for all who save then."""
        if self._proving is None:
            self._proving = asyncio.create_task(self._prove_current())
        await asyncio.shield(self._proving)

    async def _prove_current(self) -> None:
        try:
            async with transaction(self._engine) as connection:
                await prove(connection, self._ring, [self._ring.current])
            self._is_proven = True
        finally:
            self._proving = None

    async def delete(self, tenant: UUID) -> None:
        """Forget the tenant's key, if there is one."""
        if not await self._rows.write(tenant, None, None, None):
            raise UserGoneError

    async def read(self, tenant: UUID) -> ApiKey | None:
        """The tenant's key itself, or None without a key.

        Raises:
            UnreadableKeyError: The row does not decrypt.
        """
        row = await self._rows.sealed(tenant)
        if row is None:
            raise UserGoneError
        ciphertext, master_key = row
        if ciphertext is None or master_key is None:
            return None
        return self._ring.open(SealedKey(ciphertext, master_key), tenant)


def _rows_in(engine: AsyncEngine) -> KeyRows:
    if engine.dialect.name == "sqlite":
        from ava_onboard.backend.db.sqlite_rows import SqliteRows  # noqa: PLC0415 - only one of the two is needed

        return SqliteRows(engine)
    from ava_onboard.backend.db.postgres_rows import PostgresRows  # noqa: PLC0415

    return PostgresRows(engine)
