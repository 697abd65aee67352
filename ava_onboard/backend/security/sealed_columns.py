"""Where a database holds what the ring has encrypted: the tenants' keys, and values set aside by a migration."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.migrations.plaintext_keys import UNUSABLE
from ava_onboard.backend.db.models import Base, User


@dataclass(frozen=True, slots=True)
class SealedColumns:
    """The three columns of one table: whose value it is, the ciphertext, and the name of its master key."""

    table: Table
    user: Column[Any]
    ciphertext: Column[Any]
    master_key: Column[Any]


_users = Base.metadata.tables[User.__tablename__]
KEYS = SealedColumns(_users, _users.c.id, _users.c.vapi_key_ciphertext, _users.c.vapi_key_master)
KEPT_ASIDE = SealedColumns(UNUSABLE, UNUSABLE.c.user_id, UNUSABLE.c.ciphertext, UNUSABLE.c.master_key)


async def sealed_columns(engine: AsyncEngine) -> list[SealedColumns]:
    """Return those that a database has: a table of values set aside is there only if there were any."""
    async with engine.connect() as connection:
        has_more = await connection.run_sync(lambda sync: inspect(sync).has_table(UNUSABLE.name))
    return [KEYS, KEPT_ASIDE] if has_more else [KEYS]
