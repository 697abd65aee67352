"""SQLite's file: what creates it, and how a running server copes when it is moved or replaced."""

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db import sqlite_rows
from ava_onboard.backend.db.engine import open_engine
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.db.sqlite_rows import SqliteRows
from tests.backend.conftest import KEY_PATH, Backend, Template, running, settings_for
from tests.backend.db.places import sqlite_file, sqlite_only, sqlite_url
from tests.backend.db.test_faults import KEY, assert_not_ready, assert_unavailable, assert_works, every_call
from tests.backend.serving import environment

stays_open = pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved there")


@pytest_asyncio.fixture
async def backend(template: Template, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Backend]:
    """A backend that has used its database, all of which is in the file."""
    monkeypatch.setattr(sqlite_rows, "_CHECK_INTERVAL", 0)
    with template.databases.new(template.url) as url:
        async with running(template, database_url=url) as started:
            await assert_works(started)
            with closing(sqlite3.connect(sqlite_file(url))) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            yield started


def file_of(backend: Backend) -> Path:
    return sqlite_file(backend.settings.database_url)


def log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def previews(file: Path, tenant: UUID) -> list[tuple[str | None]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT vapi_key_preview FROM users WHERE id = ?", (tenant.hex,)).fetchall()


@sqlite_only
@stays_open
async def test_while_the_file_is_missing_nothing_is_acknowledged_or_created(backend: Backend) -> None:
    file = file_of(backend)
    moved = file.rename(file.with_name("elsewhere.db"))

    for call in every_call(backend):
        assert_unavailable(await call)
    await assert_not_ready(backend)
    assert not file.exists()

    moved.rename(file)
    await assert_works(backend)


@sqlite_only
@stays_open
async def test_a_save_after_the_file_was_replaced_goes_to_the_new_file(backend: Backend) -> None:
    file, headers = file_of(backend), backend.alice.headers
    restored = file.with_name("backup.db")
    shutil.copy(file, restored)
    moved = file.rename(file.with_name("elsewhere.db"))
    for left in (log_of(file), file.with_name(f"{file.name}-shm")):
        left.unlink()
    restored.rename(file)

    assert (await backend.client.post(KEY_PATH, headers=headers, json=KEY)).status_code == 200

    assert previews(file, backend.alice.id) == [("8f14e45f...",)]
    assert previews(moved, backend.alice.id) == [(None,)]
    await assert_works(backend)


@sqlite_only
@stays_open
async def test_reads_follow_the_new_file_too(backend: Backend) -> None:
    file, client, headers = file_of(backend), backend.client, backend.alice.headers
    restored = file.with_name("backup.db")
    shutil.copy(file, restored)
    with closing(sqlite3.connect(restored)) as connection, connection:
        connection.execute("UPDATE users SET vapi_key_preview = 'restored', name = 'Restored'")
    file.unlink()
    for left in (log_of(file), file.with_name(f"{file.name}-shm")):
        left.unlink()
    restored.rename(file)

    assert (await client.get(KEY_PATH, headers=headers)).json()["vapi_api_key_preview"] == "restored"
    assert (await client.get("/api/v1/auth/me", headers=headers)).json()["name"] == "Restored"


@sqlite_only
@stays_open
async def test_a_restored_file_is_not_mixed_with_the_old_log(
    backend: Backend, caplog: pytest.LogCaptureFixture
) -> None:
    file, headers = file_of(backend), backend.alice.headers
    restored = file.with_name("backup.db")
    shutil.copy(file, restored)
    before = restored.read_bytes()
    assert (await backend.client.post(KEY_PATH, headers=headers, json=KEY)).status_code == 200
    restored.replace(file)

    for call in every_call(backend):
        assert_unavailable(await call)
    assert "LeftOverLogError" in caplog.text
    assert file.read_bytes() == before

    for left in (log_of(file), file.with_name(f"{file.name}-shm")):
        left.unlink()
    await assert_works(backend)


@sqlite_only
async def test_the_next_call_after_an_error_reconnects(template: Template) -> None:
    with template.databases.new(template.url) as url:
        rows = SqliteRows(open_engine(url))
        assert await rows.shown(template.alice) == (None, 0)
        with closing(sqlite3.connect(sqlite_file(url))) as other:
            other.execute("ALTER TABLE users RENAME TO others")
            with pytest.raises(DatabaseUnavailableError):
                await rows.shown(template.alice)
            assert rows._connection is None

            other.execute("ALTER TABLE others RENAME TO users")
        assert await rows.shown(template.alice) == (None, 0)
        await rows.close()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are of another kind there")
def test_the_file_that_a_migration_creates_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "ava.db"
    before = os.umask(0)
    try:
        migrate(sqlite_url(file))
    finally:
        os.umask(before)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", ["rotate", "create-user"])
@pytest.mark.parametrize("form", ["{path}", "{uri}?uri=true"])
def test_only_migrate_creates_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, form: str
) -> None:
    file = tmp_path / "with a mistake.db"
    url = "sqlite+aiosqlite:///" + form.format(path=file, uri=file.as_uri())
    for name, value in environment(settings_for(url)).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("ava_onboard.backend.commands.create_user.new_password", lambda: "correct horse battery")
    arguments = ["--name", "A", "--email", "a@b.c"] if command == "create-user" else []

    assert main([command, *arguments]) == 1
    assert capsys.readouterr().err == f"The database is not migrated: run migrate. There is no file {file}\n"
    assert list(tmp_path.iterdir()) == []

    assert main(["migrate"]) == 0
    assert main([command, *arguments]) == 0


@sqlite_only
async def test_a_server_creates_no_file(template: Template, tmp_path: Path) -> None:
    file = tmp_path / "with a mistake.db"
    with template.databases.new(template.url) as url:
        shutil.copy(sqlite_file(url), file)
    async with running(template, database_url=sqlite_url(file)) as backend:
        file.unlink()
        for call in every_call(backend):
            assert_unavailable(await call)
        await assert_not_ready(backend)
        assert not file.exists()


@pytest.mark.parametrize(
    "url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:", "sqlite+aiosqlite:///file:x?mode=memory&uri=true"]
)
def test_a_database_in_memory_is_not_migrated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    for name, value in environment(settings_for(url)).items():
        monkeypatch.setenv(name, value)

    assert main(["migrate"]) == 1
    assert "in memory" in capsys.readouterr().err
