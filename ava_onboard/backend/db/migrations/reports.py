"""What a migration tells the operator: what was done, or what would be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

NAMED = 10
"""The most user ids that a sentence lists."""


@dataclass(frozen=True, slots=True)
class Report:
    """Says what a migration does, or what it would do."""

    say: Callable[[str], None]
    """Gets each sentence."""
    dry_run: bool = False
    """Whether all of it is taken back."""

    def did(self, one_or_more: int = 2) -> str:
        """Return the verb for the passive voice."""
        if self.dry_run:
            return "would be"
        return "was" if one_or_more == 1 else "were"


def counted(number: int, thing: str) -> str:
    """Return a number and what it counts, in the plural except for 1."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def listed(users: Sequence[UUID]) -> str:
    """Name users, the first ones of many."""
    return f"{'' if len(users) <= NAMED else 'among them '}{', '.join(map(str, users[:NAMED]))}"
