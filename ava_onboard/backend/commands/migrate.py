"""`migrate`: bring the schema of the database up to date."""

import argparse
import asyncio
from typing import Any, TextIO

from sqlalchemy import make_url

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.schema import current_revision, downgrade, make_database, migrate, revisions
from ava_onboard.backend.db.sqlite_files import file_of
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.settings import Settings


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
    parser.add_argument("--create", action="store_true", help="create SQLite's file though its address is relative")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Migrate.

    Raises:
        SettingsError: A setting is missing or unusable.
        MigrationRefusedError: The rows cannot be migrated; nothing was changed.
    """
    settings = Settings.from_environment()
    ring = KeyRing(settings.master_key_bytes(), settings.current_master_key)
    known = revisions()
    make_database(settings.database_url, relative=arguments.create)
    before = asyncio.run(_revision(settings.database_url))
    target = arguments.to or known[-1]

    def say(sentence: str) -> None:
        print(sentence, file=out, flush=True)

    if before in known and known.index(target) < known.index(before):
        downgrade(settings.database_url, target, ring=ring, say=say)
    else:
        migrate(settings.database_url, target, ring=ring, say=say)
    file = file_of(make_url(settings.database_url)) if settings.database_url.startswith("sqlite") else None
    say(f"The database{f' {file}' if file else ''} was at revision {before or 'none'} and is at {target}.")
    return 0


async def _revision(url: str) -> str | None:
    async with opened(url) as engine, engine.connect() as connection:
        return await connection.run_sync(current_revision)
