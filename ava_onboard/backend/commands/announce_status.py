"""`announce status`: how many mails are sent, and how many of their users have a key since."""

import argparse
import asyncio
import json
from datetime import UTC, datetime
from typing import Any, TextIO

from ava_onboard.backend.commands import iso
from ava_onboard.backend.commands.campaigns import add_campaign
from ava_onboard.backend.commands.database import database
from ava_onboard.backend.db.announcements import MailState, Tally, tally
from ava_onboard.backend.settings import Settings

_SCHEMA = 1
_LISTED = 20


def add_to(actions: Any) -> None:
    """Add the action's parser."""
    parser = actions.add_parser(
        "status",
        help="show how many mails are sent, and who has a key since",
        description="Show how many mails of a campaign are sent, bounced, wanted later or in doubt, and how many of "
        "the users they were sent to have a key since. While a send runs, the mail that it is sending counts as in "
        "doubt.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_campaign(parser)
    parser.set_defaults(act=run)


def run(arguments: argparse.Namespace, settings: Settings, out: TextIO) -> int:
    """Print the state of the campaign."""

    async def ask() -> Tally:
        async with database(settings.database_url) as engine:
            return await tally(engine, arguments.campaign)

    found = asyncio.run(ask())
    if arguments.json:
        print(json.dumps(_described(arguments.campaign, found)), file=out)
        return 0
    states = found.states
    print(
        f"Sent {states[MailState.SENT]}, bounced {states[MailState.BOUNCED]}, in doubt {states[MailState.SENDING]}, "
        f"later {states[MailState.DEFERRED]}, unsubscribed {found.unsubscribed}, "
        f"configured since: {found.configured_since}{_share(found)}",
        file=out,
    )
    if found.in_doubt:
        more = len(found.in_doubt) - _LISTED
        named = ", ".join(str(user) for user in found.in_doubt[:_LISTED])
        print(f"In doubt: {named}{f' and {more} more' if more > 0 else ''}", file=out)
    return 0


def _share(found: Tally) -> str:
    sent = found.states[MailState.SENT]
    return f" ({100 * found.configured_since // sent} %)" if sent else ""


def _described(campaign: str, found: Tally) -> dict[str, object]:
    return {
        "schema": _SCHEMA,
        "at": iso(datetime.now(UTC)),
        "campaign": campaign,
        "sent": found.states[MailState.SENT],
        "bounced": found.states[MailState.BOUNCED],
        "in_doubt": found.states[MailState.SENDING],
        "later": found.states[MailState.DEFERRED],
        "unsubscribed": found.unsubscribed,
        "configured_since": found.configured_since,
        "users_in_doubt": [str(user) for user in found.in_doubt],
    }
