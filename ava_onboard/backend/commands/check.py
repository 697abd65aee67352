"""`check` and `forget-unreadable`: decrypt every stored key, and delete those that nothing can read any more."""

import argparse
import asyncio
from collections import Counter
from typing import Any, TextIO

from ava_onboard.backend.audit import Event, OperatorAudit
from ava_onboard.backend.commands import UsageError
from ava_onboard.backend.commands.database import database
from ava_onboard.backend.security.key_inspection import forget, inspect
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.settings import Settings


def add_to(commands: Any) -> None:
    """Add the two parsers."""
    checking = commands.add_parser(
        "check",
        help="decrypt every stored key, and name what cannot be read",
        description="Decrypt every stored key without changing anything. Exit code 1 if a key cannot be read.",
    )
    checking.set_defaults(run=run)
    forgetting = commands.add_parser(
        "forget-unreadable",
        help="delete the stored keys that cannot be read: the way back from a lost master key",
        description="Delete the stored keys that cannot be read with this ring; their tenants save them again. Look "
        "for the lost master key first: with it they can be read.",
    )
    forgetting.add_argument("--yes", action="store_true", help="needed, because this cannot be undone")
    forgetting.set_defaults(run=run_forget)


def run(_: argparse.Namespace, out: TextIO) -> int:
    """Check.

    Raises:
        SettingsError: A setting is missing or unusable.
    """
    return 1 if asyncio.run(_inspect(out, forgetting=False)) else 0


def run_forget(arguments: argparse.Namespace, out: TextIO) -> int:
    """Forget what cannot be read.

    Raises:
        SettingsError: A setting is missing or unusable.
        UsageError: It was not confirmed.
    """
    if not arguments.yes:
        raise UsageError("This deletes keys for good. Run check first, then forget-unreadable --yes")
    return 1 if asyncio.run(_inspect(out, forgetting=True)) else 0


async def _inspect(out: TextIO, *, forgetting: bool) -> int:
    """Print each key that cannot be read, and how many there are; return how many are left."""
    settings = Settings.from_environment()
    audit = OperatorAudit(settings.audit_log if forgetting else None)
    ring = KeyRing(settings.master_key_bytes(), settings.current_master_key)
    readable: Counter[str] = Counter()
    unreadable = left = 0
    async with database(settings.database_url) as engine:
        async for key in inspect(engine, ring):
            if key.trouble is None:
                readable[f"{key.master_key} (kept aside)" if key.is_kept_aside else key.master_key] += 1
                continue
            unreadable += 1
            forgotten = forgetting and await forget(engine, key)
            if forgotten:
                audit.record(Event.KEY_FORGOTTEN, key.user)
            left += not forgotten
            print(f"{key.user}: {key.trouble}{'; forgotten' if forgotten else ''}", file=out)
    named = ", ".join(f"{count} under {name}" for name, count in sorted(readable.items())) or "none"
    print(
        f"Readable: {named}. Not readable: {unreadable}{f', forgotten: {unreadable - left}' if forgetting else ''}.",
        file=out,
    )
    return left
