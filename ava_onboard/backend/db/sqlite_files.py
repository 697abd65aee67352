"""SQLite's file: made by a migration and by nothing else, and followed when another one takes its place."""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlalchemy import URL, make_url


class LeftOverLogError(OSError):
    """Another file has taken the place, and beside it lies the log of the one before, with the last writes.

    SQLite would put them into the new file. Whoever replaces a file takes its `-wal` and `-shm` away.
    """


class OpenFile:
    """A file that a connection has open, as long as its path leads to it."""

    def __init__(self, file: Path) -> None:
        """Remember what is there now; then connect.

        Raises:
            OSError: Nothing is.
        """
        self._path = os.fspath(file)
        self._log_path = f"{self._path}-wal"
        self._place = _place(self._path)
        self._log: tuple[int, int] | None = None

    def note_log(self) -> None:
        """Remember the write-ahead log, once the connection has read something."""
        with suppress(OSError):
            self._log = _place(self._log_path)

    def is_replaced(self) -> bool:
        """Whether to connect anew, as otherwise all that is written goes to a file that nobody looks for.

        Raises:
            LeftOverLogError: That would do harm now.
            OSError: There is no file at all.
        """
        if _place(self._path) == self._place:
            return False
        with suppress(FileNotFoundError):
            if _place(self._log_path) == self._log:
                raise LeftOverLogError
        return True


def _place(path: str) -> tuple[int, int]:
    found = os.stat(path)  # noqa: PTH116 - half the time of Path.stat, before every write
    return found.st_dev, found.st_ino


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database, None for one in memory."""
    name = url.database or ":memory:"
    if "uri" in url.query:
        name = url2pathname(urlsplit(name).path)
    return None if name == ":memory:" or url.query.get("mode") == "memory" else Path(name).absolute()


def existing(url: str) -> URL:
    """The same database, but only if it is there: SQLite makes an empty file for a name with a mistake in it."""
    parsed = make_url(url)
    file = file_of(parsed) if parsed.get_backend_name() == "sqlite" else None
    if file is None or "mode" in parsed.query:
        return parsed
    name = parsed.database if "uri" in parsed.query else file.as_uri()
    return parsed.set(database=name, query={**parsed.query, "mode": "rw", "uri": "true"})


def make(file: Path) -> None:
    """Make an empty file, if there is none, that only its owner can read: it will hold hashes of passwords."""
    with suppress(OSError):  # SQLite will say it
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
