"""Turn the ids of a `users` table that existed before this backend into UUIDs, and what refers to them."""

import sqlalchemy as sa
from sqlalchemy import Connection

_PATTERN = "^([0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$"
_NO_UUIDS_IN_POSTGRESQL = "SELECT count(*) FROM users WHERE id IS NULL OR id::text !~ :pattern"
_NO_UUIDS_IN_SQLITE = """
SELECT count(*) FROM users WHERE typeof(id) <> 'text' OR length(id) NOT IN (32, 36)
OR length(replace(id, '-', '')) <> 32 OR lower(replace(id, '-', '')) GLOB '*[^0-9a-f]*'
"""


_REFERENCES = sa.text("""
WITH RECURSIVE keys (relation, number) AS (
    SELECT attrelid, attnum FROM pg_attribute WHERE attrelid = to_regclass('users') AND attname = 'id'
    UNION
    SELECT conrelid, conkey[1] FROM pg_constraint JOIN keys ON confrelid = relation AND confkey = ARRAY[number]
    WHERE contype = 'f' AND conparentid = 0
)
SELECT conrelid::regclass::text, quote_ident(attname), quote_ident(conname), pg_get_constraintdef(c.oid)
FROM pg_constraint c JOIN keys ON confrelid = relation AND confkey = ARRAY[number]
JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'f' AND conparentid = 0
""")
"""Foreign keys to `users.id` in every schema, and those to the columns that they are on. All is quoted."""


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
        for table, column in _references_in_sqlite(connection):
            _rewrite(connection, table, column)
        _rewrite(connection, "users", "id")
    elif not isinstance(kind, sa.Uuid):
        _convert_in_postgresql(connection)


def _rewrite(connection: Connection, table: str, column: str) -> None:
    found = sa.table(table, sa.column(column))
    plain = sa.func.lower(sa.func.replace(found.c[column], "-", ""))
    connection.execute(sa.update(found).where(found.c[column] != plain).values({column: plain}))


def _convert_in_postgresql(connection: Connection) -> None:
    references = connection.execute(_REFERENCES).all()
    for table, _, name, _ in references:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for table, column in dict.fromkeys([("users", "id"), *((table, column) for table, column, *_ in references)]):
        change = f"ALTER TABLE {table} ALTER COLUMN {column}"
        connection.exec_driver_sql(f"{change} DROP DEFAULT")
        connection.exec_driver_sql(f"{change} TYPE uuid USING {column}::uuid")
    for table, _, name, definition in references:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _references_in_sqlite(connection: Connection) -> list[tuple[str, str]]:
    """Return the columns that refer to `users.id`, and those that refer to them."""
    inspector = sa.inspect(connection)
    keys = [
        (table, key["constrained_columns"][0], key["referred_table"].lower(), key["referred_columns"])
        for table in inspector.get_table_names()
        for key in inspector.get_foreign_keys(table)
    ]
    found = [("users", "id")]
    for to_table, to_column in found:  # which grows meanwhile
        for table, column, *target in keys:
            if target in ([to_table.lower(), [to_column]], [to_table.lower(), []]) and (table, column) not in found:
                found.append((table, column))
    return found[1:]
