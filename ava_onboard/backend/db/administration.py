"""What an operator does with accounts: list them, keep them out, let them in again, delete them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.identifiers import plain_identifier
from ava_onboard.backend.db.models import User

_BATCH = 1_000
"""Accounts in memory at a time."""


class NoSuchAccountError(LookupError):
    """No account has this id, e-mail address or phone number, or several have."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as an operator sees it. Holds neither key nor password."""

    id: UUID
    email: str | None
    phone: str | None
    name: str | None
    locale: str | None
    created_at: datetime | None
    disabled_at: datetime | None
    master_key: str | None
    """Name of the master key that encrypted the tenant's key; None without a key."""
    preview: str | None


_COLUMNS = (
    User.id,
    User.email,
    User.phone,
    User.name,
    User.locale,
    User.created_at,
    User.disabled_at,
    User.vapi_key_master,
    User.vapi_key_preview,
)


async def listed(engine: AsyncEngine) -> AsyncIterator[AccountState]:
    """Yield every account, by id."""
    query = select(*_COLUMNS).order_by(User.id).limit(_BATCH)
    last: UUID | None = None
    while True:
        async with engine.connect() as connection:
            rows = (await connection.execute(query if last is None else query.where(User.id > last))).all()
        for row in rows:
            yield AccountState(*row)
        if len(rows) < _BATCH:
            return
        last = rows[-1].id


async def find(engine: AsyncEngine, who: str) -> AccountState:
    """Return the account with this id, e-mail address or phone number.

    Raises:
        NoSuchAccountError: There is none, or several share it.
    """
    async with engine.connect() as connection:
        rows = (await connection.execute(select(*_COLUMNS).where(_named(who)).limit(2))).all()
    if len(rows) != 1:
        raise NoSuchAccountError("Several accounts share this" if rows else "There is no such account")
    return AccountState(*rows[0])


async def sign_out(engine: AsyncEngine, user: UUID) -> None:
    """Take back every token of an account."""
    await _change(engine, user)


async def set_disabled(engine: AsyncEngine, user: UUID, *, disabled: bool) -> None:
    """Keep an account from signing in, and take back its tokens; or let it sign in again."""
    await _change(engine, user, disabled_at=datetime.now(UTC) if disabled else None)


async def set_hash(engine: AsyncEngine, user: UUID, password_hash: str) -> None:
    """Replace the hash of an account's password, and take back its tokens."""
    await _change(engine, user, password_hash=password_hash)


async def remove(engine: AsyncEngine, user: UUID) -> None:
    """Delete an account with its key."""
    async with engine.begin() as connection:
        await connection.execute(delete(User).where(User.id == user))


async def _change(engine: AsyncEngine, user: UUID, **values: object) -> None:
    change = update(User).where(User.id == user).values(token_version=User.token_version + 1, **values)
    async with engine.begin() as connection:
        await connection.execute(change)


def _named(who: str) -> ColumnElement[bool]:
    try:
        return User.id == UUID(who.strip())
    except ValueError:
        return (User.email if "@" in who else User.phone) == plain_identifier(who)
