"""Adopt a `users` table that existed before this backend: check it, and normalise its identifiers.

Everything runs in the transaction of the migration, so a refusal changes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnClause, Connection, Row
from sqlalchemy.exc import IntegrityError

from ava_onboard.backend.db.errors import MigrationRefusedError
from ava_onboard.backend.db.identifiers import plain_email, plain_phone
from ava_onboard.backend.db.migrations.legacy_columns import ADDED, is_view, troubles_with, widen
from ava_onboard.backend.db.migrations.legacy_ids import convert_ids
from ava_onboard.backend.db.migrations.plaintext_keys import BATCH, NAMED

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
    if is_view(connection):
        raise MigrationRefusedError("users is a view: its application has its accounts in another table")
    columns = {column["name"]: column for column in sa.inspect(connection).get_columns("users")}
    if _OLD_PASSWORD in columns and "password_hash" not in columns:
        columns["password_hash"] = columns.pop(_OLD_PASSWORD)
    if troubles := list(troubles_with(connection, columns)):
        raise MigrationRefusedError("; ".join(troubles))
    if columns["password_hash"]["name"] == _OLD_PASSWORD:
        connection.exec_driver_sql("ALTER TABLE users RENAME COLUMN password TO password_hash")
    _add(connection, sorted(ADDED.keys() - columns.keys()), say)
    widen(connection, columns)
    convert_ids(connection, columns["id"]["type"])
    for column, normalise, what in ((_email, plain_email, "e-mail address"), (_phone, plain_phone, "phone number")):
        _normalise(connection, column, normalise, what)
        _check_unique(connection, column, what)
    _report_hashes(connection, say)


def _add(connection: Connection, missing: list[str], say: Callable[[str], None]) -> None:
    """Add columns that only describe an account. They stay empty: nobody knows what would be true."""
    for name in missing:
        kind = ADDED[name].compile(connection.dialect)
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
