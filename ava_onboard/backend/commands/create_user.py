"""`create-user`: create an account."""

import argparse
import asyncio
import re
from typing import Any, TextIO

from ava_onboard.backend.audit import Event, OperatorAudit
from ava_onboard.backend.commands import UsageError, is_unicode
from ava_onboard.backend.commands.database import database
from ava_onboard.backend.commands.passwords import new_password
from ava_onboard.backend.db.identifiers import plain_email, plain_phone
from ava_onboard.backend.db.users import Account, create_user
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.settings import Settings


def add_to(commands: Any) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "create-user",
        help="create an account",
        description="Create an account and print its id. Asks for the password, or reads it from standard input.",
    )
    parser.add_argument("--email", type=_email)
    parser.add_argument("--phone", type=_phone, help="with country code: +33612345678")
    parser.add_argument("--name", type=_name, required=True)
    parser.add_argument("--locale", choices=("en", "fr", "he"), default="en")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Create the account.

    Raises:
        SettingsError: A setting is missing or unusable.
        UsageError: Neither an e-mail address nor a phone number was given, or the password is unusable.
        AccountExistsError: The e-mail address or phone number belongs to another account.
        AccountRefusedError: The table does not accept the row.
    """
    settings = Settings.from_environment()
    if not (arguments.email or arguments.phone):
        raise UsageError("An account needs --email or --phone")
    audit = OperatorAudit(settings.audit_log)
    account = asyncio.run(_create(settings, arguments, new_password()))
    audit.record(Event.USER_CREATED, account.id)
    print(account.id, file=out)
    return 0


async def _create(settings: Settings, arguments: argparse.Namespace, password: str) -> Account:
    passwords = Passwords(rounds=settings.password_rounds, memory=settings.password_memory)
    async with database(settings.database_url) as engine:
        return await create_user(
            engine,
            passwords,
            email=arguments.email,
            phone=arguments.phone,
            name=arguments.name,
            password=password,
            locale=arguments.locale,
        )


def _email(text: str) -> str:
    plain = plain_email(text)
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", plain) or len(plain) > 320 or not is_unicode(plain):
        raise argparse.ArgumentTypeError("not an e-mail address")
    return plain


def _phone(text: str) -> str:
    plain = plain_phone(text)
    if not re.fullmatch(r"\+[1-9][0-9]{5,14}", plain):
        raise argparse.ArgumentTypeError("not a phone number with country code")
    return plain


def _name(text: str) -> str:
    if not 1 <= len(text.strip()) <= 200 or not is_unicode(text):
        raise argparse.ArgumentTypeError("a name must have 1 to 200 characters of UTF-8")
    return text.strip()
