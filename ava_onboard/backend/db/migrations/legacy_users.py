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
from ava_onboard.backend.db.migrations.plaintext_keys import BATCH, NAMED

_TEXTS = {"email", "phone", "name", "locale", "password_hash", "vapi_api_key"}
_NEEDED = {"id", "created_at"} | _TEXTS

_NOT_UUIDS = """
SELECT count(*) FROM users WHERE typeof(id) <> 'text' OR length(id) <> 32 OR id GLOB '*[^0-9a-f]*'
"""

_id = sa.column("id", sa.Uuid())
_email = sa.column("email", sa.String())
_phone = sa.column("phone", sa.String())
_users = sa.table("users", _id, _email, _phone)


def adopt(connection: Connection) -> None:
    """Check the table, and normalise its e-mail addresses and phone numbers.

    Raises:
        MigrationRefusedError: This backend cannot work with the table.
    """
    columns = {column["name"]: column["type"] for column in sa.inspect(connection).get_columns("users")}
    missing = sorted(_NEEDED - columns.keys())
    if missing:
        raise MigrationRefusedError(f"the table users has no column {', '.join(missing)}")
    others = sorted(name for name in _TEXTS if not isinstance(columns[name], sa.String))
    if others:
        raise MigrationRefusedError(f"the table users has no text in the column {', '.join(others)}")
    _check_ids(connection, columns["id"])
    for column, normalise, what in ((_email, plain_email, "e-mail address"), (_phone, plain_phone, "phone number")):
        _normalise(connection, column, normalise, what)
        _check_unique(connection, column, what)


def _check_ids(connection: Connection, kind: object) -> None:
    # SQLite has no UUID type: SQLAlchemy stores their 32 digits.
    is_sqlite = connection.dialect.name == "sqlite"
    if not isinstance(kind, (sa.Uuid, sa.CHAR) if is_sqlite else sa.Uuid):
        raise MigrationRefusedError("the column users.id does not hold UUIDs")
    if not is_sqlite:
        return
    count = connection.execute(sa.text(_NOT_UUIDS)).scalar_one()
    if count:
        raise MigrationRefusedError(f"{count} values of users.id are not the 32 digits (0-9, a-f) of a UUID")


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
