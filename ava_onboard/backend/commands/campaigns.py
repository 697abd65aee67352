"""The option that names a campaign."""

import argparse
import re

from ava_onboard.backend.announcement.recipients import CAMPAIGN


def add_campaign(parser: argparse.ArgumentParser) -> None:
    """Add the option to the parser of an action."""
    parser.add_argument(
        "--campaign",
        metavar="NAME",
        type=_campaign,
        default=CAMPAIGN,
        help=f"a user gets one mail in each campaign; default: {CAMPAIGN}",
    )


def _campaign(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,31}", text):
        raise argparse.ArgumentTypeError("expected 1 to 32 characters: small letters, digits, - and .")
    return text
