"""`migrate`: bring the schema of the database up to date."""

import argparse
import asyncio
import sys
from typing import Any, TextIO

from sqlalchemy import inspect, make_url

from ava_onboard.backend.commands import UsageError
from ava_onboard.backend.commands.database import database
from ava_onboard.backend.db.schema import current_revision, downgrade, make_database, migrate, revisions
from ava_onboard.backend.db.sqlite_files import file_of, untouched
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.settings import Settings
from ava_onboard.terminal import is_terminal

_LOCKED = (
    "The whole migration is run in one transaction and taken back. From its first change on, nobody else can read or "
    "write the table users until then."
)
_FATE = (
    "There is a table users already. It will be taken over: the application that uses it now will stop working, as "
    "the plain column vapi_api_key goes, a column password is renamed to password_hash, and ids become UUIDs. Its own "
    "version table stays as it is. Make a backup first."
)


def add_to(commands: Any) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "migrate",
        help="bring the database to the schema of this version",
        description="Bring the database to the schema of this version, in one transaction. Plain-text keys in an "
        "existing table are encrypted with the current master key, and read back before the plain text is deleted. "
        "PostgreSQL keeps deleted rows on disk for a while: VACUUM FULL users removes them.",
    )
    parser.add_argument(
        "--to",
        metavar="REVISION",
        choices=revisions(),
        help=f"a revision other than the latest, earlier ones included: {', '.join(revisions())}",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, without changing anything")
    parser.add_argument("--yes", action="store_true", help="take over another application's table without asking")
    parser.add_argument("--create", action="store_true", help="create SQLite's file though its address is relative")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Migrate.

    Raises:
        SettingsError: A setting is missing or unusable.
        MigrationRefusedError: The rows cannot be migrated; nothing was changed.
        UsageError: A table was to be taken over, and nobody agreed.
    """
    settings = Settings.from_environment()
    ring = KeyRing(settings.master_key_bytes(), settings.current_master_key)
    known = revisions()
    make_database(settings.database_url, relative=arguments.create, dry_run=True)
    before, is_taken_over = asyncio.run(_state(settings.database_url))
    target = arguments.to or known[-1]

    def say(sentence: str) -> None:
        print(sentence, file=out, flush=True)

    if is_taken_over:
        say(_FATE)
        if not (arguments.dry_run or arguments.yes or _confirmed()):
            raise UsageError("Nothing was changed. Run it with --dry-run to see what it would do, or with --yes")
    is_back = before in known and known.index(target) < known.index(before)
    change = downgrade if is_back else migrate
    if arguments.dry_run:
        if not settings.database_url.startswith("sqlite"):
            say(_LOCKED)
        change(settings.database_url, target, ring=ring, say=say, dry_run=True)
        say(f"Nothing was changed: the database stays at revision {before or 'none'} and would be at {target}.")
        return 0
    change(settings.database_url, target, ring=ring, say=say)
    file = file_of(make_url(settings.database_url)) if settings.database_url.startswith("sqlite") else None
    say(f"The database{f' {file}' if file else ''} was at revision {before or 'none'} and is at {target}.")
    return 0


def _confirmed() -> bool:
    return is_terminal(sys.stdin) and input("Take it over? [yes/NO] ").strip().lower() == "yes"


async def _state(url: str) -> tuple[str | None, bool]:
    """Return the revision of a database, and whether a migration would take over another application's table.

    Neither changes SQLite's file nor creates it.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = file_of(parsed)
        if file is None or not file.exists():
            return None, False
        url = untouched(parsed).render_as_string(hide_password=False)
    async with database(url) as engine, engine.connect() as connection:
        revision = await connection.run_sync(current_revision)
        has_users = await connection.run_sync(lambda sync: inspect(sync).has_table("users"))
    return revision, revision is None and has_users
