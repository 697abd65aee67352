"""`users`: list accounts, show one, and keep it out, let it in, sign it out, make it an agent or delete it."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TextIO

from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.audit import Event, OperatorAudit
from ava_onboard.backend.commands import iso, printable
from ava_onboard.backend.commands.database import database
from ava_onboard.backend.commands.passwords import new_password
from ava_onboard.backend.db import administration
from ava_onboard.backend.db.administration import AccountState
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.settings import Settings

_ACTIONS = {
    "show": "show an account",
    "disable": "keep an account from signing in, and revoke its tokens",
    "enable": "let an account sign in again",
    "sign-out": "revoke every token of an account",
    "set-password": "replace the password, from a prompt or standard input, and revoke every token",
    "agent": "let an account of the support follow customers who want that, or no longer",
    "delete": "delete an account with its key",
}


def add_to(commands: Any) -> None:
    """Add the command's parser."""
    parser = commands.add_parser("users", help="list accounts; show, disable, enable, sign out or delete one")
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    listing = actions.add_parser("list", help="list all accounts")
    listing.add_argument("--json", action="store_true", help="print one JSON object per line")
    for name, what in _ACTIONS.items():
        action = actions.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
        action.add_argument("who", metavar="WHO", help="an e-mail address, a phone number or an id")
        if name == "agent":
            action.add_argument("agent", metavar="on|off", choices=("on", "off"), help="whether it may")
        action.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Do it, and print the accounts as they are afterwards.

    Raises:
        SettingsError: A setting is missing or unusable.
        NoSuchAccountError: There is no such account.
        UsageError: The password is unusable.
    """
    settings = Settings.from_environment()
    if arguments.action == "list":
        asyncio.run(_list(settings, out, as_json=arguments.json))
        return 0
    action = f"agent {arguments.agent}" if arguments.action == "agent" else arguments.action
    audit = OperatorAudit(settings.audit_log if action in _EVENTS else None)
    password = new_password() if arguments.action == "set-password" else None
    account = asyncio.run(_act(settings, audit, action, arguments.who, password))
    if account is None:
        print(json.dumps({"deleted": True}) if arguments.json else "Deleted.", file=out)
    else:
        print(json.dumps(described(account)) if arguments.json else _lines(account), file=out)
    return 0


def described(account: AccountState) -> dict[str, object]:
    """Return an account for JSON."""
    return {
        "id": str(account.id),
        "email": account.email,
        "phone": account.phone,
        "name": account.name,
        "locale": account.locale,
        "created_at": iso(account.created_at),
        "disabled_at": iso(account.disabled_at),
        "is_agent": account.is_agent,
        "has_vapi_key": account.master_key is not None,
        "vapi_api_key_preview": account.preview,
        "master_key": account.master_key,
        "key_saved_at": iso(account.saved_at),
        "vapi_verdict": account.verdict,
        "vapi_verdict_at": iso(account.verdict_at),
    }


async def _list(settings: Settings, out: TextIO, *, as_json: bool) -> None:
    async with database(settings.database_url) as engine:
        async for account in administration.listed(engine):
            print(json.dumps(described(account)) if as_json else _line(account), file=out)


async def _act(
    settings: Settings, audit: OperatorAudit, action: str, who: str, password: str | None
) -> AccountState | None:
    async with database(settings.database_url) as engine:
        account = await administration.find(engine, who)
        if password is not None:
            passwords = Passwords(rounds=settings.password_rounds, memory=settings.password_memory)
            await administration.set_hash(engine, account.id, await passwords.hash(password))
        elif action in _CHANGES:
            await _CHANGES[action](engine, account)
        if action in _EVENTS:
            audit.record(_EVENTS[action], account.id)
        return None if action == "delete" else await administration.find(engine, str(account.id))


_EVENTS = {
    "disable": Event.USER_DISABLED,
    "enable": Event.USER_ENABLED,
    "sign-out": Event.USER_SIGNED_OUT,
    "set-password": Event.PASSWORD_SET,
    "agent on": Event.AGENT_ALLOWED,
    "agent off": Event.AGENT_FORBIDDEN,
    "delete": Event.USER_DELETED,
}
_CHANGES: dict[str, Callable[[AsyncEngine, AccountState], Awaitable[None]]] = {
    "disable": lambda engine, account: administration.set_disabled(engine, account.id, disabled=True),
    "enable": lambda engine, account: administration.set_disabled(engine, account.id, disabled=False),
    "sign-out": lambda engine, account: administration.sign_out(engine, account.id),
    "agent on": lambda engine, account: administration.set_agent(engine, account.id, is_agent=True),
    "agent off": lambda engine, account: administration.set_agent(engine, account.id, is_agent=False),
    "delete": lambda engine, account: administration.remove(engine, account.id),
}


def _line(account: AccountState) -> str:
    state = "disabled" if account.disabled_at else "enabled"
    key = account.preview or "no key"
    who = (str(account.id), account.email or account.phone or "", account.name or "")
    return printable("  ".join((*who, state, key, *(["agent"] if account.is_agent else []))))


def _lines(account: AccountState) -> str:
    shown = {name: value for name, value in described(account).items() if value is not None}
    return "\n".join(printable(f"{name}: {value}") for name, value in shown.items())
