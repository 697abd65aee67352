"""A `users` table that existed before this backend, made as nobody expects: taken over, or refused in one sentence."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID

import bcrypt
import pytest
from sqlalchemy import make_url

from ava_onboard.backend.db.administration import find, set_hash
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.errors import MigrationRefusedError
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.db.sqlite_files import file_of
from ava_onboard.backend.db.users import Account, create_user
from ava_onboard.backend.security.passwords import Passwords
from tests.backend.db.deployed import DEPLOYED, revision, run
from tests.backend.db.places import Databases, postgresql_only, sqlite_only

USER = UUID(int=1)
KEY = "vapi_api_key VARCHAR(255),"


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    with databases.new() as fresh:
        yield fresh


def table(url: str, statement: str = DEPLOYED, uuid: str | None = None) -> None:
    kind = uuid or ("UUID" if url.startswith("postgresql") else "CHAR(32)")
    run(url, (statement.format(key=KEY, uuid=kind), []))


def row(url: str, **changed: object) -> None:
    values: dict[str, Any] = {"email": "a@example.com", "name": "A", "locale": "fr", "password_hash": "", **changed}
    values = {"id": USER if url.startswith("postgresql") else USER.hex} | values
    date = ":created_at" if "created_at" in values else "'2026-01-01'"
    names = [name for name in values if name != "created_at"]
    text = f"INSERT INTO users ({', '.join(names)}, created_at) VALUES (:{', :'.join(names)}, {date})"
    run(url, (text, [values]))


def refusal(url: str) -> str:
    with pytest.raises(MigrationRefusedError) as caught:
        migrate(url)
    assert revision(url) is None
    return str(caught.value)


@sqlite_only
def test_a_file_that_was_refused_keeps_its_kind_of_journal(url: str) -> None:
    file = file_of(make_url(url))
    assert file is not None
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE VIEW users AS SELECT 1 AS id")

    with pytest.raises(MigrationRefusedError):
        migrate(url)

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


async def renewed(url: str) -> list[Account]:
    """Do what writes into the columns of text: renew a hash, and create an account."""
    passwords = Passwords(rounds=1, memory=8)
    async with opened(url) as engine:
        await set_hash(engine, USER, await passwords.hash("x"))
        return [
            await create_user(
                engine, passwords, email=f"{'b' * 60}@example.com", phone=None, name="N" * 99, password="x"
            )
        ]


@pytest.mark.parametrize("kind", ["VARCHAR", "CHAR"])
def test_columns_that_are_too_narrow_are_widened(url: str, kind: str) -> None:
    narrow = DEPLOYED.replace("VARCHAR(320)", f"{kind}(20)").replace("VARCHAR(200)", f"{kind}(5)")
    table(url, narrow.replace("VARCHAR(8)", f"{kind}(2)").replace("VARCHAR(255) NOT", f"{kind}(60) NOT"))
    hashed = bcrypt.hashpw(b"correct horse", bcrypt.gensalt(4)).decode()
    row(url, password_hash=hashed)

    migrate(url)

    assert [tuple(found) for found in run(url, ("SELECT email, name, locale, password_hash FROM users", []))] == [
        ("a@example.com", "A", "fr", hashed)
    ]
    assert asyncio.run(renewed(url))[0].name == "N" * 99


def test_columns_that_the_database_fills_are_accepted(url: str) -> None:
    more = "plan VARCHAR(20), twice VARCHAR(400) GENERATED ALWAYS AS (email || email) STORED NOT NULL"
    if url.startswith("postgresql"):
        more += ", number BIGINT GENERATED ALWAYS AS IDENTITY"
    table(url, DEPLOYED.replace("plan VARCHAR(20)", more))
    row(url)

    migrate(url)

    assert asyncio.run(renewed(url))


def test_columns_with_the_names_of_our_own_are_named_before_anything_changes(url: str) -> None:
    table(url, DEPLOYED.replace("plan VARCHAR(20)", "disabled_at TIMESTAMP, token_version INTEGER NOT NULL DEFAULT 0"))

    assert "names that this program needs: disabled_at, token_version. Rename them" in refusal(url)


def test_a_view_is_refused(url: str) -> None:
    table(url, DEPLOYED.replace("TABLE users", "TABLE people"))
    run(url, ("CREATE VIEW users AS SELECT * FROM people", []))

    assert refusal(url) == "users is a view: its application has its accounts in another table"


@pytest.mark.parametrize(
    "obstacle",
    [
        "CREATE VIEW obstacle AS SELECT vapi_api_key FROM users",
        "CREATE INDEX obstacle ON users (lower(vapi_api_key))",
    ],
)
def test_what_depends_on_the_plain_column_is_named(url: str, obstacle: str) -> None:
    table(url)
    row(url)
    run(url, (obstacle, []))
    if url.startswith("postgresql") and "INDEX" in obstacle:  # goes with the column
        migrate(url)
        return

    text = refusal(url)

    assert text.startswith("something in the database prevents it: ")
    assert "view obstacle" in text or "index obstacle" in text


@postgresql_only
@pytest.mark.parametrize(
    ("obstacle", "named"),
    [
        ("CREATE VIEW obstacle AS SELECT id FROM users", "view obstacle"),
        ("CREATE POLICY obstacle ON users USING (id = current_user::text)", "policy obstacle"),
    ],
)
def test_what_depends_on_ids_in_text_is_named(url: str, obstacle: str, named: str) -> None:
    table(url, uuid="VARCHAR(36)")
    run(url, (obstacle, []))

    assert named in refusal(url)


@postgresql_only
def test_references_keep_their_rules_in_every_schema_and_over_several_tables(url: str) -> None:
    table(url, uuid="VARCHAR(36)")
    row(url, id=str(USER))
    rules = "ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED"
    run(
        url,
        ('CREATE SCHEMA "Other one"', []),
        (f'CREATE TABLE "Other one".first ("Owner" VARCHAR(36) UNIQUE REFERENCES users (id) {rules})', []),
        ('CREATE TABLE second (owner VARCHAR(36) REFERENCES "Other one".first ("Owner"))', []),
        (f"INSERT INTO \"Other one\".first VALUES ('{USER}')", []),
        (f"INSERT INTO second VALUES ('{USER}')", []),
    )

    migrate(url)

    found = run(url, ("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 1", []))
    assert [text for (text,) in found] == [
        f'FOREIGN KEY ("Owner") REFERENCES users(id) {rules}',
        'FOREIGN KEY (owner) REFERENCES "Other one".first("Owner")',
    ]
    assert run(url, ("SELECT owner FROM second", [])) == [(USER,)]


@sqlite_only
def test_references_to_references_are_rewritten_with_the_ids(url: str) -> None:
    table(url, uuid="CHAR(36)")
    row(url, id=str(USER).upper())
    run(
        url,
        ("CREATE TABLE first (owner CHAR(36) PRIMARY KEY REFERENCES users)", []),
        ("CREATE TABLE second (owner CHAR(36) REFERENCES first (owner))", []),
        (f"INSERT INTO first VALUES ('{str(USER).upper()}')", []),
        (f"INSERT INTO second VALUES ('{str(USER).upper()}')", []),
    )

    migrate(url)

    assert run(url, ("SELECT owner FROM second", [])) == [(USER.hex,)]


@postgresql_only
@pytest.mark.parametrize(
    ("before", "kind", "sentence"),
    [
        ("locale VARCHAR(8)", "locale language", "no text in the column locale"),
        ("created_at TIMESTAMP", "created_at BIGINT", "no date and time in the column created_at"),
        ("created_at TIMESTAMP", "created_at DATE", "no date and time in the column created_at"),
        ("created_at TIMESTAMP", "created_at TEXT", "no date and time in the column created_at"),
    ],
)
def test_types_that_cannot_be_written_or_shown_are_refused(url: str, before: str, kind: str, sentence: str) -> None:
    run(url, ("CREATE TYPE language AS ENUM ('en', 'fr')", []))
    table(url, DEPLOYED.replace(before, kind))

    assert sentence in refusal(url)


@sqlite_only
@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("created_at", 1_700_000_000, "1 values of users.created_at are no dates and times"),
        ("created_at", "yesterday", "1 values of users.created_at are no dates and times"),
        ("email", b"a@example.com", "1 values of users.email are no text in UTF-8"),
        ("vapi_api_key", b"MARKED", "1 values of users.vapi_api_key are no text in UTF-8"),
        ("password_hash", b"$2b$04$MARKED", "1 values of users.password_hash are no text in UTF-8"),
    ],
)
def test_values_of_another_type_are_refused(url: str, column: str, value: object, sentence: str) -> None:
    table(url)
    row(url, **{column: value})

    assert refusal(url) == sentence


@sqlite_only
@pytest.mark.parametrize("column", ["name", "vapi_api_key"])
def test_text_that_is_not_utf_8_is_refused_and_not_repeated(url: str, column: str) -> None:
    table(url)
    row(url)
    run(url, (f"UPDATE users SET {column} = CAST(X'4D41524B4544FF' AS TEXT)", []))

    assert refusal(url) == f"1 values of users.{column} are no text in UTF-8"


def test_the_date_of_an_account_is_shown_as_it_was(url: str) -> None:
    table(url)
    row(url) if url.startswith("postgresql") else row(url, created_at="2026-01-01T00:00:00Z")
    migrate(url)

    async def created() -> str:
        async with opened(url) as engine:
            return str((await find(engine, "a@example.com")).created_at)

    assert asyncio.run(created()).startswith("2026-01-01 00:00:00")
