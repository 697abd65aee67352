"""Starts the installed program as a user does, each time with a home of its own."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from ava_onboard.sandbox.world import World
from tests.terminal.screen import PROGRAM, Terminal, environment

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]  # there are no pseudo-terminals of this kind

Start = Callable[..., Terminal]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The value of AVA_ONBOARD_HOME."""
    return tmp_path / "ava-onboard"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Gives ``start(*arguments, size=(80, 24), within=(), **variables)``, which starts the program.

    ``variables`` add to the environment of ``screen.environment``.
    ``within`` is a command that runs the program.
    """
    with ExitStack() as open_until_the_end:

        def start(
            *arguments: str, size: tuple[int, int] = (80, 24), within: Sequence[str | Path] = (), **variables: str
        ) -> Terminal:
            terminal = Terminal(
                [*within, PROGRAM, *arguments], environment={**environment(tmp_path), **variables}, size=size
            )
            return open_until_the_end.enter_context(terminal)

        yield start


@pytest.fixture
def services(world: World) -> dict[str, str]:
    """The variables that point to the embedded world."""
    return {"AVA_API_URL": world.ava_url, "VAPI_API_URL": world.vapi_url, "VAPI_EU_API_URL": world.vapi_eu_url}
