"""Commands and line mode in a real terminal without a full screen: secrets stay hidden as they are typed."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox.world import World
from tests.cli.test_line_mode import NO_COPY, SIGN_IN

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind", allow_module_level=True)

from tests.terminal.screen import ENTER, Terminal

pytestmark = pytest.mark.terminal
Start = Callable[..., Terminal]
CTRL_C, CTRL_D = "\x03", "\x04"
CONFIGURED = "* Configured: Ava can use your own Vapi key."


@pytest.fixture
def start(services: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Gives ``start(*arguments, within=(), **variables)``, which starts the program in a terminal that is dumb.

    ``within`` is a command that starts the one behind it.
    """
    usual = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "dumb"}
    with ExitStack() as open_until_the_end:

        def start(*arguments: str, within: Sequence[str] = (), **variables: str) -> Terminal:
            command: list[str | Path] = [*within, Path(sys.executable).with_name("ava-onboard"), *arguments]
            terminal = Terminal(command, environment={**usual, **services, **variables}, size=(100, 40))
            return open_until_the_end.enter_context(terminal)

        yield start


def answer(at: Terminal, question: str, text: str) -> None:
    """Type behind the question, once the terminal has stopped or started to show what is typed."""
    at.see(question)
    at.still()
    at.press(text, ENTER)


def to_the_key(at: Terminal) -> None:
    for number in (1, 2, 3):
        at.see(f"Step {number} of 4")
        answer(at, "h for help:", "")
    at.see("Your Vapi key (hidden as you type")
    at.still()


def sign_in(at: Terminal) -> None:
    answer(at, "E-mail, or phone", SIGN_IN[0])
    answer(at, "Password:", SIGN_IN[1])


def test_without_a_full_screen_line_mode_starts_and_hides_key_and_password(start: Start, world: World) -> None:
    at = start()
    to_the_key(at)
    at.press(world.keys["valid"], ENTER)
    answer(at, "w to go on without a copy here", NO_COPY)
    sign_in(at)
    assert at.end() == Exit.DONE
    assert at.says(CONFIGURED)
    assert not at.has_shown(world.keys["valid"])
    assert not at.has_shown(SIGN_IN[1])


def test_a_terminal_whose_encoding_lacks_the_signs_of_the_screens_gets_line_mode(start: Start) -> None:
    latin_1 = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    at = start("--lang", "en", TERM="xterm-256color", **latin_1)
    answer(at, "h for help:", "q")
    assert at.end() == Exit.NOT_CONFIGURED


@pytest.mark.parametrize(("key", "exit_code"), [(CTRL_C, Exit.INTERRUPTED), (CTRL_D, Exit.NOT_CONFIGURED)])
def test_leaving_at_a_hidden_question(start: Start, key: str, exit_code: Exit) -> None:
    at = start()
    to_the_key(at)
    at.press(key)
    assert at.end() == exit_code
    assert not at.says("Traceback")


def test_saving_and_deleting_ask_for_what_they_need(start: Start, world: World) -> None:
    at = start("save")
    answer(at, "Your Vapi key (hidden as you type):", world.keys["valid"])
    answer(at, "Keep it in a file protected by a passphrase? [y/N]", "")
    answer(at, "Continue without a copy on this computer? [y/N]", "y")
    sign_in(at)
    assert at.end() == Exit.DONE
    assert at.says(CONFIGURED)
    assert not at.has_shown(world.keys["valid"])
    kept = start("delete", AVA_TOKEN=world.token)
    answer(kept, "Delete your key? [y/N]", "")
    assert kept.end() == Exit.INTERRUPTED
    assert kept.says("Nothing was deleted.")
    gone = start("delete", AVA_TOKEN=world.token)
    answer(gone, "Delete your key? [y/N]", "y")
    assert gone.end() == Exit.DONE
    assert gone.says("The key has been deleted.")


@pytest.mark.parametrize(
    "question",
    [
        "Continue without a copy on this computer? [y/N]",
        *(pytest.param(later, marks=pytest.mark.slow) for later in ("E-mail, or phone", "Password:")),
    ],
)
def test_ctrl_c_ends_a_question_in_the_middle_of_saving(start: Start, world: World, question: str) -> None:
    at = start("save")
    answers = {
        "Your Vapi key (hidden as you type):": world.keys["valid"],
        "Keep it in a file protected by a passphrase? [y/N]": "",
        "Continue without a copy on this computer? [y/N]": "y",
        "E-mail, or phone": SIGN_IN[0],
        "Password:": "",
    }
    for asked, text in answers.items():
        if asked == question:
            break
        answer(at, asked, text)
    at.see(question)
    at.still()
    at.press(CTRL_C)
    assert at.end() == Exit.INTERRUPTED
    assert at.says("Interrupted.")
    assert not at.says("Traceback")
    assert not at.says("Interrupted before this was finished")


@pytest.mark.parametrize("terminal", [pytest.param("dumb", marks=pytest.mark.slow), "xterm-256color"])
@pytest.mark.parametrize(
    "arguments",
    [["save"], [], *(pytest.param([name], marks=pytest.mark.slow) for name in ("login", "delete"))],
    ids=str,
)
def test_no_input_asks_nothing_even_at_a_terminal(start: Start, arguments: list[str], terminal: str) -> None:
    assert start(*arguments, "--no-input", TERM=terminal).end() == Exit.USAGE
