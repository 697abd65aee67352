"""Values of which ``make test`` tries the first, and ``make slow`` the others, as they repeat what it shows."""

from collections.abc import Iterable

import pytest


def first(values: Iterable[object], number: int = 1) -> list[object]:
    """Return the values for ``parametrize``; those after the first ``number`` are marked ``slow``."""
    return [
        value if place < number else pytest.param(value, marks=pytest.mark.slow) for place, value in enumerate(values)
    ]
