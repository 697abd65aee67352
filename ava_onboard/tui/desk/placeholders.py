"""What the mirror shows where a situation says nothing: keys, names, addresses."""

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.problems import CATALOGUE
from ava_onboard.domain.situation.troubles import Trouble

KEY = "#" * 12
"""Stands for the customer's key, in characters that a key may have."""
HERE = KEY[:8] + "..."
"""The start of the key on their computer."""
AT_AVA = "+" * 8 + "..."
"""The start of the key that Ava has, if it is another one."""
ACCOUNT = "…"
EMPTY = "▁" * 12
"""An empty field."""


class _Dots(dict[str, str]):
    """Returns dots for every value of a failure that is not known."""

    def __missing__(self, name: str) -> str:
        return "…"


def failure_of(trouble: Trouble | None) -> Failure | None:
    """Return the failure that a trouble names; None for none, or for a code that this version does not know."""
    problem = CATALOGUE.get(trouble.code) if trouble else None
    if trouble is None or problem is None:
        return None
    return Failure(problem, _Dots(service=trouble.service) if trouble.service else _Dots())
