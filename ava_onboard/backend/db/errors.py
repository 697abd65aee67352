"""The errors of the database, and how an outage is recognised and logged."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError

from ava_onboard.backend.db.generations import Generation
from ava_onboard.backend.metrics import metrics


class DatabaseUnavailableError(Exception):
    """The database does not answer in time. It may have carried out the statement, and may answer again later."""


class NotMigratedError(Exception):
    """The database does not exist yet."""


class PlaintextRemainsError(Exception):
    """A migration is done, but plain-text keys that it removed may still be on the disk."""


class MigrationRefusedError(Exception):
    """The migration is not possible and has changed nothing. The message holds no key, address or number."""


_SERVER = ("08", "25006", "57P", "58", "F0", "XX")
"""SQLSTATE codes of PostgreSQL (manual, appendix A) that concern the server, and so every connection to it: connection
lost, read-only, stopping or starting, an error of the system, of its configuration, or of the server itself."""
_NOT_NOW = ("28", "3D000", "40", "53", "55", "57", "25P03", "25P04")
"""Login refused, no such database, a transaction that others rolled back, out of resources, an object in use or a lock
not available, a statement cancelled, a transaction that took too long."""
_SCHEMA = ("0A000", "22000", "22001", "22P", "26000", "3F000", "42")
"""Someone changed the schema: a plan or prepared statement that no longer fits, another type or a shorter column, no
such schema, table or column, or no right to use it."""
_SQLSTATES = _SERVER + _NOT_NOW + _SCHEMA
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
def outages(*others: type[Exception], generation: Generation | None = None) -> Iterator[None]:
    """Turn the errors of an unavailable database into `DatabaseUnavailableError`, and log them.

    Args:
        others: Further errors of a driver that always mean an outage.
        generation: That of the connections, to retire them if the error concerns all of them.

    Raises:
        DatabaseUnavailableError: The database cannot be used now.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, others) or _is_outage(error):
            metrics.database_outage()
            _log_outage(error)
            if generation is not None and _concerns_all(error):
                generation.retire()
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
        case OSError() | asyncpg.InternalClientError():  # the latter: the server ended in the middle of an answer
            return True
        case _:
            return str(getattr(error, "sqlstate", "")).startswith(_SQLSTATES)


def _concerns_all(error: BaseException | None) -> bool:
    """Tell whether an outage concerns every connection, and not one statement."""
    match error:
        case DBAPIError():
            return error.connection_invalidated or _concerns_all(error.orig)
        case OSError():  # a time-out among them
            return True
        case _:
            return str(getattr(error, "sqlstate", None) or "08").startswith(_SERVER)


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
