"""Adopt a `users` table that existed before this backend: check it, and normalise its identifiers.

Everything runs in the transaction of the migration, so a refusal changes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnClause, Connection, Row
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeEngine

from ava_onboard.backend.db.errors import MigrationRefusedError
from ava_onboard.backend.db.identifiers import plain_email, plain_phone
from ava_onboard.backend.db.migrations.legacy_ids import convert_ids, trouble_with_ids
from ava_onboard.backend.db.migrations.plaintext_keys import BATCH, NAMED

_TEXTS = {"email", "phone", "name", "locale", "password_hash", "vapi_api_key"}
_ADDED: dict[str, TypeEngine[Any]] = {
    "created_at": sa.DateTime(timezone=True),
    "email": sa.String(320),
    "locale": sa.String(8),
    "name": sa.String(200),
    "phone": sa.String(32),
}
"""Columns that may be missing: they are added, without values. One of `email` and `phone` has to be there."""
_NEEDED = {"id", "password_hash", "vapi_api_key"}
_OLD_PASSWORD = "password"  # noqa: S105 - the name of a column
"""What deployed backends call the column of the hashes."""
_READABLE = ("$argon2", "$2a$", "$2b$", "$2y$")
"""What the hashes begin with that `security/passwords.py` can check."""

_id = sa.column("id", sa.Uuid())
_email = sa.column("email", sa.String())
_phone = sa.column("phone", sa.String())
_users = sa.table("users", _id, _email, _phone)


def adopt(connection: Connection, say: Callable[[str], None]) -> None:
    """Check the table, then convert its ids, and normalise its e-mail addresses and phone numbers.

    Args:
        connection: To the database, in the transaction of the migration.
        say: Gets a sentence for the operator about what was found.

    Raises:
        MigrationRefusedError: This backend cannot work with the table. The message names everything at once.
    """
    columns = {column["name"]: column for column in sa.inspect(connection).get_columns("users")}
    if _OLD_PASSWORD in columns and "password_hash" not in columns:
        columns["password_hash"] = columns.pop(_OLD_PASSWORD)
    if troubles := list(_troubles(connection, columns)):
        raise MigrationRefusedError("; ".join(troubles))
    if columns["password_hash"]["name"] == _OLD_PASSWORD:
        connection.exec_driver_sql("ALTER TABLE users RENAME COLUMN password TO password_hash")
    _add(connection, sorted(_ADDED.keys() - columns.keys()), say)
    convert_ids(connection, columns["id"]["type"])
    for column, normalise, what in ((_email, plain_email, "e-mail address"), (_phone, plain_phone, "phone number")):
        _normalise(connection, column, normalise, what)
        _check_unique(connection, column, what)
    _report_hashes(connection, say)


def _troubles(connection: Connection, columns: dict[str, ReflectedColumn]) -> Iterator[str]:
    if missing := sorted(_NEEDED - columns.keys()):
        yield f"the table users has no column {', '.join(missing)}"
    if columns.keys().isdisjoint(("email", "phone")):
        yield "the table users has neither a column email nor a column phone"
    texts = sorted(_TEXTS & columns.keys())
    if others := [name for name in texts if not isinstance(columns[name]["type"], sa.String)]:
        yield f"the table users has no text in the column {', '.join(others)}"
    if required := sorted(
        name
        for name, column in columns.items()
        if name not in _NEEDED | _ADDED.keys() and not column["nullable"] and column.get("default") is None
    ):
        yield (
            f"the table users has required columns that this program cannot fill: {', '.join(required)}. Give each a "
            "default, or let it be null"
        )
    if "id" in columns and (trouble := trouble_with_ids(connection, columns["id"]["type"])):
        yield trouble


def _add(connection: Connection, missing: list[str], say: Callable[[str], None]) -> None:
    """Add columns that only describe an account. They stay empty: nobody knows what would be true."""
    for name in missing:
        kind = _ADDED[name].compile(connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE users ADD COLUMN {name} {kind}")
    if missing:
        say(f"Columns that were missing are added, without values: {', '.join(missing)}.")


def _report_hashes(connection: Connection, say: Callable[[str], None]) -> None:
    """Say who cannot sign in, and why."""
    hashes = sa.column("password_hash", sa.String())
    readable = sa.or_(*(hashes.startswith(beginning, autoescape=True) for beginning in _READABLE))
    none = sa.or_(hashes.is_(None), ~readable)
    query = sa.select(_id).select_from(_users).where(none).order_by(_id)
    users = connection.execute(query).scalars().all()
    if users:
        named = ", ".join(str(user) for user in users[:NAMED])
        say(
            f"{len(users)} users cannot sign in until they get a new password, because theirs has no hash of argon2 or "
            f"bcrypt, among them {named}."
        )


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
