"""What a real terminal may send to the app: nothing of it types, presses or quits, and nothing ends it silently."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from tests.terminal.conftest import Start
from tests.terminal.noise import MOUSE, NOT_UTF_8, REPLIES, TORN
from tests.terminal.screen import CTRL_Q, UNTOUCHED, Terminal, environment
from tests.terminal.walk import KEY, to_the_last_step

EMPTY = "Paste your key here"


@pytest.fixture
def at(start: Start, services: dict[str, str]) -> Iterator[Terminal]:
    """The app at the field for the key; it quits at the first Ctrl+Q after the test, with code 0."""
    at = start("--lang", "en", **services, BROWSER="true")
    to_the_last_step(at)
    at.still()
    yield at
    at.press(CTRL_Q)
    assert at.end(seconds=5) == 0, at.text
    assert at.modes == UNTOUCHED
    assert not at.has_shown("X01")


def test_replies_mouse_reports_and_torn_sequences_type_nothing(at: Terminal) -> None:
    for sent in (b"".join(REPLIES), b"".join(MOUSE), *TORN):
        at.send(sent)
        at.watch(1.2 if sent == TORN[-1] else 0.1)  # the last torn one is given up
        assert at.says(EMPTY), at.text
        assert at.says("Step 4 of 4"), at.text


@pytest.mark.slow
def test_a_byte_that_is_not_utf_8_is_reported_and_the_next_key_works(at: Terminal) -> None:
    for typed in NOT_UTF_8[:3]:
        at.send(typed)
        at.watch(0.05)
    at.see("A character could not be read and was replaced.")
    at.see("is never part of a key")


@pytest.mark.slow
def test_a_character_in_two_reads_does_not_make_it_deaf(at: Terminal) -> None:
    for byte in "é€👩".encode():
        at.send(bytes([byte]))
        at.watch(0.1)
    at.press("\x14")
    at.see("é€👩")


@pytest.mark.slow
def test_a_paste_without_its_end_is_taken_and_reported(at: Terminal) -> None:
    at.press(f"\x1b[200~{KEY}")
    at.see("The end of what you pasted did not arrive.")
    at.see("Vapi accepts the key")


@pytest.mark.slow
def test_escape_gets_out_of_a_paste_without_its_end(at: Terminal) -> None:
    at.press("\x1b[200~not wanted")
    at.watch(0.1)
    at.press("\x1b")
    at.watch(0.7)
    assert at.says(EMPTY)


def test_sequences_inside_a_paste_submit_nothing(at: Terminal) -> None:
    at.press(f"\x1b[200~{KEY}\r\x1b[13u\x1bOM\x1b\r\x1b[27;1;13~\x11\x1b[201~")
    at.see("Vapi accepts the key")
    at.watch(1.0)
    assert at.says("Save the key"), at.text
    assert not at.has_shown("Sign in to Ava")


@pytest.mark.slow
def test_a_long_paste_without_brackets_takes_no_longer_than_a_short_one_and_is_limited(at: Terminal) -> None:
    started = time.monotonic()
    at.send(b"Key5" * 2000)
    at.see("at most 4096 characters fit here")
    at.see("Too long: 4096 characters")
    assert time.monotonic() - started < 5, "8,000 characters took 31 seconds when each was a key"


@pytest.mark.slow
def test_a_key_pasted_without_brackets_while_a_button_has_the_focus_reaches_the_field(at: Terminal) -> None:
    at.press("\t")
    at.still()
    at.press(KEY)
    at.see("Vapi accepts the key")


@pytest.mark.parametrize(
    "keys",
    [
        "\r\r",
        *(pytest.param(keys, marks=pytest.mark.slow) for keys in ("\x1b[B\r\r\r", "\x1b[21~\r", "\r\x1b[21~\r\r")),
    ],
)
def test_a_second_key_before_the_menu_has_closed_is_not_an_error(at: Terminal, keys: str) -> None:
    at.press("\x1b[21~")
    at.see("Menu")
    at.press(keys)
    at.watch(0.5)


DEFECTS = {
    "the input thread": "TerminalInput.feed = fail",
    "the thread that writes": "WriterThread.write = lambda *_: None; WriterThread.run = fail",
    "a daemon thread": "OnboardApp._after_first_paint = lambda _: threading.Thread(target=fail, daemon=True).start()",
    "a task": "OnboardApp._after_first_paint = lambda _: asyncio.get_running_loop().call_soon(fail)",
    "a worker": "OnboardApp._after_first_paint = lambda app: app.run_worker(fail, thread=True) and None",
    "a thread that exits": "OnboardApp._after_first_paint = lambda _: threading.Thread(target=leave).start()",
}
QUICK = {"the input thread", "a task"}
"""Those that `make test` has."""

BROKEN = """
import asyncio, sys, threading

from ava_onboard.__main__ import main
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.textual_private.terminal_input import TerminalInput
from textual.drivers._writer_thread import WriterThread


def fail(*_):
    raise ZeroDivisionError("MARKED")


def leave():
    raise SystemExit(0)


exec(sys.argv.pop(1))
main()
"""


@pytest.mark.parametrize(
    "defect", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in DEFECTS]
)
def test_an_error_in_any_thread_is_shown_logged_and_in_the_exit_code(tmp_path: Path, defect: str) -> None:
    command = [sys.executable, "-c", BROKEN, DEFECTS[defect], "--lang", "en"]
    with Terminal(command, environment=environment(tmp_path)) as at:
        if defect == "the input thread":
            at.see("Step 1 of 4")
            at.press("x")
        assert at.end(seconds=15) == Exit.UNEXPECTED, at.text
        assert at.has_shown("Code X01"), at.text
        assert at.echoes
        assert not at.has_shown("Traceback")
        assert not at.has_shown("MARKED")
        assert at.modes == UNTOUCHED or defect == "the thread that writes"
    [log] = tmp_path.rglob("ava-onboard.log")
    assert "X01" in log.read_text()
    assert "MARKED" not in log.read_text()
