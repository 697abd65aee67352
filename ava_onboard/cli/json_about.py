"""Types of the JSON output of ``--help`` and ``--version``; see ``json_types``."""

from typing import Literal

from typing_extensions import TypedDict


class Help(TypedDict):
    """``--help``."""

    schema: Literal[1]
    help: str
    """What would be printed without ``--json``, in the current language."""


class Version(TypedDict):
    """``--version``."""

    schema: Literal[1]
    version: str
    """The version of this program."""
