import asyncio
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import Base
from ava_onboard.backend.db.schema import VERSION_TABLE, downgrade, migrate
from tests.backend.db.places import Databases, sqlite_url

AGENTS = {"is_agent"}
REVOCATION = {"token_version", "disabled_at"}
KEY_COLUMNS = {
    "vapi_key_ciphertext",
    "vapi_key_master",
    "vapi_key_preview",
    "vapi_key_saved_at",
    "vapi_verdict",
    "vapi_verdict_at",
}


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    with databases.new() as url:
        yield url


def schema(url: str) -> dict[str, set[str]]:
    """Return the tables of a database with the names of their columns."""

    def read(connection: Connection) -> dict[str, set[str]]:
        inspector = inspect(connection)
        return {
            table: {column["name"] for column in inspector.get_columns(table)} for table in inspector.get_table_names()
        }

    async def ask() -> dict[str, set[str]]:
        async with opened(url) as engine, engine.connect() as connection:
            return await connection.run_sync(read)

    return asyncio.run(ask())


def test_migrations_go_up_and_down_and_up_again(url: str) -> None:
    migrate(url)
    at_head = schema(url)
    assert at_head["users"] >= KEY_COLUMNS

    downgrade(url, "0001")
    assert schema(url)["users"] == at_head["users"] - KEY_COLUMNS - REVOCATION - AGENTS | {"vapi_api_key"}

    downgrade(url, "base")
    assert schema(url) == {VERSION_TABLE: {"version_num"}}

    migrate(url)
    migrate(url)
    assert schema(url) == at_head


def test_migrations_in_two_threads_take_turns(databases: Databases, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alembic's `op` and `context` belong to the whole process."""
    both = Barrier(2)
    upgrade = command.upgrade

    def alone(config: Config, revision: str) -> None:
        with pytest.raises(BrokenBarrierError):
            both.wait(0.1)
        upgrade(config, revision)

    monkeypatch.setattr(command, "upgrade", alone)
    with databases.new() as other, ThreadPoolExecutor(2) as threads:
        assert list(threads.map(migrate, (url, other))) == [None, None]
        assert schema(url) == schema(other)


def test_accounts_survive_upgrades_and_downgrades(url: str) -> None:
    insert = text(
        "INSERT INTO users (id, email, name, locale, password_hash, created_at)"
        " VALUES ('00000000000000000000000000000001', 'a@example.com', 'A', 'fr', '', '2026-01-01')"
    )

    async def run(statement: str) -> list[str]:
        async with opened(url) as engine, engine.begin() as connection:
            if statement == "insert":
                await connection.execute(insert)
            return list((await connection.execute(text("SELECT email FROM users"))).scalars())

    migrate(url, "0001")
    asyncio.run(run("insert"))
    migrate(url)
    assert asyncio.run(run("read")) == ["a@example.com"]
    downgrade(url, "0001")
    assert asyncio.run(run("read")) == ["a@example.com"]


def test_the_models_match_the_migrations(url: str) -> None:
    def differences(connection: Connection) -> object:
        return compare_metadata(
            MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}), Base.metadata
        )

    async def compare() -> object:
        async with opened(url) as engine, engine.connect() as connection:
            return await connection.run_sync(differences)

    migrate(url)
    assert asyncio.run(compare()) == []


@pytest.mark.parametrize("name", ["with space", "100%", "%41", "élan", "a#b", "a?b=c", "a;b", "a@b:c"])
def test_a_file_may_have_any_name_and_place(tmp_path: Path, name: str) -> None:
    if sys.platform == "win32" and set(name) & set("?:"):
        pytest.skip("Windows has no such names")
    file = tmp_path / name / f"{name}.db"
    file.parent.mkdir()
    migrate(sqlite_url(file))

    assert [made.name for made in file.parent.iterdir()] == [file.name]


def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    async def get_in_the_way() -> None:
        async with opened(url) as engine, engine.begin() as connection:
            await connection.execute(text("ALTER TABLE users ADD COLUMN vapi_key_preview TEXT"))

    migrate(url, "0001")
    asyncio.run(get_in_the_way())
    before = schema(url)

    with pytest.raises(Exception, match="vapi_key_preview"):
        migrate(url)

    assert schema(url) == before


def test_a_migration_is_silent(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    before = logging.root.handlers[:]
    migrate(url)

    assert capfd.readouterr() == ("", "")
    assert logging.root.handlers == before
    assert not logging.getLogger(__name__).disabled
