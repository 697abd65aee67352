"""The scenes that a command can show, and where their numbers are.

Apart from ``scenes``, which has those of the app too: each takes a command some time to define.
"""

from collections.abc import Sequence
from enum import Enum
from math import prod
from typing import Any, NamedTuple

from ava_onboard.domain.situation.facts import FACTS, OUTLINES, Facts, Outline
from ava_onboard.domain.situation.troubles import ALL, CARD, Trouble

COMMANDS = (
    "", "status", "check", "save", "sync", "delete", "login", "logout", "profiles", "guide", "faq", "explain", "doctor",
    "completion", "demo", "sandbox", "desk", "?", "docs",
)  # fmt: skip
UNLISTED = "?"
"""Stands for a command that is not listed."""


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


class Layout(NamedTuple):
    """A kind of scene, where its numbers are, and the values of each of its fields."""

    kind: type[Any]
    version: int
    """The version of the format that has it. A version has only what no earlier one has."""
    start: int
    """Its first number in that version."""
    values: tuple[Sequence[Any], ...]

    @property
    def size(self) -> int:
        """How many numbers it takes up."""
        return prod(map(len, self.values))

    def has(self, scene: tuple[Any, ...]) -> bool:
        """Return whether the scene is of this kind; versions tell theirs by the last field."""
        return type(scene) is self.kind and scene[-1] in self.values[-1]


LAYOUTS = (
    Layout(OnCard, 0, 9_072, (FACTS, CARD, (False,))),
    Layout(OnCommandLine, 0, 94_206, (COMMANDS, ALL, OUTLINES)),
    Layout(OnCard, 1, 0, (FACTS, CARD, (True,))),
)
