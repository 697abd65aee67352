"""From a deployed table with plain-text keys to encrypted ones, and back."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from ava_onboard.backend.db import schema
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.errors import MigrationRefusedError, PlaintextRemainsError
from ava_onboard.backend.db.migrations import plaintext_keys
from ava_onboard.backend.db.schema import downgrade, migrate, revisions
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.domain.api_key import ApiKey
from tests.backend.db.deployed import deployed_table, fill, revision, run
from tests.backend.db.places import Databases, postgresql_only, sqlite_only
from tests.backend.db.postgres import SUPERUSER

RING = KeyRing({"2025": os.urandom(32), "2026": os.urandom(32)}, "2026")
NEW_COLUMNS = {"vapi_key_ciphertext", "vapi_key_master", "vapi_key_preview"}


def columns(url: str) -> set[str]:
    async def read() -> set[str]:
        async with opened(url) as engine, engine.connect() as connection:
            found = await connection.run_sync(lambda sync: sa.inspect(sync).get_columns("users"))
        return {column["name"] for column in found}

    return asyncio.run(read())


def stored_keys(url: str, users: list[UUID]) -> dict[UUID, ApiKey | None]:
    async def read() -> dict[UUID, ApiKey | None]:
        async with opened(url) as engine:
            keys = Keys(engine, RING)
            return {user: await keys.read(user) for user in users}

    return asyncio.run(read())


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    with databases.new() as fresh:
        yield fresh


def test_plain_text_keys_are_encrypted_and_decrypted_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plaintext_keys, "BATCH", 7)
    plain = {uuid4(): f"plain-key-{number:030}" for number in range(40)}
    nothing: dict[UUID, str | None] = {uuid4(): None, uuid4(): "", uuid4(): "  "}
    padded = uuid4()
    deployed_table(url)
    fill(url, {**plain, **nothing, padded: " padded-key-000\n"})

    migrate(url, ring=RING)

    assert columns(url) >= NEW_COLUMNS | {"plan"}
    assert "vapi_api_key" not in columns(url)
    expected = {user: ApiKey(text) for user, text in plain.items()} | dict.fromkeys(nothing)
    expected[padded] = ApiKey("padded-key-000")
    assert stored_keys(url, list(expected)) == expected
    masters = run(url, ("SELECT DISTINCT vapi_key_master, vapi_key_preview FROM users", []))
    assert {tuple(row) for row in masters} == {("2026", "plain-ke..."), ("2026", "padded-k..."), (None, None)}

    downgrade(url, "0001", ring=RING)

    assert columns(url).isdisjoint(NEW_COLUMNS)
    back = run(url, ("SELECT vapi_api_key FROM users WHERE vapi_api_key IS NOT NULL", []))
    assert sorted(row[0] for row in back) == sorted([*plain.values(), "padded-key-000"])
    migrate(url, ring=RING)
    assert stored_keys(url, list(expected)) == expected


def test_another_migration_history_is_left_alone(url: str) -> None:
    deployed_table(url)
    migrate(url)

    assert [tuple(row) for row in run(url, ("SELECT version_num FROM alembic_version", []))] == [("f00dfeed",)]


@pytest.mark.parametrize(
    ("ring", "key", "reason"),
    [
        (None, "plain-key-000001", "needs the master keys"),
        (None, "MARKED key", "needs the master keys"),
    ],
)
def test_values_that_cannot_be_keys_are_refused_and_left_unchanged(
    url: str, ring: KeyRing | None, key: str, reason: str
) -> None:
    user = uuid4()
    deployed_table(url)
    fill(url, {uuid4(): "plain-key-000002", user: key})
    before = columns(url)

    with pytest.raises(MigrationRefusedError, match=reason) as caught:
        migrate(url, ring=ring)

    assert "MARKED" not in str(caught.value)
    assert (columns(url), revision(url)) == (before, None)
    assert len(run(url, ("SELECT * FROM users WHERE vapi_api_key IS NOT NULL", []))) == 2


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(url: str) -> None:
    tried: list[str] = []
    done: list[str] = []
    deployed_table(url)
    fill(url, {uuid4(): "plain-key-000002", uuid4(): "MARKED key"})
    before = columns(url), run(url, ("SELECT * FROM users ORDER BY id", []))

    migrate(url, ring=RING, say=tried.append, dry_run=True)
    assert (columns(url), run(url, ("SELECT * FROM users ORDER BY id", []))) == before
    assert revision(url) is None

    migrate(url, ring=RING, say=done.append)
    assert [sentence.replace("would be", "was") for sentence in tried] == done
    assert "1 key would be encrypted." in tried[1]
    assert "1 value that cannot be a key would be kept aside" in tried[2]


def test_a_row_that_changes_in_encryption_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed_table(url)
    fill(url, {uuid4(): "plain-key-000001"})
    monkeypatch.setattr(RING, "open", lambda *_: ApiKey("another-key"))

    with pytest.raises(MigrationRefusedError, match="changed when it was encrypted"):
        migrate(url, ring=RING)

    assert "vapi_api_key" in columns(url)


def test_a_downgrade_needs_the_ring_that_encrypted(url: str) -> None:
    deployed_table(url)
    user = uuid4()
    fill(url, {user: "plain-key-000001"})
    migrate(url, ring=RING)

    for ring in (None, KeyRing({"other": os.urandom(32)}, "other")):
        with pytest.raises(MigrationRefusedError):
            downgrade(url, "0001", ring=ring)

    assert stored_keys(url, [user]) == {user: ApiKey("plain-key-000001")}


def test_parallel_migrations_take_turns(url: str) -> None:
    plain = {uuid4(): f"plain-key-{number:030}" for number in range(40)}
    deployed_table(url)
    fill(url, dict(plain))

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(migrate, url, ring=RING) for _ in range(4)]:
            done.result()

    assert stored_keys(url, list(plain)) == {user: ApiKey(text) for user, text in plain.items()}


@pytest.mark.parametrize(
    ("key", "uuid", "reason"),
    [("", None, "has no column vapi_api_key"), ("vapi_api_key VARCHAR(255),", "INTEGER", "does not hold UUIDs")],
)
def test_a_table_without_the_needed_columns_is_refused(url: str, key: str, uuid: str | None, reason: str) -> None:
    deployed_table(url, key, uuid)

    with pytest.raises(MigrationRefusedError, match=reason):
        migrate(url, ring=RING)

    assert revision(url) is None


@sqlite_only
def test_no_file_holds_a_plain_text_key_afterwards(databases: Databases, url: str) -> None:
    """Unused parts of the file included, where moved and deleted rows were."""
    deployed_table(url)
    fill(url, {uuid4(): f"MARKED-key-{number:05}" for number in range(500)})
    copy: tuple[str, list[dict[str, Any]]] = ("CREATE TABLE copied AS SELECT * FROM users", [])
    run(url, ("PRAGMA secure_delete=OFF", []), copy, ("DROP TABLE copied", []))
    assert any(b"MARKED" in file.read_bytes() for file in databases.files(url))

    migrate(url, ring=RING)

    assert not any(b"MARKED-key" in file.read_bytes() for file in databases.files(url))


@sqlite_only
def test_plain_text_that_may_remain_in_the_file_is_reported(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed_table(url)
    fill(url, {uuid4(): "plain-key-000001"})

    async def locked(_: str) -> None:
        raise sa.exc.OperationalError("VACUUM", None, Exception("database is locked"))

    monkeypatch.setattr(schema, "_vacuum", locked)
    with pytest.raises(PlaintextRemainsError, match="run VACUUM"):
        migrate(url, ring=RING)

    assert revision(url) == revisions()[-1]


@postgresql_only
def test_after_a_vacuum_no_table_holds_a_plain_text_key(databases: Databases, url: str) -> None:
    deployed_table(url)
    fill(url, {uuid4(): f"MARKED-key-{number:05}" for number in range(500)})
    migrate(url, ring=RING)

    async def vacuum() -> None:
        async with opened(url) as engine, engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(sa.text("VACUUM FULL users"))
            await connection.execute(sa.text("CHECKPOINT"))

    asyncio.run(vacuum())
    tables = [file for file in databases.files(url) if "base" in file.parts]
    assert tables
    assert not any(b"MARKED-key" in file.read_bytes() for file in tables)


def log_everything(url: str, files: list[Path]) -> None:
    """Takes effect with the next connection, whose statements the log shows."""
    name = url.rpartition("/")[2]
    logged = {"log_statement": "all", "log_parameter_max_length": "-1", "log_parameter_max_length_on_error": "-1"}
    run(url, *((f"ALTER DATABASE {name} SET {setting} = '{value}'", []) for setting, value in logged.items()))
    run(url, ("SELECT CAST(:seen AS TEXT)", [{"seen": "SEEN-parameter"}]))
    assert any(b"SEEN-parameter" in file.read_bytes() for file in files)


@postgresql_only
def test_even_a_server_that_logs_everything_logs_no_key(databases: Databases, url: str) -> None:
    log = [file for file in databases.files(url) if file.name == "log"]
    deployed_table(url)
    fill(url, {uuid4(): f"MARKED-key-{number:05}" for number in range(5)})
    log_everything(url, log)

    migrate(url, ring=RING)
    downgrade(url, "0001", ring=RING)
    run(url, ("ALTER TABLE users ADD CONSTRAINT no CHECK (name = '') NOT VALID", []))
    with pytest.raises(sa.exc.IntegrityError):  # PostgreSQL's message holds the whole row
        migrate(url, ring=RING)

    written = log[0].read_text()
    assert 'violates check constraint "no"' in written
    assert "UPDATE users SET" in written
    assert "MARKED" not in written


@postgresql_only
def test_a_role_that_may_not_change_the_log_can_still_migrate(url: str) -> None:
    deployed_table(url)
    user = uuid4()
    fill(url, {user: "plain-key-000001"})
    name = f"owner_{url.rpartition('/')[2]}"
    run(
        url,
        (f"CREATE ROLE {name} LOGIN", []),
        (f"ALTER TABLE users OWNER TO {name}", []),
        (f"GRANT CREATE ON SCHEMA public TO {name}", []),
    )

    migrate(url.replace(f"{SUPERUSER}@", f"{name}@"), ring=RING)

    assert stored_keys(url, [user]) == {user: ApiKey("plain-key-000001")}
