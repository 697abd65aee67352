"""Tenants' Vapi keys in the database. Each call is one statement on one row."""

from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.engine import when_disposed
from ava_onboard.backend.db.key_rows import KeyRows, Prove, SealedRow, ShownKey
from ava_onboard.backend.security.key_ring import KeyRing, SealedKey
from ava_onboard.backend.security.key_ring_check import prove_on
from ava_onboard.domain.api_key import ApiKey


class UserGoneError(LookupError):
    """The user no longer exists."""


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
        self._rows = _rows_in(engine, partial(prove_on, ring))
        self._ring = ring
        when_disposed(engine, self._rows.close)

    async def shown(self, tenant: UUID) -> ShownKey:
        """Return what may be seen of the tenant's row. Decrypts nothing. Each request reads it before anything else."""
        row = await self._rows.shown(tenant)
        if row is None:
            raise UserGoneError
        return row

    async def save(self, tenant: UUID, key: ApiKey) -> None:
        """Encrypt the key and store it, replacing an earlier one.

        Raises:
            WrongMasterKeyError: The rows under the current master key's name were encrypted with another key.
        """
        sealed = self._ring.seal(key, tenant)
        if not await self._rows.write(tenant, sealed.ciphertext, sealed.master_key, key.preview):
            raise UserGoneError

    async def delete(self, tenant: UUID) -> None:
        """Delete the tenant's key, if there is one."""
        if not await self._rows.write(tenant, None, None, None):
            raise UserGoneError

    async def read(self, tenant: UUID) -> ApiKey | None:
        """Return the tenant's key itself; None without a key.

        Raises:
            UnreadableKeyError: The row does not decrypt.
        """
        found = await self.read_with_row(tenant)
        return found and found[0]

    async def read_with_row(self, tenant: UUID) -> tuple[ApiKey, SealedRow] | None:
        """Return the tenant's key itself and the row it was read from; None without a key.

        Raises:
            UnreadableKeyError: The row does not decrypt.
        """
        row = await self._rows.sealed(tenant)
        if row is None:
            raise UserGoneError
        if row.ciphertext is None or row.master_key is None:
            return None
        return self._ring.open(SealedKey(row.ciphertext, row.master_key), tenant), row


def _rows_in(engine: AsyncEngine, prove: Prove) -> KeyRows:
    if engine.dialect.name == "sqlite":
        from ava_onboard.backend.db.sqlite_rows import SqliteRows

        return SqliteRows(engine, prove)
    from ava_onboard.backend.db.postgres_rows import PostgresRows

    return PostgresRows(engine, prove)
