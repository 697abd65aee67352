"""A database that cannot be used for now: how that is recognised, told and noted."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError


class DatabaseUnavailableError(Exception):
    """The database does not answer, or not in time; it may have done what it was told, and may answer again."""


class NotMigratedError(Exception):
    """There is no database yet."""


class PlaintextRemainsError(Exception):
    """A migration is done, but what it has removed may still be on the disk."""


class MigrationRefusedError(Exception):
    """The migration cannot be made and has changed nothing. The message holds no key."""


_SQLSTATES = ("08", "28", "53", "57P", "25006", "3D000", "42703", "42P01", "55P03", "57014")
"""Of PostgreSQL (its manual, appendix A): connection lost, login refused, resources used up, server stopping or
starting, read-only, no such database, no such column or table (not migrated), lock not available, statement ended."""
_SQLITE_CODES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
_SQLITE_NOT_MIGRATED = ("no such table", "no such column")
"""SQLite has no code for them."""
_QUIET = 5.0
"""Seconds after which an outage of the same kind is noted again: a flood of requests is no flood of lines."""

_log = logging.getLogger(__name__)
_noted: dict[str, float] = {}
"""Kinds of outages, with the time when each was noted last."""


@contextmanager
def outages(*others: type[Exception]) -> Iterator[None]:
    """Turn whatever an unavailable database makes its driver raise into `DatabaseUnavailableError`, and note it.

    Args:
        others: Errors of a driver that always mean this.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, others) or _is_outage(error):
            _note(error)
            raise DatabaseUnavailableError from None
        raise


def _is_outage(error: BaseException | None) -> bool:
    match error:
        case DBAPIError():
            return error.connection_invalidated or _is_outage(error.orig)
        case sqlite3.Error():
            return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_CODES or str(error).startswith(
                _SQLITE_NOT_MIGRATED
            )
        case OSError():
            return True
        case _:
            return str(getattr(error, "sqlstate", "")).startswith(_SQLSTATES)


def _note(error: BaseException) -> None:
    """One line for whoever operates this. The error's own text may hold what was sent, or a row."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    kind = " ".join(filter(None, (type(error).__qualname__, code)))
    now = time.monotonic()
    if now - _noted.get(kind, -_QUIET) >= _QUIET:
        _noted[kind] = now
        _log.warning("the database cannot be used: %s", kind)
