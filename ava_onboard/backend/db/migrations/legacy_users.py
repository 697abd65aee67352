"""A `users` table that was there before this backend: what it has to be like, and the one thing that is changed in it.

Everything runs in the transaction of the migration, so that a refusal changes nothing.
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

_id = sa.column("id", sa.Uuid())
_email = sa.column("email", sa.String())
_phone = sa.column("phone", sa.String())
_users = sa.table("users", _id, _email, _phone)


def take_over(connection: Connection) -> None:
    """Check the table, and write mail addresses and phone numbers as they are looked for.

    Raises:
        MigrationRefusedError: This backend could not work with the table. The message holds no address and no number.
    """
    columns = {column["name"]: column["type"] for column in sa.inspect(connection).get_columns("users")}
    missing = sorted(_NEEDED - columns.keys())
    if missing:
        raise MigrationRefusedError(f"the table users has no column {', '.join(missing)}")
    others = sorted(name for name in _TEXTS if not isinstance(columns[name], sa.String))
    if others:
        raise MigrationRefusedError(f"the table users holds no text in the column {', '.join(others)}")
    _check_ids(connection, columns["id"])
    for column, plain, what in ((_email, plain_email, "mail address"), (_phone, plain_phone, "phone number")):
        _make_plain(connection, column, plain, what)
        _check_that_none_is_shared(connection, column, what)


def _check_ids(connection: Connection, kind: object) -> None:
    # SQLite has no type of its own for them: SQLAlchemy keeps their 32 digits.
    is_sqlite = connection.dialect.name == "sqlite"
    if not isinstance(kind, (sa.Uuid, sa.CHAR) if is_sqlite else sa.Uuid):
        raise MigrationRefusedError("the column users.id does not hold UUIDs")
    if not is_sqlite:
        return
    others = "typeof(id) <> 'text' OR length(id) <> 32 OR id GLOB '*[^0-9a-f]*'"
    count = connection.execute(sa.text(f"SELECT count(*) FROM users WHERE {others}")).scalar_one()  # noqa: S608
    if count:
        raise MigrationRefusedError(f"{count} values of users.id are not the 32 digits (0-9, a-f) of a UUID")


def _make_plain(connection: Connection, column: ColumnClause[str], plain: Callable[[str], str], what: str) -> None:
    for rows in _batches(connection, column):
        for user, text in rows:
            if (written := plain(text)) == text:
                continue
            change = sa.update(_users).where(_id == user).values({column.name: written})
            try:
                connection.execute(change)
            except IntegrityError:
                raise MigrationRefusedError(
                    f"the {what} of user {user} is also another user's, but for capitals, spaces or signs"
                ) from None


def _check_that_none_is_shared(connection: Connection, column: ColumnClause[str], what: str) -> None:
    shared = sa.select(column).where(column != "").group_by(column).having(sa.func.count() > 1)
    users = connection.execute(sa.select(_id).where(column.in_(shared)).order_by(_id).limit(NAMED)).scalars().all()
    if users:
        named = ", ".join(str(user) for user in users)
        raise MigrationRefusedError(f"users have the same {what} as others, among them {named}")


def _batches(connection: Connection, column: ColumnClause[str]) -> Iterator[Sequence[Row[UUID, str]]]:
    """The rows in which a column is filled, in the order of their ids, which do not change."""
    query = sa.select(_id, column).where(column.is_not(None)).order_by(_id).limit(BATCH)
    last: UUID | None = None
    while rows := connection.execute(query if last is None else query.where(_id > last)).all():
        yield rows
        last = rows[-1].id
