"""Accounts: making them and finding them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.identifiers import plain_email, plain_identifier, plain_phone
from ava_onboard.backend.db.models import User
from ava_onboard.backend.security.passwords import Passwords


class AccountExistsError(ValueError):
    """Another account has this mail address or phone number."""


class AccountRefusedError(ValueError):
    """The table holds more than this backend knows of."""


_EXISTS = "An account with this mail address or phone number exists"
_UNIQUE_VIOLATIONS = ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


@dataclass(frozen=True, slots=True)
class Account:
    """A user as the API tells of them."""

    id: UUID
    email: str | None
    name: str
    phone: str | None
    locale: str


class Users:
    """The accounts in a database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def by_id(self, user: UUID) -> Account | None:
        """The account, or None if it is gone."""
        found = await self._find(User.id == user)
        return found and found[0]

    async def by_identifier(self, identifier: str) -> tuple[Account, str] | None:
        """The account that a mail address (in any case) or a phone number belongs to, and its password's hash."""
        column, plain = User.email if "@" in identifier else User.phone, plain_identifier(identifier)
        return await self._find(column == plain) if plain else None

    async def replace_hash(self, user: UUID, old: str, new: str) -> None:
        """Put another hash of the same password in the place of the one before, unless that has changed meanwhile."""
        change = update(User).where(User.id == user, User.password_hash == old).values(password_hash=new)
        async with transaction(self._engine) as connection:
            await connection.execute(change)

    async def _find(self, condition: ColumnElement[bool]) -> tuple[Account, str] | None:
        columns = (User.id, User.email, User.name, User.phone, User.locale, User.password_hash)
        query = select(*columns).where(condition).limit(2)
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(query)).all()
        if len(rows) != 1:  # what several accounts share, in a table without our constraints, names none of them
            return None
        id_, email, name, phone, locale, password_hash = rows[0]
        # Such a table may lack any of the three.
        return Account(id_, email, name or "", phone, locale or "en"), password_hash or ""


async def create_user(
    engine: AsyncEngine,
    passwords: Passwords,
    *,
    email: str | None,
    phone: str | None,
    name: str,
    password: str,
    locale: str = "en",
) -> Account:
    """Make an account that can sign in with its mail address, its phone number, or either.

    Raises:
        AccountExistsError: One of the two belongs to another account.
        AccountRefusedError: The table does not take the row.
        ValueError: Neither was given.
    """
    if not (email or phone):
        raise ValueError("An account has a mail address or a phone number")
    account = Account(uuid4(), email and plain_email(email), name, phone and plain_phone(phone), locale)
    row = insert(User).values(
        id=account.id,
        email=account.email,
        name=account.name,
        phone=account.phone,
        locale=account.locale,
        password_hash=await passwords.hash(password),
        created_at=datetime.now(UTC),
    )
    theirs = [column == value for column, value in ((User.email, account.email), (User.phone, account.phone)) if value]
    try:
        async with engine.begin() as connection:
            if (await connection.execute(select(User.id).where(or_(*theirs)).limit(1))).first() is not None:
                raise AccountExistsError(_EXISTS)
            await connection.execute(row)
    except IntegrityError as error:
        raise _refusal(error) from None
    return account


def _refusal(error: IntegrityError) -> ValueError:
    kind = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    if kind in _UNIQUE_VIOLATIONS:
        return AccountExistsError(_EXISTS)
    # PostgreSQL's own words hold the row. SQLite's hold names only, and none apart from them.
    column = getattr(getattr(error.orig, "__cause__", None), "column_name", None)
    named = column or (str(error.orig).rpartition(".")[2] if kind == "SQLITE_CONSTRAINT_NOTNULL" else None)
    if named:
        return AccountRefusedError(f"The table users has a column that this program cannot fill: {named}")
    return AccountRefusedError("The table users has a rule that this account breaks")
