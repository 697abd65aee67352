"""Tenants' Vapi keys in the database. Each call is one statement on one row."""

import asyncio
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.engine import transaction, when_disposed
from ava_onboard.backend.security.key_ring import KeyRing, SealedKey
from ava_onboard.backend.security.key_ring_check import prove
from ava_onboard.domain.api_key import ApiKey


class UserGoneError(LookupError):
    """The user no longer exists."""


class KeyRows(Protocol):
    """The key columns in one kind of database, without SQLAlchemy, which costs ten times as much as the statement.

    Every method may raise `DatabaseUnavailableError`; the next call reconnects.
    """

    async def shown(self, tenant: UUID) -> tuple[str | None, int] | None:
        """Return the tenant's preview and the version of their tokens; None if the user does not exist."""

    async def sealed(self, tenant: UUID) -> tuple[bytes | None, str | None] | None:
        """Return the tenant's ciphertext and the name of its master key; None if the user does not exist."""

    async def write(self, tenant: UUID, ciphertext: bytes | None, master_key: str | None, preview: str | None) -> bool:
        """Replace all three columns and commit; return whether the user exists."""
        ...

    async def close(self) -> None:
        """Close the connections."""


class Keys:
    """Stores one encrypted key per tenant.

    Every method may raise `UserGoneError` and `DatabaseUnavailableError`.
    """

    def __init__(self, engine: AsyncEngine, ring: KeyRing) -> None:
        """Create the store.

        Args:
            engine: Names the database. The first call opens separate connections, which close with the engine.
            ring: Encrypts and decrypts.
        """
        self._rows = _rows_in(engine)
        self._engine = engine
        self._ring = ring
        self._ring_is_checked = False
        self._checking: asyncio.Task[None] | None = None
        when_disposed(engine, self._rows.close)

    async def preview(self, tenant: UUID) -> str | None:
        """Return the preview of the tenant's key; None without a key. Decrypts nothing."""
        preview, _ = await self._shown(tenant)
        return preview

    async def token_version(self, tenant: UUID) -> int:
        """Return the version of the tenant's tokens. A request asks for it before anything else."""
        _, version = await self._shown(tenant)
        return version

    async def _shown(self, tenant: UUID) -> tuple[str | None, int]:
        row = await self._rows.shown(tenant)
        if row is None:
            raise UserGoneError
        return row

    async def save(self, tenant: UUID, key: ApiKey) -> None:
        """Encrypt the key and store it, replacing an earlier one.

        Raises:
            WrongMasterKeyError: The rows under the current master key's name were encrypted with another key.
        """
        if not self._ring_is_checked:
            await self._check_ring()
        sealed = self._ring.seal(key, tenant)
        if not await self._rows.write(tenant, sealed.ciphertext, sealed.master_key, key.preview):
            raise UserGoneError

    async def _check_ring(self) -> None:
        """Check the current master key once in this process, for all saves that wait for it."""
        if self._checking is None:
            self._checking = asyncio.create_task(self._check_current())
        await asyncio.shield(self._checking)

    async def _check_current(self) -> None:
        try:
            async with transaction(self._engine) as connection:
                await prove(connection, self._ring, [self._ring.current])
            self._ring_is_checked = True
        finally:
            self._checking = None

    async def delete(self, tenant: UUID) -> None:
        """Delete the tenant's key, if there is one."""
        if not await self._rows.write(tenant, None, None, None):
            raise UserGoneError

    async def read(self, tenant: UUID) -> ApiKey | None:
        """Return the tenant's key itself; None without a key.

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
        from ava_onboard.backend.db.sqlite_rows import SqliteRows

        return SqliteRows(engine)
    from ava_onboard.backend.db.postgres_rows import PostgresRows

    return PostgresRows(engine)
