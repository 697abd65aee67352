"""`announce suppress`: the addresses that get no announcements."""

import argparse
import asyncio
from datetime import UTC, datetime
from typing import Any, TextIO

from ava_onboard.backend.commands import UsageError, is_unicode, iso
from ava_onboard.backend.commands.database import database
from ava_onboard.backend.commands.exit_codes import Exit
from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.identifiers import plain_email
from ava_onboard.backend.db.suppressions import Suppression, allow, suppress, suppressed
from ava_onboard.backend.mail_address import usable_address
from ava_onboard.backend.settings import Settings


def add_to(actions: Any) -> None:
    """Add the action's parser."""
    parser = actions.add_parser(
        "suppress",
        help="send no announcements to an address, or list those",
        description="Send no announcements to these addresses. Without an address, list those that get none, since "
        "when and why: bounced, unsubscribed, or by an operator.",
    )
    parser.add_argument("addresses", metavar="ADDRESS", nargs="*", type=_address, help="an e-mail address")
    parser.add_argument(
        "--remove", action="store_true", help="send to these addresses again: only if their owners ask for it"
    )
    parser.set_defaults(act=run)


def run(arguments: argparse.Namespace, settings: Settings, out: TextIO) -> int:
    """Suppress addresses, take that back, or list them.

    Raises:
        UsageError: There is nothing to remove.
    """
    if arguments.remove and not arguments.addresses:
        raise UsageError("--remove: name the addresses")
    return asyncio.run(_run(settings.database_url, arguments.addresses, out, removing=arguments.remove))


async def _run(url: str, addresses: list[str], out: TextIO, *, removing: bool) -> int:
    missing = False
    async with database(url) as engine:
        for address in addresses:
            if removing:
                found = await allow(engine, address)
                missing |= not found
                print(f"{address}: {'gets announcements again' if found else 'was not suppressed'}", file=out)
                continue
            async with transaction(engine) as connection:
                is_new = await suppress(connection, address, Suppression.OPERATOR)
            print(f"{address}: {'gets no announcements' if is_new else 'was suppressed already'}", file=out)
        if not addresses:
            async with engine.connect() as connection:
                listed = await suppressed(connection)
            for each in listed:
                print(f"{each.address}  {each.reason}  {iso(datetime.fromtimestamp(each.at, UTC))}", file=out)
            print(f"Suppressed: {len(listed)}.", file=out)
    return Exit.FAILED if missing else Exit.DONE


def _address(text: str) -> str:
    plain = plain_email(text)
    if not is_unicode(plain) or usable_address(plain) is None:
        raise argparse.ArgumentTypeError("not an e-mail address")
    return plain
