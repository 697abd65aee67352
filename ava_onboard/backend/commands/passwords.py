"""Read a new password from an operator."""

import getpass
import sys

from ava_onboard.backend.commands import UsageError, is_unicode
from ava_onboard.terminal import is_terminal

SHORTEST, LONGEST = 8, 1024


def new_password() -> str:
    """Return a password from a hidden prompt, which asks twice, or else from the first line of standard input.

    Raises:
        UsageError: It is unusable.
    """
    try:
        password = _typed() if is_terminal(sys.stdin) else sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError("The password is not UTF-8") from None
    if not is_unicode(password):
        raise UsageError("The password is not UTF-8")
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"A password must have {SHORTEST} to {LONGEST} characters")
    return password


def _typed() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("Password again: ") != password:
        raise UsageError("The two passwords are not the same")
    return password
