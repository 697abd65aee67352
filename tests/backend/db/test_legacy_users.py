"""An existing `users` table: refused unchanged, or adopted so that every account can sign in."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import bcrypt
import pytest

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.errors import MigrationRefusedError
from ava_onboard.backend.db.migrations import legacy_users
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.db.users import Account, AccountExistsError, AccountRefusedError, Users, create_user
from ava_onboard.backend.security.passwords import Passwords
from tests.backend.conftest import Template, served, settings_for
from tests.backend.db.deployed import DEPLOYED, revision, run
from tests.backend.db.places import Databases, sqlite_only

FIRST, SECOND = UUID(int=1), UUID(int=2)
WITHOUT_RULES = DEPLOYED.replace(" UNIQUE", "").replace("NOT NULL", "")


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    with databases.new() as fresh:
        yield fresh


def make_table(url: str, statement: str = WITHOUT_RULES, uuid: str | None = None) -> None:
    kind = uuid or ("UUID" if url.startswith("postgresql") else "CHAR(32)")
    run(url, (statement.format(key="vapi_api_key VARCHAR(255),", uuid=kind), []))


def add(url: str, user: UUID, **columns: str | None) -> None:
    values: dict[str, Any] = {"id": user if url.startswith("postgresql") else user.hex, **columns}
    names = ", ".join(values)
    run(url, (f"INSERT INTO users ({names}) VALUES (:{', :'.join(values)})", [values]))


def rows(url: str, columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in run(url, (f"SELECT {columns} FROM users ORDER BY id", []))]


def found(url: str, identifier: str) -> Account | None:
    async def find() -> Account | None:
        async with opened(url) as engine:
            account = await Users(engine).by_identifier(identifier)
        return account and account[0]

    return asyncio.run(find())


def test_addresses_and_numbers_are_normalised(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy_users, "BATCH", 2)
    make_table(url)
    users = [UUID(int=number) for number in range(1, 6)]
    written = ["É.Camille@Example.com ", "b@example.com", None, "", "E@EXAMPLE.COM"]
    for user, email in zip(users, written, strict=True):
        add(url, user, email=email, phone=f"+33 6.00-00 (00) {user.int:02}")
    migrate(url)

    assert rows(url, "email, phone") == [
        ("é.camille@example.com", "+33600000001"),
        ("b@example.com", "+33600000002"),
        (None, "+33600000003"),
        ("", "+33600000004"),
        ("e@example.com", "+33600000005"),
    ]
    account = found(url, "É.camille@example.COM")
    assert account == Account(users[0], "é.camille@example.com", "", "+33600000001", "en")
    assert found(url, "+33 600 000 005") == found(url, "e@example.com")
    assert found(url, " - ") is None


@pytest.mark.parametrize("rules", [DEPLOYED.replace("NOT NULL", ""), WITHOUT_RULES], ids=["unique", "free"])
@pytest.mark.parametrize(
    ("column", "first", "second", "what"),
    [
        ("email", "MARKED@example.com", "marked@example.com", "e-mail address"),
        ("email", "marked@example.com", "MARKED@example.com", "e-mail address"),
        ("phone", "+33600000001", "+33 6 00 00 00 01", "phone number"),
    ],
)
def test_identifiers_that_differ_in_spelling_only_are_refused_and_nothing_changes(
    url: str, rules: str, column: str, first: str, second: str, what: str
) -> None:
    refuse(url, rules, column, first, second, what)


@pytest.mark.parametrize(
    ("column", "text", "what"),
    [("email", "marked@example.com", "e-mail address"), ("phone", "+33600000001", "phone number")],
)
def test_a_shared_identifier_is_refused_and_nothing_changes(url: str, column: str, text: str, what: str) -> None:
    refuse(url, WITHOUT_RULES, column, text, text, what)


def refuse(url: str, rules: str, column: str, first: str, second: str, what: str) -> None:
    make_table(url, rules)
    add(url, FIRST, **{column: first})
    add(url, SECOND, **{column: second})

    with pytest.raises(MigrationRefusedError, match=what) as caught:
        migrate(url)

    assert str(FIRST) in str(caught.value) or str(SECOND) in str(caught.value)
    assert first.lower() not in str(caught.value).lower()
    assert (rows(url, column), revision(url)) == ([(first,), (second,)], None)


@sqlite_only
@pytest.mark.parametrize("identity", ["7", None, b"f" * 32, "g" * 32, "f" * 31 + "-"], ids=repr)
def test_ids_that_no_query_would_find_are_refused(url: str, identity: object) -> None:
    make_table(url, uuid="CHAR(36)")
    run(url, ("INSERT INTO users (id, vapi_api_key) VALUES (:id, 'plain-key-000001')", [{"id": identity}]))

    with pytest.raises(MigrationRefusedError, match=r"1 values of users\.id are no UUIDs"):
        migrate(url)

    assert revision(url) is None


@pytest.mark.parametrize("identity", [str(FIRST), str(FIRST).upper(), FIRST.hex, FIRST.hex.upper()])
def test_ids_in_text_become_uuids_and_what_refers_to_them_too(url: str, identity: str) -> None:
    make_table(url, DEPLOYED, uuid="VARCHAR(36)")
    values = {"id": identity, "email": "a@example.com"}
    statement = "INSERT INTO users (id, email, name, locale, password_hash, created_at) VALUES"
    run(
        url,
        (f"{statement} (:id, :email, 'A', 'fr', '', '2026-01-01')", [values]),
        (
            "CREATE TABLE notes (owner VARCHAR(36),"
            " CONSTRAINT of_owner FOREIGN KEY (owner) REFERENCES users (id) ON DELETE CASCADE)",
            [],
        ),
        ("INSERT INTO notes VALUES (:id)", [values]),
    )

    migrate(url)

    account = found(url, "a@example.com")
    assert account is not None
    assert account.id == FIRST
    assert len(run(url, ("SELECT 1 FROM notes JOIN users ON notes.owner = users.id", []))) == 1


def test_a_table_with_bcrypt_hashes_in_a_column_password_is_taken_over_in_one_step(url: str) -> None:
    said: list[str] = []
    make_table(url, WITHOUT_RULES.replace("password_hash", "password"))
    hashed = bcrypt.hashpw(b"correct horse", bcrypt.gensalt(4)).decode()
    for user, stored in ((FIRST, hashed), (SECOND, "MARKED plain")):
        add(url, user, password=stored, vapi_api_key=None, phone=f"+3360000000{user.int}")

    migrate(url, say=said.append)

    assert rows(url, "password_hash") == [(hashed,), ("MARKED plain",)]
    assert len(said) == 1
    assert said[0].startswith("1 user cannot sign in until there is a new password")
    assert str(SECOND) in said[0]
    assert "MARKED" not in said[0]


async def test_a_hash_of_bcrypt_is_renewed_at_the_next_sign_in(template: Template, databases: Databases) -> None:
    hashed = bcrypt.hashpw(b"correct horse", bcrypt.gensalt(4)).decode()
    with databases.new() as url:
        await asyncio.to_thread(make_table, url, WITHOUT_RULES.replace("password_hash", "password"))
        await asyncio.to_thread(add, url, FIRST, password=hashed, email="a@example.com")
        await asyncio.to_thread(migrate, url)
        async with served(template, settings_for(url)) as backend:
            body = {"identifier": "a@example.com", "password": "correct horse"}
            answers = [await backend.client.post("/api/v1/auth/login", json=body) for _ in range(2)]
        stored = await asyncio.to_thread(rows, url, "password_hash")

    assert [answer.status_code for answer in answers] == [200, 200]
    assert stored[0][0].startswith("$argon2id$")


def test_everything_that_is_wrong_is_named_at_once_and_nothing_changes(url: str) -> None:
    others = "phone_verified BOOLEAN NOT NULL, plan VARCHAR(20) NOT NULL, fine INTEGER NOT NULL DEFAULT 1, free INTEGER"
    make_table(
        url, DEPLOYED.replace("plan VARCHAR(20)", others).replace("phone VARCHAR(32)", "phone BIGINT"), "INTEGER"
    )

    with pytest.raises(MigrationRefusedError) as caught:
        migrate(url)

    text = str(caught.value)
    assert "no text in the column phone" in text
    assert "required columns that this program cannot fill: phone_verified, plan." in text
    assert "users.id does not hold UUIDs" in text
    assert revision(url) is None


@pytest.mark.parametrize(
    ("columns", "added"),
    [
        ("email VARCHAR(320)", "created_at, locale, name, phone"),
        ("email VARCHAR(320), name TEXT NOT NULL, locale TEXT", "created_at, phone"),
        ("email TEXT, phone TEXT, name TEXT, locale TEXT", "created_at"),
    ],
)
async def test_columns_that_only_describe_an_account_are_added(
    template: Template, databases: Databases, columns: str, added: str
) -> None:
    said: list[str] = []
    statement = f"CREATE TABLE users (id {{uuid}} PRIMARY KEY, {columns}, password VARCHAR(255), {{key}} plan TEXT)"
    password = await Passwords(rounds=1, memory=8).hash("x")
    values = {"email": "a@example.com", "password": password} | ({"name": "A"} if "name" in columns else {})
    with databases.new() as url:
        await asyncio.to_thread(make_table, url, statement)
        await asyncio.to_thread(add, url, FIRST, **values)
        await asyncio.to_thread(migrate, url, say=said.append)
        account = await create(url, "b@example.com")
        async with served(template, settings_for(url)) as backend:
            body = {"identifier": "a@example.com", "password": "x"}
            answer = await backend.client.post("/api/v1/auth/login", json=body)
        empty = await asyncio.to_thread(run, url, ("SELECT 1 FROM users WHERE created_at IS NULL", []))

    assert said == [f"Columns that were missing were added, without values: {added}."]
    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == str(FIRST)
    assert len(empty) == 1
    assert account.email == "b@example.com"


def test_a_table_without_any_name_to_sign_in_with_is_refused(url: str) -> None:
    make_table(url, "CREATE TABLE users (id {uuid} PRIMARY KEY, name TEXT, {key} plan INTEGER NOT NULL)")

    with pytest.raises(MigrationRefusedError) as caught:
        migrate(url)

    assert str(caught.value).startswith(
        "the table users has no column password_hash; the table users has neither a column email nor a column phone; "
        "the table users has required columns that this program cannot fill: plan."
    )
    assert revision(url) is None


def test_numbers_in_text_columns_are_refused(url: str) -> None:
    make_table(url, DEPLOYED.replace("phone VARCHAR(32)", "phone BIGINT"))

    with pytest.raises(MigrationRefusedError, match="no text in the column phone"):
        migrate(url)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("plan VARCHAR(20) DEFAULT 'x' CHECK (plan <> 'x')", "a rule that this account breaks"),
        ("plan VARCHAR(20) CHECK (name <> 'MARKED')", "a rule that this account breaks"),
    ],
)
def test_an_account_that_the_table_refuses_is_not_reported_as_existing(url: str, rule: str, sentence: str) -> None:
    make_table(url, DEPLOYED.replace("plan VARCHAR(20)", rule))
    migrate(url)

    with pytest.raises(AccountRefusedError, match=sentence) as caught:
        asyncio.run(create(url, "a@example.com"))

    assert "MARKED" not in str(caught.value)


def test_an_account_is_created_once_even_without_constraints(url: str) -> None:
    make_table(url)
    migrate(url)
    asyncio.run(create(url, "a@example.com"))

    with pytest.raises(AccountExistsError):
        asyncio.run(create(url, "A@example.com"))


async def create(url: str, email: str) -> Account:
    async with opened(url) as engine:
        passwords = Passwords(rounds=1, memory=8)
        return await create_user(engine, passwords, email=email, phone=None, name="MARKED", password="secret")


async def test_a_shared_identifier_cannot_sign_in(template: Template, databases: Databases) -> None:
    """The owner of the table may add them later, too."""
    with databases.new() as url:
        await asyncio.to_thread(make_table, url)
        await asyncio.to_thread(migrate, url)
        matching = await Passwords(rounds=1, memory=8).hash("x")
        for user in (FIRST, SECOND):
            await asyncio.to_thread(add, url, user, email="both@example.com", password_hash=matching)
        await asyncio.to_thread(add, url, UUID(int=3), email="c@example.com")
        async with served(template, settings_for(url)) as backend:
            answers = [
                await backend.client.post("/api/v1/auth/login", json={"identifier": name, "password": "x"})
                for name in ("both@example.com", "c@example.com")
            ]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(401, {"detail": "Invalid credentials"})] * 2
