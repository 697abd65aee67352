"""Starts the program in a console of Windows."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal

from . import bridge

FOLDER = Path(os.environ["AVA_ONBOARD_WINDOWS"]).resolve()
Start = Callable[..., Terminal]


class Console(Terminal):
    """A console of Windows."""

    patience = 90.0  # wine starts with the program, and takes long where others run beside it


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Gives ``start(*arguments, size=(80, 24), **variables)``, which starts it as Windows Terminal does."""
    with ExitStack() as open_until_the_end:

        def start(
            *arguments: str,
            size: tuple[int, int] = (80, 24),
            program: Sequence[str] = ("-m", "ava_onboard"),
            **variables: str,
        ) -> Terminal:
            home = "Z:" + str(tmp_path / "ava-onboard").replace("/", "\\")
            command: list[str | Path] = [sys.executable, bridge.__file__, FOLDER, *program, *arguments]
            terminal = Console(command, environment={**environment(home), **variables}, size=size)
            return open_until_the_end.enter_context(terminal)

        yield start


def environment(home: str) -> dict[str, str]:
    """The environment of a person in Windows Terminal; ``home`` is the folder of ava-onboard, in Windows' words."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME")}
    return {**inherited, "LC_ALL": "C.UTF-8", "WT_SESSION": "0", "AVA_ONBOARD_HOME": home}
