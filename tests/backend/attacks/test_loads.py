"""Attacks by size and by time: they end in time, cost little memory, and hold nobody up."""

import sys
from collections.abc import Iterator

import pytest

from tests.backend.attacks.doors import door
from tests.backend.attacks.echo import SEEN
from tests.backend.attacks.loads import LOADS, Load
from tests.backend.attacks.tries import ask, victim

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's memory this way"),
]
MEMORY = 50_000_000
"""Bytes that all attacks together may add."""

DELAY = 0.05
"""Seconds that another client's median may grow."""


@pytest.fixture(scope="module")
def attacked() -> Iterator[tuple[int, int, float]]:
    """The server's port, its memory before the attacks, and the median of another client's times then."""
    with door("alone") as (port, _):
        with victim(port) as other:
            for number in range(50):
                ask(port, f"/before-{number}")
        yield port, memory(port), other.median


def memory(port: int) -> int:
    found = ask(port, SEEN)["memory"]
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize("load", LOADS, ids=lambda load: load.name)
def test_it_ends_in_time_and_others_are_served(attacked: tuple[int, int, float], load: Load) -> None:
    port, before, quiet = attacked
    with victim(port) as other:
        ended = load.run(port)

    assert ended in load.allowed
    assert other.wrong == []
    assert other.median - quiet < DELAY
    assert memory(port) - before < MEMORY
