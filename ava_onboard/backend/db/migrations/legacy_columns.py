"""Check the columns of a `users` table that existed before this backend, and make them wide enough."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.types import TypeEngine

from ava_onboard.backend.db.migrations.legacy_ids import trouble_with_ids

ADDED: dict[str, TypeEngine[Any]] = {
    "created_at": sa.DateTime(timezone=True),
    "email": sa.String(320),
    "locale": sa.String(8),
    "name": sa.String(200),
    "phone": sa.String(32),
}
"""Columns that may be missing: they are added, without values. One of `email` and `phone` has to be there."""
_NEEDED = {"id", "password_hash", "vapi_api_key"}
_LENGTHS = {"email": 320, "locale": 8, "name": 200, "password_hash": 255, "phone": 32}
"""The most characters that this backend writes into each column of text."""
_TEXTS = sorted(_LENGTHS.keys() | {"vapi_api_key"})
_OURS = {
    "disabled_at",
    "token_version",
    "vapi_key_ciphertext",
    "vapi_key_master",
    "vapi_key_preview",
    "vapi_key_saved_at",
    "vapi_verdict",
    "vapi_verdict_at",
}
"""Columns that the revisions add."""


def is_view(connection: Connection) -> bool:
    """Tell whether `users` is not a table."""
    return "users" in sa.inspect(connection).get_view_names()


def troubles_with(connection: Connection, columns: Mapping[str, ReflectedColumn]) -> Iterator[str]:
    """Yield why this backend cannot work with the table, and change nothing.

    Args:
        connection: To the database.
        columns: Those of the table, by the name that they will have.
    """
    if missing := sorted(_NEEDED - columns.keys()):
        yield f"the table users has no column {', '.join(missing)}"
    if columns.keys().isdisjoint(("email", "phone")):
        yield "the table users has neither a column email nor a column phone"
    if taken := sorted(_OURS & columns.keys()):
        yield f"the table users has columns with names that this program needs: {', '.join(taken)}. Rename them"
    texts = [name for name in _TEXTS if name in columns]
    if others := [name for name in texts if not _is_text(columns[name]["type"])]:
        yield f"the table users has no text in the column {', '.join(others)}"
    if required := sorted(name for name, column in columns.items() if _is_required(name, column)):
        yield (
            f"the table users has required columns that this program cannot fill: {', '.join(required)}. Give each a "
            "default, or let it be null"
        )
    if "id" in columns and (trouble := trouble_with_ids(connection, columns["id"]["type"])):
        yield trouble
    if connection.dialect.name == "sqlite":
        yield from _odd_values(connection, columns, texts)
    elif "created_at" in columns and not isinstance(columns["created_at"]["type"], sa.DateTime):
        yield "the table users has no date and time in the column created_at"


def widen(connection: Connection, columns: Mapping[str, ReflectedColumn]) -> None:
    """Let PostgreSQL's columns hold what this backend writes, which CHAR would fill up with spaces.

    A hash of bcrypt has 60 characters, one of argon2 more.
    """
    if connection.dialect.name == "postgresql":
        for name in _LENGTHS.keys() & columns.keys():
            kind, least = columns[name]["type"], _LENGTHS[name]
            length = getattr(kind, "length", None) or least
            if length < least or isinstance(kind, sa.CHAR):
                connection.exec_driver_sql(f"ALTER TABLE users ALTER COLUMN {name} TYPE VARCHAR({max(length, least)})")


def _is_text(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind, sa.String) and not isinstance(kind, sa.Enum)


def _is_required(name: str, column: ReflectedColumn) -> bool:
    filled = column.get("default") is not None or "identity" in column or "computed" in column
    return name not in _NEEDED | ADDED.keys() and not column["nullable"] and not filled


def _odd_values(connection: Connection, columns: Mapping[str, ReflectedColumn], texts: list[str]) -> Iterator[str]:
    """Yield what SQLite's columns hold that their type does not say. As bytes: a text may not be UTF-8."""
    quote = connection.dialect.identifier_preparer.quote
    for name in (*texts, *({"created_at"} & columns.keys())):
        column = quote(columns[name]["name"])
        query = f"SELECT typeof({column}), CAST({column} AS BLOB) FROM users WHERE {column} IS NOT NULL"  # noqa: S608 - quoted
        is_usable = _is_moment if name == "created_at" else _is_unicode
        if count := sum(not is_usable(*row) for row in connection.exec_driver_sql(query)):
            what = "dates and times" if name == "created_at" else "text in UTF-8"
            yield f"{count} values of users.{columns[name]['name']} are no {what}"


def _is_unicode(kind: str, value: bytes) -> bool:
    with suppress(UnicodeDecodeError):
        return kind == "text" and value.decode() is not None
    return False


def _is_moment(kind: str, value: bytes) -> bool:
    with suppress(ValueError):
        return kind == "text" and datetime.fromisoformat(value.decode()) is not None
    return False
