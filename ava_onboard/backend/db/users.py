"""Create and find accounts."""

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
    """Another account has this e-mail address or phone number."""


class AccountRefusedError(ValueError):
    """The table has a column or rule that this backend does not know."""


_EXISTS = "An account with this e-mail address or phone number exists"
_UNIQUE_VIOLATIONS = ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


@dataclass(frozen=True, slots=True)
class Account:
    """A user as the API shows it."""

    id: UUID
    email: str | None
    name: str
    phone: str | None
    locale: str
    token_version: int = 0
    is_disabled: bool = False


class Users:
    """The accounts in a database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def by_id(self, user: UUID) -> Account | None:
        """Return the account; None if it no longer exists."""
        found = await self._find(User.id == user)
        return found and found[0]

    async def by_identifier(self, identifier: str) -> tuple[Account, str] | None:
        """Return the account of an e-mail address or phone number, and its password hash; None without one."""
        plain = plain_identifier(identifier)
        return await self._find((User.email if "@" in plain else User.phone) == plain) if plain else None

    async def replace_hash(self, user: UUID, old: str, new: str) -> None:
        """Replace the hash of a password by another one of the same password, unless it has changed meanwhile."""
        change = update(User).where(User.id == user, User.password_hash == old).values(password_hash=new)
        async with transaction(self._engine) as connection:
            await connection.execute(change)

    async def _find(self, condition: ColumnElement[bool]) -> tuple[Account, str] | None:
        shown = (User.id, User.email, User.name, User.phone, User.locale)
        columns = (*shown, User.token_version, User.disabled_at, User.password_hash)
        query = select(*columns).where(condition).limit(2)
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(query)).all()
        if len(rows) != 1:  # without our constraints, several accounts may share an identifier: it names none
            return None
        id_, email, name, phone, locale, version, disabled_at, password_hash = rows[0]
        # A legacy table may have null in any of the three.
        account = Account(id_, email, name or "", phone, locale or "en", version, disabled_at is not None)
        return account, password_hash or ""


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
    """Create an account, which signs in with its e-mail address or its phone number.

    Raises:
        AccountExistsError: One of the two belongs to another account.
        AccountRefusedError: The table does not accept the row.
        ValueError: Neither an address nor a number was given.
    """
    if not (email or phone):
        raise ValueError("An account needs an e-mail address or a phone number")
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
    same = [column == value for column, value in ((User.email, account.email), (User.phone, account.phone)) if value]
    try:
        async with engine.begin() as connection:
            if (await connection.execute(select(User.id).where(or_(*same)).limit(1))).first() is not None:
                raise AccountExistsError(_EXISTS)
            await connection.execute(row)
    except IntegrityError as error:
        raise _refusal(error) from None
    return account


def _refusal(error: IntegrityError) -> ValueError:
    kind = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    if kind in _UNIQUE_VIOLATIONS:
        return AccountExistsError(_EXISTS)
    # PostgreSQL's text holds the row. SQLite's holds only names, and offers none separately.
    column = getattr(getattr(error.orig, "__cause__", None), "column_name", None)
    named = column or (str(error.orig).rpartition(".")[2] if kind == "SQLITE_CONSTRAINT_NOTNULL" else None)
    if named:
        return AccountRefusedError(f"The table users has a column that this program cannot fill: {named}")
    return AccountRefusedError("The table users has a rule that this account breaks")
