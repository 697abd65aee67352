"""Turn the ids of a `users` table that existed before this backend into UUIDs, and what refers to them."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

_PATTERN = "^([0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$"
_NO_UUIDS_IN_POSTGRESQL = "SELECT count(*) FROM users WHERE id IS NULL OR id::text !~ :pattern"
_NO_UUIDS_IN_SQLITE = """
SELECT count(*) FROM users WHERE typeof(id) <> 'text' OR length(id) NOT IN (32, 36)
OR length(replace(id, '-', '')) <> 32 OR lower(replace(id, '-', '')) GLOB '*[^0-9a-f]*'
"""


@dataclass(frozen=True)
class _Reference:
    """A foreign key of another table to `users.id`."""

    table: str
    column: str
    name: str | None
    on_delete: str | None


def trouble_with_ids(connection: Connection, kind: object) -> str | None:
    """Return why the ids cannot be UUIDs; None if they can, or are.

    Args:
        connection: To the database.
        kind: The type of the column.
    """
    if connection.dialect.name == "sqlite":
        if not isinstance(kind, (sa.Uuid, sa.String)):
            return "the column users.id does not hold UUIDs"
        query = sa.text(_NO_UUIDS_IN_SQLITE)
    elif isinstance(kind, sa.Uuid):
        return None
    elif isinstance(kind, sa.String):
        query = sa.text(_NO_UUIDS_IN_POSTGRESQL).bindparams(pattern=_PATTERN)
    else:
        return "the column users.id does not hold UUIDs"
    count = connection.execute(query).scalar_one()
    return f"{count} values of users.id are no UUIDs" if count else None


def convert_ids(connection: Connection, kind: object) -> None:
    """Convert the ids, and the columns of other tables that refer to them."""
    if connection.dialect.name == "sqlite":
        # SQLite has no UUID type: SQLAlchemy stores their 32 digits.
        for reference in _references(connection):
            _rewrite(connection, reference.table, reference.column)
        _rewrite(connection, "users", "id")
    elif not isinstance(kind, sa.Uuid):
        _convert_in_postgresql(connection, _references(connection))


def _rewrite(connection: Connection, table: str, column: str) -> None:
    found = sa.table(table, sa.column(column))
    plain = sa.func.lower(sa.func.replace(found.c[column], "-", ""))
    connection.execute(sa.update(found).where(found.c[column] != plain).values({column: plain}))


def _convert_in_postgresql(connection: Connection, references: list[_Reference]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for each in references:
        connection.exec_driver_sql(f"ALTER TABLE {quote(each.table)} DROP CONSTRAINT {quote(each.name or '')}")
    for table, column in [("users", "id"), *((each.table, each.column) for each in references)]:
        change = f"ALTER TABLE {quote(table)} ALTER COLUMN {quote(column)}"
        connection.exec_driver_sql(f"{change} DROP DEFAULT")
        connection.exec_driver_sql(f"{change} TYPE uuid USING {quote(column)}::uuid")
    for each in references:
        rule = f" ON DELETE {each.on_delete}" if each.on_delete else ""
        connection.exec_driver_sql(
            f"ALTER TABLE {quote(each.table)} ADD CONSTRAINT {quote(each.name or '')}"
            f" FOREIGN KEY ({quote(each.column)}) REFERENCES users (id){rule}"
        )


def _references(connection: Connection) -> list[_Reference]:
    inspector = sa.inspect(connection)
    found = []
    for table in inspector.get_table_names():
        for key in inspector.get_foreign_keys(table):
            if key["referred_table"] == "users" and key["referred_columns"] in (["id"], []):
                options: dict[str, Any] = dict(key.get("options") or {})
                found.append(_Reference(table, key["constrained_columns"][0], key["name"], options.get("ondelete")))
    return found
