"""The process ends at once, but not before everything that was asked for is done."""

import subprocess
import sys

PROGRAM = """
import sys
from ava_onboard import __main__, cli
from ava_onboard.cli import main

def run(arguments):
    import atexit, threading
    atexit.register(print, "registered for the end")
    threading.Thread(target=print, args=["in a thread"]).start()
    return 3

main.run, sys.argv = run, ["ava-onboard", "faq"]
{before}
__main__.main()
"""
LAST_WORK = "in a thread\nregistered for the end\n"


def end(before: str = "") -> tuple[int, str]:
    """Return the exit code and the output of a run that has work left for its end."""
    command = [sys.executable, "-c", PROGRAM.format(before=before)]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert finished.stderr == ""
    return finished.returncode, finished.stdout


def test_other_threads_and_what_is_registered_for_the_end_come_first() -> None:
    assert end() == (3, LAST_WORK)


def test_what_was_registered_before_the_program_started_is_called_too() -> None:
    before = "import atexit; atexit.register(print, 'registered before')"
    assert end(before) == (3, f"{LAST_WORK}registered before\n")
