"""The app is stopped and continued two hundred times, beside programs that keep every core busy."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.terminal.conftest import Start, start
from tests.terminal.test_job_control import stop_and_continue, stop_at_any_moment

from .conftest import ALL

__all__ = ["start"]

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc of Linux"),
]
TIMES = 200 if ALL else 2


@contextlib.contextmanager
def busy_computer() -> Iterator[None]:
    """Keep every core busy."""
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _core in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for program in spinning:
            program.kill()
            program.wait()


def test_a_stopped_program_hands_over_the_terminal_and_takes_it_back(start: Start) -> None:
    with busy_computer():
        stop_and_continue(start, TIMES)


def test_a_program_can_be_stopped_at_any_moment(start: Start) -> None:
    with busy_computer():
        stop_at_any_moment(start, TIMES)
