"""`migrate`: bring the schema of the database up to date."""

import argparse
import asyncio
from typing import Any, TextIO

from alembic.script import ScriptDirectory

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.schema import alembic_config, current_revision, downgrade, make_database, migrate
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
        choices=_revisions(),
        help=f"a revision other than the latest, earlier ones included: {', '.join(_revisions())}",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Migrate.

    Raises:
        SettingsError: A setting is missing or unusable.
        MigrationRefusedError: The rows cannot be migrated; nothing was changed.
    """
    settings = Settings.from_environment()
    ring = KeyRing(settings.master_key_bytes(), settings.current_master_key)
    known = _revisions()
    make_database(settings.database_url)
    before = asyncio.run(_revision(settings.database_url))
    target = arguments.to or known[-1]
    if before in known and known.index(target) < known.index(before):
        downgrade(settings.database_url, target, ring=ring)
    else:
        migrate(settings.database_url, target, ring=ring)
    print(f"The database was at revision {before or 'none'} and is at {target}.", file=out)
    return 0


def _revisions() -> list[str]:
    """Return all revisions, oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]


async def _revision(url: str) -> str | None:
    async with opened(url) as engine, engine.connect() as connection:
        return await connection.run_sync(current_revision)
