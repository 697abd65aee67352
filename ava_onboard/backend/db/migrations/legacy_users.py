"""Adopt a `users` table that existed before this backend: check it, and normalise its identifiers.

Everything runs in the transaction of the migration, so a refusal changes nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnClause, Connection, Row
from sqlalchemy.exc import IntegrityError

from ava_onboard.backend.db.errors import MigrationRefusedError
from ava_onboard.backend.db.identifiers import plain_email, plain_phone
from ava_onboard.backend.db.migrations.legacy_columns import ADDED, is_view, troubles_with, widen
from ava_onboard.backend.db.migrations.legacy_ids import convert_ids
from ava_onboard.backend.db.migrations.plaintext_keys import BATCH
from ava_onboard.backend.db.migrations.reports import NAMED, Report, counted, listed

_OLD_PASSWORD = "password"  # noqa: S105 - the name of a column
"""What deployed backends call the column of the hashes."""
_READABLE = ("$argon2", "$2a$", "$2b$", "$2y$")
"""What the hashes begin with that `security/passwords.py` can check."""
_WHOLE = re.compile(
    r"\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}"
    r"|\$argon2(id|i|d)\$(v=\d+\$)?m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}"
)
"""Such a hash, with everything that belongs to it."""

_id = sa.column("id", sa.Uuid())
_email = sa.column("email", sa.String())
_phone = sa.column("phone", sa.String())
_hash = sa.column("password_hash", sa.String())
_users = sa.table("users", _id, _email, _phone, _hash)


def adopt(connection: Connection, report: Report) -> None:
    """Check the table, then convert its ids, and normalise its e-mail addresses and phone numbers.

    Args:
        connection: To the database, in the transaction of the migration.
        report: Tells the operator about it.

    Raises:
        MigrationRefusedError: This backend cannot work with the table. The message names everything at once.
    """
    if is_view(connection):
        raise MigrationRefusedError("users is a view: its application has its accounts in another table")
    columns = {column["name"]: column for column in sa.inspect(connection).get_columns("users")}
    if _OLD_PASSWORD in columns and "password_hash" not in columns:
        columns["password_hash"] = columns.pop(_OLD_PASSWORD)
    if troubles := list(troubles_with(connection, columns)):
        raise MigrationRefusedError("; ".join(troubles))
    if columns["password_hash"]["name"] == _OLD_PASSWORD:
        connection.exec_driver_sql("ALTER TABLE users RENAME COLUMN password TO password_hash")
    _add(connection, sorted(ADDED.keys() - columns.keys()), report)
    widen(connection, columns)
    convert_ids(connection, columns["id"]["type"])
    for column, normalise, what in ((_email, plain_email, "e-mail address"), (_phone, plain_phone, "phone number")):
        _normalise(connection, column, normalise, what)
        _check_unique(connection, column, what)
    _report_locked_out(connection, report)


def _add(connection: Connection, missing: list[str], report: Report) -> None:
    """Add columns that only describe an account. They stay empty: nobody knows what would be true."""
    for name in missing:
        kind = ADDED[name].compile(connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE users ADD COLUMN {name} {kind}")
    if missing:
        report.say(f"Columns that were missing {report.did()} added, without values: {', '.join(missing)}.")


def _report_locked_out(connection: Connection, report: Report) -> None:
    """Say who cannot sign in, and why: one sentence for each reason."""
    found: dict[str, list[UUID]] = {}
    query = sa.select(_id, _email, _phone, _hash).order_by(_id).limit(BATCH)
    rows = connection.execute(query).all()
    while rows:
        for user, email, phone, stored in rows:
            for reason in filter(None, (_no_password(stored or ""), _no_name(email or "", phone or ""))):
                found.setdefault(reason, []).append(user)
        rows = connection.execute(query.where(_id > rows[-1].id)).all()
    for reason, users in found.items():
        report.say(f"{counted(len(users), 'user')} cannot sign in until {reason}: {listed(users)}.")


def _no_password(stored: str) -> str | None:
    """Return what a user has to get because of the hash; None if it can be checked."""
    if _WHOLE.fullmatch(stored):
        return None
    broken = "is cut or damaged" if stored.startswith(_READABLE) else "is none of argon2 or bcrypt"
    return f"there is a new password, because the hash {broken}" if stored else "there is a password, as there is none"


def _no_name(email: str, phone: str) -> str | None:
    """Return what a user has to get because of the identifiers; None if sign-in finds one of them."""
    if "@" in email or phone:
        return None
    if email:
        return "there is an e-mail address or a phone number, because what is in the column email is no address"
    return "there is an e-mail address or a phone number"


def _normalise(connection: Connection, column: ColumnClause[str], normalise: Callable[[str], str], what: str) -> None:
    for rows in _batches(connection, column):
        for user, text in rows:
            if (written := normalise(text)) == text:
                continue
            change = sa.update(_users).where(_id == user).values({column.name: written})
            try:
                connection.execute(change)
            except IntegrityError:
                raise MigrationRefusedError(
                    f"the {what} of user {user} differs from another user's only by capitals, spaces or signs"
                ) from None


def _check_unique(connection: Connection, column: ColumnClause[str], what: str) -> None:
    shared = sa.select(column).where(column != "").group_by(column).having(sa.func.count() > 1)
    users = connection.execute(sa.select(_id).where(column.in_(shared)).order_by(_id).limit(NAMED)).scalars().all()
    if users:
        named = ", ".join(str(user) for user in users)
        raise MigrationRefusedError(f"several users share one {what}, among them {named}")


def _batches(connection: Connection, column: ColumnClause[str]) -> Iterator[Sequence[Row[UUID, str]]]:
    """Yield the rows in which the column is filled, by id, which does not change."""
    query = sa.select(_id, column).where(column.is_not(None)).order_by(_id).limit(BATCH)
    last: UUID | None = None
    while rows := connection.execute(query if last is None else query.where(_id > last)).all():
        yield rows
        last = rows[-1].id
