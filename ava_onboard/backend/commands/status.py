"""`status`: who has a Vapi key, since when, and what Vapi last said about it."""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TextIO

from ava_onboard.backend.commands import iso, printable
from ava_onboard.backend.commands.database import database
from ava_onboard.backend.commands.spreadsheet import Spreadsheet
from ava_onboard.backend.db.administration import AccountState, Totals, listed
from ava_onboard.backend.settings import Settings

FIELDS = (
    "id",
    "email",
    "phone",
    "name",
    "locale",
    "disabled",
    "configured",
    "since",
    "master_key",
    "vapi",
    "vapi_at",
)
"""What is said of each account, in JSON and in the table."""
_SCHEMA = 1
_UNKNOWN = "unknown"


def add_to(commands: Any) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "status",
        help="show who has a key, since when, and whether Vapi accepts it",
        description="Show every account: whether it has a Vapi key, since when, under which master key, and whether "
        "Vapi accepted or refused the key when this backend last used it. Nothing is asked of Vapi now.",
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print one JSON object, with one account per line")
    forms.add_argument("--csv", action="store_true", help="print a table for spreadsheets, without the totals")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Print the accounts and how many there are of each kind.

    Raises:
        SettingsError: A setting is missing or unusable.
    """
    settings = Settings.from_environment()
    show = _show_json if arguments.json else _show_csv if arguments.csv else _show
    asyncio.run(_with_accounts(settings.database_url, show, out))
    return 0


def described(account: AccountState) -> dict[str, object]:
    """Return an account for JSON. What is not known, or does not exist, is null."""
    is_configured = account.master_key is not None
    values = (
        str(account.id),
        account.email,
        account.phone,
        account.name,
        account.locale or None,
        account.disabled_at is not None,
        is_configured,
        iso(account.saved_at),
        account.master_key,
        (account.verdict or _UNKNOWN) if is_configured else None,
        iso(account.verdict_at),
    )
    return dict(zip(FIELDS, values, strict=True))


async def _with_accounts(url: str, show: Any, out: TextIO) -> None:
    async with database(url) as engine:
        await show(listed(engine), out)


async def _show(accounts: AsyncIterator[AccountState], out: TextIO) -> None:
    totals = Totals()
    async for account in accounts:
        totals.count(account)
        print(_line(account), file=out)
    print(
        f"Accounts: {totals.accounts}, of which disabled: {totals.disabled}. "
        f"With a key: {totals.configured}; accepted by Vapi: {totals.accepted}, refused: {totals.refused}, "
        f"unknown: {totals.unknown}.",
        file=out,
    )


async def _show_json(accounts: AsyncIterator[AccountState], out: TextIO) -> None:
    """Print an object that never has to be in memory as a whole."""
    totals, separator = Totals(), ""
    now = iso(datetime.now(UTC))
    print(f'{{"schema": {_SCHEMA}, "at": {json.dumps(now)}, "users": [', file=out, end="")
    async for account in accounts:
        totals.count(account)
        print(separator, json.dumps(described(account)), sep="\n", file=out, end="")
        separator = ","
    print(f'\n], "totals": {json.dumps(asdict(totals))}}}', file=out)


async def _show_csv(accounts: AsyncIterator[AccountState], out: TextIO) -> None:
    table = Spreadsheet(out, FIELDS)
    async for account in accounts:
        cells = described(account) | {"locale": account.locale or _UNKNOWN}
        if account.master_key is not None:
            cells["since"] = cells["since"] or _UNKNOWN
        table.add(cells.values())


def _line(account: AccountState) -> str:
    who = (str(account.id), account.email or account.phone or "", account.locale or "unknown locale")
    if account.master_key is None:
        return printable("  ".join((*who, "no key")))
    key = f"key since {iso(account.saved_at) or 'an unknown time'} under {account.master_key}"
    asked = f"{account.verdict} by Vapi {iso(account.verdict_at)}" if account.verdict else "Vapi's word unknown"
    return printable("  ".join((*who, key, asked)))
