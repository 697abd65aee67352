"""`announce who`: the accounts without a key, and who is left out and why."""

import argparse
import asyncio
import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any, TextIO

from ava_onboard.backend.announcement.recipients import Candidate, Reason, candidates
from ava_onboard.backend.commands import iso
from ava_onboard.backend.commands.campaigns import add_campaign
from ava_onboard.backend.commands.database import database
from ava_onboard.backend.commands.spreadsheet import Spreadsheet
from ava_onboard.backend.db.announcements import MailState
from ava_onboard.backend.settings import Settings

FIELDS = ("id", "email", "name", "locale", "left_out", "mail")
"""What is said of each account, in JSON and in the table."""
_SCHEMA = 1
_UNKNOWN = "unknown"
_IN_DOUBT = "in_doubt"


def add_to(actions: Any) -> None:
    """Add the action's parser."""
    parser = actions.add_parser(
        "who",
        help="list who has no key, and who is left out and why",
        description="List the accounts without a key that the mail goes to, by locale, and count who is left out and "
        "why. Nothing is sent.",
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print one JSON object with every account")
    forms.add_argument("--csv", action="store_true", help="print a table of every account for spreadsheets")
    add_campaign(parser)
    parser.set_defaults(act=run)


def described(candidate: Candidate) -> dict[str, object]:
    """Return an account for JSON. What does not exist is null."""
    account = candidate.account
    mail = candidate.mail and (_IN_DOUBT if candidate.mail.state is MailState.SENDING else candidate.mail.state)
    values = (str(account.id), account.email, account.name, account.locale or None, candidate.left_out, mail)
    return dict(zip(FIELDS, values, strict=True))


def run(arguments: argparse.Namespace, settings: Settings, out: TextIO) -> int:
    """Print the accounts and how many there are of each kind."""

    async def collect() -> list[Candidate]:
        async with database(settings.database_url) as engine:
            return [candidate async for candidate in candidates(engine, arguments.campaign)]

    found = asyncio.run(collect())
    found.sort(key=lambda candidate: candidate.account.locale or "")
    if arguments.json:
        _show_json(arguments.campaign, found, out)
    elif arguments.csv:
        table = Spreadsheet(out, FIELDS)
        for candidate in found:
            table.add(described(candidate).values())
    else:
        _show(found, out)
    return 0


def _show_json(campaign: str, found: list[Candidate], out: TextIO) -> None:
    by_locale, left_out = _totals(found)
    document = {
        "schema": _SCHEMA,
        "at": iso(datetime.now(UTC)),
        "campaign": campaign,
        "users": [described(candidate) for candidate in found],
        "totals": {"recipients": by_locale.total(), "by_locale": by_locale, "left_out": left_out},
    }
    print(json.dumps(document), file=out)


def _show(found: list[Candidate], out: TextIO) -> None:
    for candidate in found:
        if candidate.left_out is None:
            account = candidate.account
            mail = described(candidate)["mail"]
            shown = (str(account.id), account.email or "", account.locale or "unknown locale")
            print("  ".join((*shown, f"mail: {mail}" if mail else "no mail yet")), file=out)
    by_locale, left_out = _totals(found)
    print(f"Without a key: {by_locale.total()}{_in_brackets(by_locale)}.", file=out)
    print(f"Left out: {sum(left_out.values())}{_in_brackets(left_out)}.", file=out)


def _totals(found: list[Candidate]) -> tuple[Counter[str], dict[str, int]]:
    """Return how many get the mail in each locale, and how many do not for each reason."""
    by_locale = Counter(each.account.locale or _UNKNOWN for each in found if each.left_out is None)
    reasons = Counter(each.left_out for each in found)
    return by_locale, {reason.value: reasons[reason] for reason in Reason}


def _in_brackets(counts: dict[str, int]) -> str:
    named = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(counts.items()) if count)
    return f" ({named})" if named else ""
