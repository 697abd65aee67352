"""The errors of the database, and how an outage is recognised and logged."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError


class DatabaseUnavailableError(Exception):
    """The database does not answer in time. It may have carried out the statement, and may answer again later."""


class NotMigratedError(Exception):
    """The database does not exist yet."""


class PlaintextRemainsError(Exception):
    """A migration is done, but plain-text keys that it removed may still be on the disk."""


class MigrationRefusedError(Exception):
    """The migration is not possible and has changed nothing. The message holds no key, address or number."""


_SQLSTATES = ("08", "28", "53", "57P", "25006", "3D000", "42703", "42P01", "55P03", "57014")
"""PostgreSQL (manual, appendix A): connection lost, login refused, out of resources, server stopping or starting,
read-only, no such database, no such column or table (not migrated), lock not available, statement cancelled."""
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
"""SQLite has no error code for these."""
_QUIET = 5.0
"""Seconds before an outage of the same kind is logged again, so that many requests do not flood the log."""

_log = logging.getLogger(__name__)
_last_logged: dict[str, float] = {}
"""When each kind of outage was logged last."""


@contextmanager
def outages(*others: type[Exception]) -> Iterator[None]:
    """Turn the errors of an unavailable database into `DatabaseUnavailableError`, and log them.

    Args:
        others: Further errors of a driver that always mean an outage.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, others) or _is_outage(error):
            _log_outage(error)
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


def _log_outage(error: BaseException) -> None:
    """Log one line for the operator, without the error's text, which may hold a row or what was sent."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    kind = " ".join(filter(None, (type(error).__qualname__, code)))
    now = time.monotonic()
    if now - _last_logged.get(kind, -_QUIET) >= _QUIET:
        _last_logged[kind] = now
        _log.warning("the database cannot be used: %s", kind)
