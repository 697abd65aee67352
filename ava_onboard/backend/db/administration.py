"""What an operator does with accounts: list them, keep them out, let them in again, delete them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ava_onboard.backend.db.identifiers import plain_identifier
from ava_onboard.backend.db.models import OnboardingSession, User, WrongCode
from ava_onboard.backend.db.verdicts import Verdict

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
    saved_at: datetime | None
    """When the current key was saved; None without a key, or if that was not recorded then."""
    verdict: Verdict | None
    """What Vapi said when the backend last used the current key; None if it never did."""
    verdict_at: datetime | None
    is_agent: bool = False
    """Whether the account may follow customers who want that."""


@dataclass(slots=True)
class Totals:
    """How many accounts there are, and how many of their keys are in each state."""

    accounts: int = 0
    disabled: int = 0
    configured: int = 0
    """Accounts with a key: the next three together."""
    accepted: int = 0
    refused: int = 0
    unknown: int = 0
    """Those whose present key the backend has not used, as far as was recorded."""

    def count(self, account: AccountState) -> None:
        """Add an account."""
        self.accounts += 1
        self.disabled += account.disabled_at is not None
        if account.master_key is not None:
            self.configured += 1
            self.accepted += account.verdict is Verdict.ACCEPTED
            self.refused += account.verdict is Verdict.REFUSED
            self.unknown += account.verdict is None


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
    User.vapi_key_saved_at,
    User.vapi_verdict,
    User.vapi_verdict_at,
    User.is_agent,
)


async def listed(engine: AsyncEngine) -> AsyncIterator[AccountState]:
    """Yield every account, by id."""
    query = select(*_COLUMNS).order_by(User.id).limit(_BATCH)
    last: UUID | None = None
    while True:
        async with engine.connect() as connection:
            rows = (await connection.execute(query if last is None else query.where(User.id > last))).all()
        for row in rows:
            yield _state(row)
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
    return _state(rows[0])


async def by_id(connection: AsyncConnection, user: UUID) -> AccountState | None:
    """Return the account with this id; None if there is none."""
    row = (await connection.execute(select(*_COLUMNS).where(User.id == user))).first()
    return None if row is None else _state(row)


async def sign_out(engine: AsyncEngine, user: UUID) -> None:
    """Revoke every token of an account."""
    await _change(engine, user)


async def set_disabled(engine: AsyncEngine, user: UUID, *, disabled: bool) -> None:
    """Keep an account from signing in, and revoke its tokens; or let it sign in again."""
    await _change(engine, user, disabled_at=datetime.now(UTC) if disabled else None)


async def set_hash(engine: AsyncEngine, user: UUID, password_hash: str) -> None:
    """Replace the hash of an account's password, and revoke its tokens."""
    await _change(engine, user, password_hash=password_hash)


async def set_agent(engine: AsyncEngine, user: UUID, *, is_agent: bool) -> None:
    """Let an account follow customers who want that, or no longer. Its tokens stay."""
    async with engine.begin() as connection:
        await connection.execute(update(User).where(User.id == user).values(is_agent=is_agent))


async def remove(engine: AsyncEngine, user: UUID) -> None:
    """Delete an account with its key."""
    async with engine.begin() as connection:
        mine = or_(OnboardingSession.user_id == user, OnboardingSession.claimed_by == user)
        await connection.execute(delete(OnboardingSession).where(mine))
        await connection.execute(delete(WrongCode).where(WrongCode.agent == user))
        await connection.execute(delete(User).where(User.id == user))


async def _change(engine: AsyncEngine, user: UUID, **values: object) -> None:
    change = update(User).where(User.id == user).values(token_version=User.token_version + 1, **values)
    async with engine.begin() as connection:
        await connection.execute(change)


def _state(row: Sequence[Any]) -> AccountState:
    id_, email, phone, name, locale, created_at, disabled_at, master_key, preview, saved_at, verdict, *rest = row
    verdict_at, is_agent = rest
    known = Verdict(verdict) if verdict in set(Verdict) else None  # a newer version may know more
    return AccountState(
        id=id_,
        email=email,
        phone=phone,
        name=name,
        locale=locale,
        created_at=created_at,
        disabled_at=disabled_at,
        master_key=master_key,
        preview=preview,
        saved_at=_moment(saved_at),
        verdict=known,
        verdict_at=_moment(verdict_at),
        is_agent=is_agent,
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _named(who: str) -> ColumnElement[bool]:
    try:
        return User.id == UUID(who.strip())
    except ValueError:
        plain = plain_identifier(who)
        return (User.email if "@" in plain else User.phone) == plain
