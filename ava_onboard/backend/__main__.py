"""`python -m ava_onboard.backend`: run and operate the backend."""

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from ssl import SSLCertVerificationError

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from ava_onboard.backend.announcement.smtp import MailServerError
from ava_onboard.backend.commands import (
    UsageError,
    announce,
    check,
    create_user,
    migrate,
    new_master_key,
    rotate,
    serve,
    status,
    users,
    verify,
)
from ava_onboard.backend.commands.exit_codes import Exit, sentence
from ava_onboard.backend.db.administration import NoSuchAccountError
from ava_onboard.backend.db.errors import (
    DatabaseUnavailableError,
    MigrationRefusedError,
    NotMigratedError,
    PlaintextRemainsError,
)
from ava_onboard.backend.db.pooler import TransactionPoolerError
from ava_onboard.backend.db.users import AccountExistsError, AccountRefusedError
from ava_onboard.backend.security.key_ring_check import WrongMasterKeyError
from ava_onboard.backend.settings import PREFIX
from ava_onboard.backend.variables import SettingsError

_NOT_MIGRATED = "The database is not migrated: run migrate"
_SQLSTATES = {
    "28": "The database refuses the user or the password",
    "3D000": "The database server has no database of that name",
    "42P01": _NOT_MIGRATED,
    "42501": "The database does not let this role do that: GRANT it the rights, or make it the owner of the tables",
    "42703": _NOT_MIGRATED,
}
"""Prefixes of SQLSTATE codes (PostgreSQL manual, appendix A). The server's text may hold the refused row."""
_FAILURES = (
    AccountExistsError,
    AccountRefusedError,
    DatabaseUnavailableError,
    MailServerError,
    MigrationRefusedError,
    NoSuchAccountError,
    NotMigratedError,
    OSError,
    PlaintextRemainsError,
    SQLAlchemyError,
    TransactionPoolerError,
    WrongMasterKeyError,
    sqlite3.Error,
)
_EPILOG = f"""\
Settings come from the environment:
  {PREFIX}DATABASE_URL        sqlite+aiosqlite:///ava.db or postgresql+asyncpg://user:password@host/name
  {PREFIX}MASTER_KEYS         NAME:BASE64[,NAME:BASE64...], 32 bytes each
  {PREFIX}CURRENT_MASTER_KEY  the one that encrypts, if there are several
  {PREFIX}TOKEN_SECRET        at least 32 bytes
  {PREFIX}FORM                documented (default) or deployed
Each of them may end in _FILE, and then names a file that holds the value.

Exit codes: {Exit.DONE:d} done; {Exit.FAILED:d} failed, or a check failed; {Exit.WRONG:d} wrong arguments or settings; \
{Exit.INTERRUPTED:d} interrupted; {Exit.TERMINATED:d} ended by SIGTERM.
The help of each command says more.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: Without the program's name; those of the process if None.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(
        prog="python -m ava_onboard.backend",
        description="The Ava settings backend.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (new_master_key, serve, migrate, create_user, users, status, announce, rotate, check, verify):
        command.add_to(commands)
    for name, command_parser in commands.choices.items():
        command_parser.epilog = sentence(name)
    parsed = parser.parse_args(arguments)
    try:
        code: int = parsed.run(parsed, sys.stdout)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except (SettingsError, UsageError) as error:
        sys.stderr.write(f"{error}\n")
        return Exit.WRONG
    except _FAILURES as error:
        sys.stderr.write(f"{_failed(error)}\n")
        return Exit.FAILED
    return code


def _failed(error: Exception) -> str:
    match error:
        case MigrationRefusedError() | WrongMasterKeyError():
            return f"Nothing was changed: {error}"
        case NotMigratedError():
            return f"{_NOT_MIGRATED}. {error}" if str(error) else _NOT_MIGRATED
        case SSLCertVerificationError():
            return f"The certificate of the database is refused: {error.verify_message.removesuffix('.')}"
        case DatabaseUnavailableError():
            return "The database is not available"
        case OperationalError() if str(error.orig).startswith(("no such table", "no such column")):
            return _NOT_MIGRATED
        case OperationalError() | InterfaceError():
            return f"The database cannot be used: {_without_values(error.orig)}"
        case sqlite3.Error():
            return f"The database cannot be used: {_without_values(error)}"
        case DBAPIError():
            state = str(getattr(error.orig, "sqlstate", ""))
            sentences = (sentence for prefix, sentence in _SQLSTATES.items() if state.startswith(prefix))
            return next(sentences, f"The database cannot be used ({type(error).__qualname__})")
        case SQLAlchemyError():
            return f"The database cannot be used ({type(error).__qualname__})"
        case _:
            return str(error)


def _without_values(error: BaseException | None) -> str:
    """Return the first line of a driver's text, without the value that SQLite shows if it is not UTF-8."""
    return str(error).partition("\n")[0].partition(" with text ")[0]


if __name__ == "__main__":
    sys.exit(main())
