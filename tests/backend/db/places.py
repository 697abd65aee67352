"""Create databases for tests, with one interface for SQLite and PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import URL

from tests.backend.db.postgres import UNSAFE_BUT_FAST, PostgresServer, binaries

KINDS = ["sqlite", "postgresql"]
sqlite_only = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
postgresql_only = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


class Databases(Protocol):
    """Creates databases, each for one test."""

    kind: str

    @contextmanager
    def new(self, template: str | None = None) -> Iterator[str]:
        """Yield the URL of a new database, empty or a copy of the one at `template`; deleted after the block."""
        yield ""

    def files(self, url: str) -> list[Path]:
        """Return every file that holds data of the database."""


class SqliteDatabases:
    """Files in a folder."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    @contextmanager
    def new(self, template: str | None = None) -> Iterator[str]:
        """See `Databases`. The template is closed, so its file holds all of it."""
        file = self._folder / str(next(self._numbers)) / "ava.db"
        file.parent.mkdir()
        try:
            if template is None:
                file.touch(0o600)
            else:
                shutil.copy(sqlite_file(template), file)
            yield sqlite_url(file)
        finally:
            shutil.rmtree(file.parent, ignore_errors=True)

    def files(self, url: str) -> list[Path]:
        """Return the file and what SQLite writes beside it."""
        return list(sqlite_file(url).parent.iterdir())


class PostgresDatabases:
    """Databases of one server."""

    kind = "postgresql"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count()

    @contextmanager
    def new(self, template: str | None = None) -> Iterator[str]:
        """See `Databases`. No connection to the template is open."""
        name = f"ava_{next(self._numbers)}"
        self._server.create(name, template and template.rpartition("/")[2])
        try:
            yield self._server.url(name)
        finally:
            self._server.drop(name)

    def files(self, url: str) -> list[Path]:
        """Return every file of the server, its log included."""
        return [path for path in self._server.folder.rglob("*") if path.is_file()]


def sqlite_url(file: Path) -> str:
    """Return the URL of an SQLite file; its path may hold any characters."""
    return URL.create("sqlite+aiosqlite", database=str(file)).render_as_string()


def sqlite_file(url: str) -> Path:
    """Return the file of a test's SQLite database."""
    return Path(url.removeprefix("sqlite+aiosqlite:///"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running server for all tests of a process; a test that stops it starts it again."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL's initdb is neither on PATH nor in /usr/lib/postgresql: install its server")
    with PostgresServer(programs, UNSAFE_BUT_FAST) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """An empty database of a real PostgreSQL."""
    return postgres_server.url()


@pytest.fixture(scope="session", params=KINDS)
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Every test that uses it, directly or through another fixture, runs on each kind of database."""
    if request.param == "sqlite":
        return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))
    return PostgresDatabases(request.getfixturevalue("postgres_server"))
