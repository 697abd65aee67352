"""`announce`: tell the users without a key about it, once each."""

import argparse
from typing import Any, TextIO

from ava_onboard.backend.commands import (
    announce_preview,
    announce_send,
    announce_status,
    announce_suppress,
    announce_who,
)
from ava_onboard.backend.settings import Settings


def add_to(commands: Any) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "announce",
        help="send the launch mail to the users without a key, once each",
        description="Send the launch mail to the users without a Vapi key, once each.",
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for action in (announce_who, announce_preview, announce_send, announce_status, announce_suppress):
        action.add_to(actions)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Do what the action says.

    Raises:
        SettingsError: A setting is missing or unusable, or a template is.
        UsageError: The action was used wrongly.
    """
    code: int = arguments.act(arguments, Settings.from_environment(), out)
    return code
