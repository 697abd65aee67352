"""The commands, one module each. To add one, write its module and its name here."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ava_onboard.cli.command import Command

NAMES = (
    "status",
    "check",
    "save",
    "sync",
    "delete",
    "login",
    "logout",
    "profiles",
    "guide",
    "faq",
    "docs",
    "explain",
    "doctor",
    "desk",
    "completion",
    "demo",
    "sandbox",
)
"""In the order of the help."""


def load(name: str) -> "Command[Any]":
    """Return the command with this name."""
    command: Command[Any] = import_module(f"{__name__}.{name}").COMMAND
    return command


def load_all() -> "dict[str, Command[Any]]":
    """Return every command by its name."""
    return {name: load(name) for name in NAMES}
