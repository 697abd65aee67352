"""SQLite's file: only a migration creates it, and a connection notices when another file replaces it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname
from uuid import uuid4
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Engine, make_url


class LeftOverLogError(OSError):
    """Another file has replaced the database, but the write-ahead log beside it belongs to the old one.

    SQLite would write that log into the new file. Replacing a file means removing its `-wal` and `-shm` too.
    """


class OpenFile:
    """A file that a connection has open. Tells whether its path still leads to it."""

    def __init__(self, file: Path) -> None:
        """Remember which file is there. Call it before connecting.

        Raises:
            OSError: There is no file.
        """
        self._path = os.fspath(file)
        self._log_path = f"{self._path}-wal"
        self._identity = _identity(self._path)
        self._log: tuple[int, int] | None = None

    def note_log(self) -> None:
        """Remember the write-ahead log. Call it after the connection's first read."""
        with suppress(OSError):
            self._log = _identity(self._log_path)

    def is_replaced(self) -> bool:
        """Tell whether to reconnect, because writes would go to a file that the path no longer names.

        Raises:
            LeftOverLogError: Reconnecting would damage the new file.
            OSError: There is no file.
        """
        if _identity(self._path) == self._identity:
            return False
        with suppress(FileNotFoundError):
            if _identity(self._log_path) == self._log:
                raise LeftOverLogError
        return True


class FollowedFile:
    """The file of a database, for all connections to it in this process."""

    def __init__(self, file: Path) -> None:
        self._path = file
        self._latest: OpenFile | None = None

    def opening(self) -> OpenFile:
        """Return the file that the next connection will have open.

        Raises:
            LeftOverLogError: It is another file than that of the last connection, with that one's log beside it.
            OSError: There is no file.
        """
        if self._latest is not None:
            self._latest.is_replaced()
        self._latest = OpenFile(self._path)
        return self._latest


_followed: "WeakKeyDictionary[Engine, FollowedFile]" = WeakKeyDictionary()


def followed(engine: Engine) -> FollowedFile | None:
    """Return the file of an engine's database; None for one in memory."""
    file = file_of(engine.url)
    return _followed.setdefault(engine, FollowedFile(file)) if file else None


def _identity(path: str) -> tuple[int, int]:
    found = os.stat(path)  # noqa: PTH116 - twice as fast as Path.stat, and called before every write
    return found.st_dev, found.st_ino


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite database; None for one in memory."""
    name = _name_in(url)
    return None if name == ":memory:" or url.query.get("mode") == "memory" else Path(name).absolute()


def is_relative(url: URL) -> bool:
    """Tell whether the place of an SQLite database depends on the folder in which the program was started."""
    return not Path(_name_in(url)).is_absolute()


def _name_in(url: URL) -> str:
    name = url.database or ":memory:"
    return url2pathname(urlsplit(name).path) if "uri" in url.query else name


def existing(url: str) -> URL:
    """Return a URL that opens the database only if it exists: SQLite would create an empty file for a mistyped name."""
    parsed = make_url(url)
    file = file_of(parsed) if parsed.get_backend_name() == "sqlite" else None
    if file is None or "mode" in parsed.query:
        return parsed
    name = parsed.database if "uri" in parsed.query else file.as_uri()
    return parsed.set(database=name, query={**parsed.query, "mode": "rw", "uri": "true"})


def untouched(url: URL) -> URL:
    """Return a URL that reads a database file, and neither changes it nor leaves another file beside it."""
    file = file_of(url)
    if file is None:
        return url
    query = {"mode": "ro", "uri": "true"}
    if not os.path.exists(f"{file}-wal"):  # noqa: PTH110 - a name beside a path
        query["immutable"] = "1"  # nobody has it open with a log; reading it would create one otherwise
    return url.set(database=file.as_uri(), query=query)


@contextmanager
def copied(url: URL) -> Iterator[URL]:
    """Yield the URL of a copy in memory, where plain-text keys leave no trace; an empty one if there is no file.

    Raises:
        sqlite3.Error: The file cannot be read.
    """
    name = f"file:{uuid4().hex}"
    shared = {"mode": "memory", "cache": "shared", "uri": "true"}
    file = file_of(url)
    with closing(sqlite3.connect(f"{name}?mode=memory&cache=shared", uri=True)) as copy:  # it lives as long as this
        if file is not None and file.exists():
            source = untouched(url)
            options = "&".join(f"{option}={value}" for option, value in source.query.items() if option != "uri")
            with closing(sqlite3.connect(f"{source.database}?{options}", uri=True)) as original:
                original.backup(copy)
        yield url.set(database=name, query=shared)


def make(file: Path) -> None:
    """Create an empty file if it is missing, readable only by its owner: it will hold password hashes."""
    with suppress(OSError):  # SQLite reports it later
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))


@contextmanager
def journal_kept_if_it_fails(url: URL) -> Iterator[None]:
    """Have a database file keep its kind of journal if the block raises: opening it begins a write-ahead log.

    Another application may still use a file that was not taken over.
    """
    file = file_of(url)
    had_log = file is None or _has_log(file)
    try:
        yield
    except BaseException:
        if file is not None and not had_log:
            with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
        raise


def _has_log(file: Path) -> bool:
    """Tell whether a file is written through a write-ahead log: its header says so, and it may not exist yet."""
    with suppress(OSError), file.open("rb") as opened:
        return opened.read(20)[18:] == b"\2\2"
    return False
