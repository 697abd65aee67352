"""`new-master-key`: make a master key."""

import argparse
from typing import Any, TextIO

from ava_onboard.backend.settings import PREFIX, new_master_key


def add_to(commands: Any) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "new-master-key",
        help="print a random master key",
        description=f"Print 32 random bytes in base64, for {PREFIX}MASTER_KEYS or, as a text, {PREFIX}TOKEN_SECRET. "
        "Keep a copy of a master key apart from the database: without it, the stored keys cannot be read.",
    )
    parser.set_defaults(run=run)


def run(_: argparse.Namespace, out: TextIO) -> int:
    """Print it."""
    print(new_master_key().get_secret_value(), file=out)
    return 0
