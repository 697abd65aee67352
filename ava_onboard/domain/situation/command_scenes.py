"""The scenes that a command can show.

Apart from ``scenes``, which has those of the app too: each takes a command some time to define.
"""

from enum import Enum
from typing import NamedTuple

from ava_onboard.domain.situation.facts import Facts, Outline
from ava_onboard.domain.situation.troubles import Trouble


class System(Enum):
    """The customer's operating system."""

    WINDOWS = "Windows"
    MACOS = "macOS"
    LINUX = "Linux"
    OTHER = "other"


class OnCard(NamedTuple):
    """The settings, at rest."""

    facts: Facts
    trouble: Trouble | None
    unprotected: bool = False
    """Whether they warn of an Ava that shows its settings to anyone."""


class OnCommandLine(NamedTuple):
    """A command, or line mode."""

    command: str
    """Its name; empty for the app before or after its screens."""
    trouble: Trouble | None
    outline: Outline
