"""`migrate` as an operator calls it, on databases that are not as they should be."""

import asyncio
import hashlib
import re
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db import locks
from ava_onboard.backend.db.schema import migrate, revisions
from tests.backend.commands.running import Captured
from tests.backend.commands.test_create_user import Terminal
from tests.backend.db.deployed import deployed_table, fill, revision, run
from tests.backend.db.places import postgresql_only, sqlite_file, sqlite_only
from tests.backend.db.postgres import SUPERUSER

LATEST = revisions()[-1]


@sqlite_only
@pytest.mark.parametrize("arguments", [["migrate"], ["rotate"], ["users", "list"]])
def test_a_relative_address_names_the_file_and_makes_no_second_one(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", "sqlite+aiosqlite:///elsewhere.db")
    monkeypatch.chdir(tmp_path)

    assert main(arguments) == 1
    assert f"here is no file {tmp_path / 'elsewhere.db'}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

    assert main(["migrate", "--create"]) == 0
    assert f"The database {tmp_path / 'elsewhere.db'} was at revision none" in capsys.readouterr().out
    assert main(arguments) == 0


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE ava_settings_version SET version_num = '9999'", "at revision 9999, which a newer version made"),
        ("INSERT INTO ava_settings_version VALUES ('0001')", f"has several revisions, 0001, {LATEST}"),
    ],
)
def test_a_revision_that_is_not_known_is_one_sentence(
    configured: str, capsys: Captured, statement: str, sentence: str
) -> None:
    migrate(configured)
    run(configured, (statement, []))

    assert main(["migrate"]) == 1
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1


@postgresql_only
def test_a_role_that_may_not_create_tables_is_reported_as_such(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(configured, ("CREATE ROLE guest LOGIN", []))
    try:
        monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", configured.replace(f"{SUPERUSER}@", "guest@"))
        assert main(["migrate"]) == 1
        assert "GRANT CREATE ON SCHEMA public TO guest" in capsys.readouterr().err
    finally:
        run(configured, ("DROP ROLE guest", []))


@postgresql_only
def test_a_migration_waits_for_a_lock_and_says_whose_it_is(configured: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(configured, "0004")
    held, ended = threading.Event(), threading.Event()
    said = []

    async def hold() -> None:
        connection = await asyncpg.connect(configured.replace("+asyncpg", ""))
        async with connection.transaction():
            await connection.execute("LOCK TABLE users IN ACCESS SHARE MODE")
            held.set()
            await asyncio.to_thread(ended.wait, 30)
        await connection.close()

    def say(sentence: str) -> None:
        said.append(sentence)
        ended.set()

    holder = threading.Thread(target=lambda: asyncio.run(hold()))
    holder.start()
    held.wait(30)
    monkeypatch.setattr(locks, "PAUSE", 0.1)
    migrate(configured, say=say)
    holder.join()

    assert re.match(r"Waiting for process \d+ of role postgres \(idle in transaction, since", said[0])


def test_another_applications_table_is_taken_over_only_if_somebody_agrees(configured: str, capsys: Captured) -> None:
    deployed_table(configured)

    assert main(["migrate"]) == 2
    captured = capsys.readouterr()
    assert "the application that uses it now will stop working" in captured.out
    assert "Nothing was changed." in captured.err

    assert main(["migrate", "--dry-run"]) == 0
    assert f"stays at revision none and would be at {LATEST}" in capsys.readouterr().out
    assert revision(configured) is None

    assert main(["migrate", "--yes"]) == 0
    assert main(["migrate"]) == 0  # it is ours now


def hashes(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


@sqlite_only
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
@pytest.mark.parametrize(("arguments", "code"), [(["migrate", "--dry-run"], 0), (["migrate"], 2)])
def test_a_trial_and_a_refusal_change_no_byte(configured: str, journal: str, arguments: list[str], code: int) -> None:
    folder = sqlite_file(configured).parent
    deployed_table(configured)
    fill(configured, {uuid4(): "plain-key-000001"})
    with closing(sqlite3.connect(sqlite_file(configured))) as connection:
        connection.execute(f"PRAGMA journal_mode={journal}")
    before = hashes(folder)

    assert main(arguments) == code

    assert hashes(folder) == before


@sqlite_only
def test_a_trial_sees_what_another_program_has_just_written(configured: str, capsys: Captured) -> None:
    deployed_table(configured)
    with closing(sqlite3.connect(sqlite_file(configured))) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        insert = "INSERT INTO users VALUES (?, 'a@a.fr', NULL, 'A', 'fr', '', '2026-01-01', 'plain-key-000001', NULL)"
        writer.execute(insert, [uuid4().hex])
        writer.commit()
        before = hashes(sqlite_file(configured).parent)

        assert main(["migrate", "--dry-run"]) == 0

        after = hashes(sqlite_file(configured).parent)
    before.pop("ava.db-shm")  # its marks of who is reading
    after.pop("ava.db-shm")
    assert after == before
    assert "1 key would be encrypted" in capsys.readouterr().out


@sqlite_only
def test_a_trial_creates_no_file(configured: str, capsys: Captured) -> None:
    sqlite_file(configured).unlink()

    assert main(["migrate", "--dry-run"]) == 0

    assert not sqlite_file(configured).exists()
    assert f"stays at revision none and would be at {LATEST}" in capsys.readouterr().out


def test_a_trial_of_the_way_back_changes_nothing(configured: str) -> None:
    migrate(configured)

    assert main(["migrate", "--dry-run", "--to", "0002"]) == 0

    assert revision(configured) == LATEST


@postgresql_only
def test_a_trial_on_postgresql_says_that_it_locks_the_table(configured: str, capsys: Captured) -> None:
    deployed_table(configured)

    assert main(["migrate", "--dry-run"]) == 0

    assert "nobody else can read or write the table users" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("", 2), ("no", 2)])
def test_a_terminal_asks_once(configured: str, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    deployed_table(configured)
    asked = []

    def ask(question: str) -> str:
        asked.append(question)
        return answer

    monkeypatch.setattr("builtins.input", ask)
    monkeypatch.setattr(sys, "stdin", Terminal())

    assert main(["migrate"]) == code
    assert len(asked) == 1
