"""`rotate`: re-encrypt every stored key with the current master key."""

import argparse
import asyncio
from typing import Any, TextIO

from ava_onboard.backend.commands.database import database
from ava_onboard.backend.commands.interruption import sigterm_like_ctrl_c
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.key_rotation import Rotation, count_stale, rotate
from ava_onboard.backend.settings import Settings

_LISTED = 10
_PROGRESS_EVERY = 10_000


def add_to(commands: Any) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "rotate",
        help="re-encrypt every stored key with the current master key",
        description="Re-encrypt every stored key with the current master key while the backend serves. Give every "
        "server the new ring first. Ctrl+C and SIGTERM stop it at any time, and the next run does the rest. Exit code "
        "1 if rows are left: then no master key may be removed from the ring.",
    )
    parser.add_argument("--dry-run", action="store_true", help="decrypt and count, without writing")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Rotate and print the counts.

    Raises:
        SettingsError: A setting is missing or unusable.
        WrongMasterKeyError: The ring does not fit the rows; nothing was changed.
    """
    settings = Settings.from_environment()
    ring = KeyRing(settings.master_key_bytes(), settings.current_master_key)
    rotation = Rotation()
    with sigterm_like_ctrl_c() as interruption:
        try:
            remaining = asyncio.run(_rotate(settings.database_url, ring, rotation, arguments.dry_run, out))
        except KeyboardInterrupt:
            print(f"Interrupted. {_counts(rotation, arguments.dry_run)} Run it again to continue.", file=out)
            return interruption.exit_code
    print(_counts(rotation, arguments.dry_run), file=out)
    if rotation.unreadable:
        named = ", ".join(str(user) for user in rotation.unreadable[:_LISTED])
        print(f"Not readable with this ring and left unchanged, among them users {named}", file=out)
    if not arguments.dry_run:
        print(f"Left under a master key other than {ring.current}: {remaining}.", file=out)
    return 1 if rotation.unreadable or (remaining and not arguments.dry_run) else 0


async def _rotate(url: str, ring: KeyRing, rotation: Rotation, dry_run: bool, out: TextIO) -> int:
    printed = 0

    def progress(now: Rotation) -> None:
        nonlocal printed
        if now.rotated // _PROGRESS_EVERY > printed:
            printed = now.rotated // _PROGRESS_EVERY
            print(_counts(now, dry_run), file=out, flush=True)

    async with database(url) as engine:
        await rotate(engine, ring, rotation, dry_run=dry_run, progress=progress)
        return await count_stale(engine, ring)


def _counts(rotation: Rotation, dry_run: bool) -> str:
    done = "Would be re-encrypted" if dry_run else "Re-encrypted"
    return (
        f"{done}: {rotation.rotated}; changed by their tenants meanwhile: {rotation.overtaken}; "
        f"not readable: {len(rotation.unreadable)}."
    )
