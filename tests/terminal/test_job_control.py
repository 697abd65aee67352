"""The window, the shell and signals: the app stops, continues and ends as other programs do."""

import os
import signal
from pathlib import Path

import pytest

from tests.terminal import walk
from tests.terminal.conftest import Start
from tests.terminal.screen import ALTERNATE_SCREEN, CTRL_Q, ENTER, UNTOUCHED, Terminal

pytestmark = pytest.mark.terminal

CTRL_Z = "\x1a"
SHELL = ["bash", "--norc", "-m", "-c", '"$@"; echo "stopped with $?"; read; fg; echo "ended with $?"', "shell"]
"""A shell with job control: it says that the program stopped, and Enter continues the program."""
NO_SIGNAL = ["bash", "-c", 'trap "" HUP; exec setsid --wait "$@"', "shell"]
"""Start the program outside of the terminal's session: closing the window only shows in reading and writing."""


def state(process: int) -> str:
    """``S`` for a sleeping process, ``T`` for a stopped one."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


def is_untouched(at: Terminal) -> bool:
    """Whether a shell could use the terminal now."""
    return at.modes == UNTOUCHED and at.echoes


def stop(at: Terminal) -> None:
    os.kill(at.pid, signal.SIGTSTP)
    at.until(lambda: state(at.pid) == "T", "stopped")
    at.still()


def test_the_shell_gets_the_terminal_back_and_gives_it_again(start: Start) -> None:
    at = start("demo", within=SHELL)
    walk.to_step(at, 2)
    at.press(CTRL_Z)
    at.see("stopped with 148")
    assert is_untouched(at)
    at.press(ENTER)
    at.see("Step 2 of 4")
    walk.to_step(at, 3, first=2)


def test_what_was_typed_is_still_there_after_a_stop(start: Start) -> None:
    at = start("demo", within=SHELL)
    walk.to_the_last_step(at)
    at.paste("MARKED-not-a-key")
    at.press(CTRL_Z)
    at.see("stopped with 148")
    at.press(ENTER)
    at.see("Step 4 of 4")
    at.see("•" * len("MARKED-not-a-key"))


def test_without_a_shell_the_key_does_not_freeze_the_program(start: Start) -> None:
    at = start("demo")
    at.see("Step 1 of 4")
    for _time in range(50):
        at.send(CTRL_Z.encode())
        at.watch(0.001)
    assert state(at.pid) != "T"
    walk.to_step(at, 2, first=1)


def stop_and_continue(start: Start, times: int) -> None:
    """Look at the terminal during each stop, and at the screen after it."""
    at = start("demo")
    walk.to_step(at, 2)
    for _time in range(times):
        stop(at)
        assert is_untouched(at)
        os.kill(at.pid, signal.SIGCONT)
        at.see("Step 2 of 4")
    walk.to_step(at, 3, first=2)


def stop_at_any_moment(start: Start, times: int) -> None:
    """Stop and continue without a pause, while there is always something to draw."""
    at = start("demo")
    at.see("Step 1 of 4")
    for number in range(times):
        at.resize(80 + number % 2, 24)
        os.kill(at.pid, signal.SIGTSTP)
        at.until(lambda: state(at.pid) == "T", "stopped")
        os.kill(at.pid, signal.SIGCONT)
        at.until(lambda: state(at.pid) != "T", "continued")
    at.see("Step 1 of 4")
    walk.to_step(at, 2, first=1)


def test_a_program_that_is_stopped_and_continued_redraws_and_keeps_working(start: Start) -> None:
    stop_and_continue(start, times=3)


@pytest.mark.slow
def test_stopping_and_continuing_at_any_moment_leaves_a_working_program(start: Start) -> None:
    stop_at_any_moment(start, times=10)


def test_a_program_that_was_stopped_from_outside_redraws(start: Start) -> None:
    at = start("demo")
    at.see("Step 1 of 4")
    os.kill(at.pid, signal.SIGSTOP)
    at.until(lambda: state(at.pid) == "T", "stopped")
    os.kill(at.pid, signal.SIGCONT)
    at.still()
    at.see("Step 1 of 4")
    walk.to_step(at, 2, first=1)


def test_a_window_resized_during_the_stop_is_filled(start: Start) -> None:
    at = start("demo")
    at.see("Step 1 of 4")
    stop(at)
    at.resize(120, 40)
    os.kill(at.pid, signal.SIGCONT)
    at.see("Step 1 of 4")
    at.until(lambda: len(max(at.text.splitlines(), key=len)) > 80, "the whole width")


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        *(pytest.param(other, marks=pytest.mark.slow) for other in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)),
    ],
)
def test_a_signal_ends_the_program_and_restores_the_terminal(start: Start, number: signal.Signals) -> None:
    at = start("demo")
    walk.to_the_last_step(at)
    os.kill(at.pid, number)
    assert at.end() == 128 + number
    assert is_untouched(at)


def test_a_closed_window_ends_the_program(start: Start) -> None:
    at = start("demo")
    at.see("Step 1 of 4")
    at.close_window()
    assert at.exit_code == 128 + signal.SIGHUP


def test_a_closed_window_ends_a_program_that_gets_no_signal_of_it(start: Start) -> None:
    at = start("demo", within=NO_SIGNAL)
    at.see("Step 1 of 4")
    at.close_window()
    assert at.exit_code == 128 + signal.SIGHUP


def test_an_outdated_size_in_the_environment_is_ignored(start: Start) -> None:
    at = start("demo", size=(120, 40), COLUMNS="40", LINES="10")
    at.see("Step 1 of 4")
    at.until(lambda: len(max(at.text.splitlines(), key=len)) > 80, "the whole width")
    assert ALTERNATE_SCREEN in at.modes


@pytest.mark.parametrize("file", [pytest.param("/dev/null", marks=pytest.mark.slow), "/dev/full"])
def test_the_app_is_drawn_on_the_terminal_though_messages_go_to_a_file(start: Start, file: str) -> None:
    at = start("demo", within=["bash", "-c", f'"$@" 2>{file}', "shell"])
    at.see("Step 1 of 4")
    at.press(CTRL_Q)
    assert at.end() == 0
    assert is_untouched(at)
