"""Accounts: making them and finding them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.database import transaction
from ava_onboard.backend.models import User
from ava_onboard.backend.passwords import Passwords


class AccountExistsError(ValueError):
    """Another account has this mail address or phone number."""


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
        column = User.email if "@" in identifier else User.phone
        return await self._find(column == plain_identifier(identifier))

    async def replace_hash(self, user: UUID, old: str, new: str) -> None:
        """Put another hash of the same password in the place of the one before, unless that has changed meanwhile."""
        change = update(User).where(User.id == user, User.password_hash == old).values(password_hash=new)
        async with transaction(self._engine) as connection:
            await connection.execute(change)

    async def _find(self, condition: ColumnElement[bool]) -> tuple[Account, str] | None:
        query = select(User.id, User.email, User.name, User.phone, User.locale, User.password_hash).where(condition)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        id_, email, name, phone, locale, password_hash = row
        return Account(id_, email, name, phone, locale), password_hash


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
        ValueError: Neither was given.
    """
    if not (email or phone):
        raise ValueError("An account has a mail address or a phone number")
    account = Account(uuid4(), email and _plain_email(email), name, phone and _plain_phone(phone), locale)
    row = insert(User).values(
        id=account.id,
        email=account.email,
        name=account.name,
        phone=account.phone,
        locale=account.locale,
        password_hash=await passwords.hash(password),
        created_at=datetime.now(UTC),
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(row)
    except IntegrityError:
        raise AccountExistsError("An account with this mail address or phone number exists") from None
    return account


def plain_identifier(text: str) -> str:
    """A mail address or a phone number in the form in which it is stored."""
    return _plain_email(text) if "@" in text else _plain_phone(text)


def _plain_email(text: str) -> str:
    return text.strip().lower()


def _plain_phone(text: str) -> str:
    return re.sub(r"[\s().-]", "", text)
