"""`verify`: run the guide's validation checklist against a backend."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from ava_onboard.backend import variables
from ava_onboard.backend.commands import UsageError, is_unicode
from ava_onboard.backend.commands.campaigns import add_campaign
from ava_onboard.backend.commands.interruption import sigterm_like_ctrl_c
from ava_onboard.backend.settings import PREFIX, LaunchSettings
from ava_onboard.backend.verify.check import Check, Outcome
from ava_onboard.backend.verify.checklist import Credentials, Verification
from ava_onboard.backend.verify.launch import Launch
from ava_onboard.domain import address
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.verdict import VAPI_URLS, Region
from ava_onboard.terminal import is_terminal

_PREFIX = "AVA_VERIFY_"
_SECRETS = ("password", "key")
_SIGNS = {Outcome.PASSED: "[x]", Outcome.FAILED: "[ ]", Outcome.UNKNOWN: "[?]", Outcome.SKIPPED: "[-]"}


def add_to(commands: Any) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "verify",
        help="run the validation checklist against a backend",
        description="Run the validation checklist against a backend, with an account that has no key yet. It saves and "
        "deletes a key, and creates and removes an assistant, even if Ctrl+C or SIGTERM ends it; standard error says "
        "what could not be removed. Then it looks whether the guide, the settings page and the announcement are there, "
        "as far as the backend's settings are in the environment. Exit code 0 if no check failed. "
        "AVA_VERIFY_IDENTIFIER, AVA_VERIFY_PASSWORD and AVA_VERIFY_KEY come from the environment, from files that "
        "AVA_VERIFY_IDENTIFIER_FILE and so on name, or from prompts.",
    )
    parser.add_argument("url", nargs="?", help="base URL of the backend; default: the environment's AVA_API_URL")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_campaign(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Verify and print the list.

    Raises:
        SettingsError: A setting of the launch is unusable, or a variable of the account.
        UsageError: The address, the account or the key is missing or unusable.
    """
    ava_url = _url("the backend's address", arguments.url or os.environ.get("AVA_API_URL", ""))
    vapi_urls = [
        _url(name, os.environ.get(name) or default)
        for name, default in (
            ("VAPI_API_URL", os.environ.get(f"{PREFIX}VAPI_URL") or VAPI_URLS[Region.US]),
            ("VAPI_EU_API_URL", os.environ.get(f"{PREFIX}VAPI_EU_URL") or VAPI_URLS[Region.EU]),
        )
    ]
    settings = LaunchSettings.from_environment()
    launch = Launch(settings.documentation_url, settings.page_url, settings.database_url, arguments.campaign)
    credentials = _credentials()
    checks: list[Check] = []

    def show(check: Check) -> None:
        checks.append(check)
        if not arguments.json:
            print(_line(check), file=out, flush=True)

    with sigterm_like_ctrl_c() as interruption:
        verification = Verification(ava_url=ava_url, vapi_urls=vapi_urls, credentials=credentials)
        try:
            with verification:
                for check in verification.run():
                    show(check)
            for check in launch.run():
                show(check)
        except KeyboardInterrupt:
            sys.stderr.write("Interrupted.\n")
            return interruption.exit_code
        finally:
            for left in verification.left:
                sys.stderr.write(f"{left}\n")
    passed = all(check.outcome in (Outcome.PASSED, Outcome.UNKNOWN) for check in checks)
    if arguments.json:
        listed = [
            {"name": check.name, "title": check.title, "outcome": check.outcome, "detail": check.detail}
            for check in checks
        ]
        print(json.dumps({"schema": 1, "url": ava_url, "passed": passed, "checks": listed}), file=out)
    return 0 if passed else 1


def _line(check: Check) -> str:
    detail = f": {check.detail}" if check.detail else ""
    return f"{_SIGNS[check.outcome]} {check.title}{detail}"


def _url(name: str, text: str) -> str:
    if address.flaw(text) is not None:
        raise UsageError(f"{name}: expected https://host, or http:// on this computer, without a name or password")
    return text.rstrip("/")


def _credentials() -> Credentials:
    given = dict(variables.read(os.environ, _PREFIX, ("identifier", *_SECRETS), secrets=_SECRETS))
    identifier = _read(given, "identifier", "E-mail address or phone number: ", _visible)
    password = _read(given, "password", "Password: ", getpass.getpass)
    try:
        key = ApiKey(_read(given, "key", "Vapi key: ", getpass.getpass).strip())
    except ValueError as error:
        raise UsageError(f"{_PREFIX}KEY: {error}") from None
    return Credentials(identifier, password, key)


def _read(given: Mapping[str, str], name: str, prompt: str, ask: Callable[[str], str]) -> str:
    text = given.get(name) or (ask(prompt) if is_terminal(sys.stdin) else "")
    variable = _PREFIX + name.upper()
    if not text:
        raise UsageError(f"{variable}: missing from the environment, and there is no terminal for a prompt")
    if not is_unicode(text):
        raise UsageError(f"{variable}: not UTF-8")
    return text


def _visible(prompt: str) -> str:
    sys.stderr.write(prompt)  # standard output is for the list
    sys.stderr.flush()
    return sys.stdin.readline().strip()
