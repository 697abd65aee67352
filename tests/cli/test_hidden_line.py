"""Hidden prompts in a real terminal: other encodings, long lines, and the echo after every signal."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind", allow_module_level=True)

from tests.terminal.noise import REPLIES
from tests.terminal.screen import ENTER, Terminal

pytestmark = pytest.mark.terminal
SLOW = pytest.mark.slow
Start = Callable[..., Terminal]
PROGRAM = Path(sys.executable).with_name("ava-onboard")
KEY_QUESTION = "Your Vapi key (hidden as you type):"

SHELL = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
terminal = os.open("/dev/tty", os.O_RDWR)
job = subprocess.Popen(sys.argv[1:], process_group=0)
os.tcsetpgrp(terminal, job.pid)
while True:
    _, status = os.waitpid(job.pid, os.WUNTRACED)
    os.tcsetpgrp(terminal, os.getpgrp())
    if not os.WIFSTOPPED(status):
        break
    print("STOPPED", flush=True)
    sys.stdin.readline()
    os.tcsetpgrp(terminal, job.pid)
    os.kill(job.pid, signal.SIGCONT)
print("ENDED", os.waitstatus_to_exitcode(status), flush=True)
sys.stdin.readline()
"""
"""The part of a shell that starts a job, and continues it after Enter. It waits for Enter at the end, for the test."""

READ = """
import sys
from ava_onboard.cli import hidden_line
hidden_line._encoding = lambda: sys.argv[1]
print(ascii(hidden_line.read("? ")))
"""
"""Reads a line in an encoding whose locale need not be installed."""

READ_BESIDE_A_THREAD = """
import signal, threading
from ava_onboard.cli import hidden_line
threading.Thread(target=threading.Event().wait, daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
hidden_line.read("? ")
"""
"""Another thread receives SIGTERM, so that it does not interrupt the read."""


@pytest.fixture
def start(services: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Gives ``start(*arguments, within=(), **variables)``, which starts the program in a terminal that is dumb."""
    usual = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "dumb"}
    with ExitStack() as open_until_the_end:

        def start(*arguments: str, in_shell: bool = False, **variables: str) -> Terminal:
            within = [sys.executable, "-c", SHELL] if in_shell else []
            command: list[str | Path] = [*within, PROGRAM, *arguments]
            terminal = Terminal(command, environment={**usual, **services, **variables}, size=(100, 40))
            return open_until_the_end.enter_context(terminal)

        yield start


def hidden(at: Terminal, question: str) -> None:
    """Wait until the question is asked and the terminal no longer shows what is typed."""
    at.see(question)
    at.until(lambda: not at.echoes, "no echo")


PROMPTS = {
    "check": (["check"], KEY_QUESTION, Exit.USAGE),
    "save": (["save"], KEY_QUESTION, Exit.USAGE),
    "login": (["login", "--account", samples.ACCOUNT_IDENTIFIER], "Password:", Exit.USAGE),
    "token": (["login", "--token"], "token", Exit.USAGE),
    "passphrase": (["login", "--token", "--keep-in", "file"], "New passphrase", Exit.USAGE),
}


@pytest.mark.parametrize(
    "typed", [b"p\xe9ss w\xf6rd", *(pytest.param(it, marks=SLOW) for it in (b"\xff\xfe", b"caf\xc3"))]
)
@pytest.mark.parametrize("name", ["check", *(pytest.param(it, marks=SLOW) for it in PROMPTS if it != "check")])
def test_bytes_of_another_encoding_are_refused_and_not_sent(
    start: Start, world: World, name: str, typed: bytes
) -> None:
    arguments, question, exit_code = PROMPTS[name]
    at = start(*arguments)
    hidden(at, question)
    at.send(b"MARKED " + typed + b"\r")
    assert at.end() == exit_code, at.text
    assert at.says("A character could not be read"), at.text
    assert at.says("U10")
    assert not at.has_shown("MARKED")
    assert not world.requests.all(server="vapi", path="/assistant")
    assert not world.requests.all(server="ava", method="POST")


@pytest.mark.parametrize(
    ("encoding", "typed"),
    [
        ("latin-1", b"p\xe9ss"),
        pytest.param("cp1252", b"\x80", marks=SLOW),
        pytest.param("euc-jp", b"\xa4\xa2", marks=SLOW),
    ],
)
def test_the_terminals_own_encoding_is_understood(tmp_path: Path, encoding: str, typed: bytes) -> None:
    command = [sys.executable, "-c", READ, encoding]
    with Terminal(command, environment={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}) as at:
        hidden(at, "?")
        at.send(typed + b"\r")
        at.see(ascii(typed.decode(encoding)))


def test_replies_of_the_terminal_arrow_keys_and_marks_of_a_paste_are_no_part_of_the_line(tmp_path: Path) -> None:
    replies = b"".join(reply for reply in REPLIES if reply.isascii())
    command = [sys.executable, "-c", READ, "utf-8"]
    with Terminal(command, environment={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}) as at:
        hidden(at, "?")
        at.send(b"a" + replies + b"\x1b[200~b\x1b[201~\x1b[D\x1bOC" + "é\r".encode())
        at.see(ascii("abé"))


@pytest.mark.parametrize("length", [4096, *(pytest.param(it, marks=SLOW) for it in (1024, 4095, 20_000))])
def test_a_line_longer_than_the_terminals_limit_arrives_whole(start: Start, length: int) -> None:
    at = start("check")
    hidden(at, KEY_QUESTION)
    at.send(b"k" * length + b"\r")
    assert at.end() == Exit.USAGE
    assert at.says(f"Too long: {length} characters. A key has at most 255."), at.text


def test_a_line_that_is_longer_than_anything_asked_for_is_refused(start: Start, world: World) -> None:
    at = start("login", "--account", samples.ACCOUNT_IDENTIFIER)
    hidden(at, "Password:")
    at.send(b"k" * 70_000 + b"\r")
    assert at.end() == Exit.USAGE
    assert at.says("What was entered is too long, so it was not used."), at.text
    assert not world.requests.all(server="ava", method="POST")


def test_the_keys_that_erase_work(start: Start) -> None:
    at = start("check")
    hidden(at, KEY_QUESTION)
    at.press("all wrong\x15", "two words\x17\x17", "é\x7f", "x\x7f\x7f\x7f", samples.KEYS["valid"], "!\x7f", ENTER)
    assert at.end() == Exit.DONE, at.text


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, *(pytest.param(it, marks=SLOW) for it in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT))]
)
def test_the_terminal_shows_again_what_is_typed_after_a_signal(start: Start, number: signal.Signals) -> None:
    at = start("check", in_shell=True)
    hidden(at, KEY_QUESTION)
    os.killpg(os.tcgetpgrp(at.fd), number)
    at.see(f"ENDED {Exit.INTERRUPTED if number is signal.SIGINT else -number}")
    at.until(lambda: at.echoes, "the echo")
    assert not at.says("Traceback")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says whether the program waits")
def test_a_signal_that_does_not_interrupt_the_read_ends_the_prompt_too(tmp_path: Path) -> None:
    command = [sys.executable, "-c", READ_BESIDE_A_THREAD]
    with Terminal(command, environment={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}) as at:
        hidden(at, "?")
        state = Path(f"/proc/{at.pid}/task/{at.pid}/stat")
        at.until(lambda: ") S " in state.read_text(), "the main thread waits")
        os.killpg(os.tcgetpgrp(at.fd), signal.SIGTERM)
        assert at.end() == -signal.SIGTERM
        assert at.echoes


@pytest.mark.parametrize("key", ["\x03", pytest.param("\x1c", marks=SLOW)], ids=["Ctrl+C", "Ctrl+backslash"])
def test_the_keys_that_send_signals_work_at_a_hidden_prompt(start: Start, key: str) -> None:
    at = start("check", in_shell=True)
    hidden(at, KEY_QUESTION)
    at.press(key)
    at.see("ENDED")
    at.until(lambda: at.echoes, "the echo")


def test_a_stopped_prompt_leaves_the_echo_on_and_asks_again_when_it_continues(start: Start, world: World) -> None:
    at = start("check", in_shell=True)
    hidden(at, KEY_QUESTION)
    for _ in range(2):
        at.press("MARKED\x1a")
        at.until(lambda: at.text.rstrip().endswith("STOPPED"), "the job has stopped")
        at.until(lambda: at.echoes, "the echo")
        at.press(ENTER)
        at.until(lambda: not at.echoes and at.text.rstrip().endswith(KEY_QUESTION), "the question once more")
    at.press("\x15", world.keys["valid"], ENTER)
    at.see("ENDED 0")
    assert at.echoes
    assert not at.has_shown("MARKED")
    assert not at.has_shown(world.keys["valid"])


def test_a_key_on_the_second_line_of_a_paste_is_found(start: Start, world: World) -> None:
    at = start("check")
    hidden(at, KEY_QUESTION)
    at.press(f"My key in Vapi:\n{world.keys['valid']}\nq\n")
    assert at.end() == Exit.DONE
    assert at.says("You pasted more than a key. Only the key in it was kept: 8f14e45f")
    assert at.says("Vapi accepts the key 8f14e45f")


@pytest.mark.parametrize("end", ["\n", *(pytest.param(it, marks=SLOW) for it in ("\r", "\r\n"))])
def test_the_rest_of_a_paste_answers_no_later_question(start: Start, world: World, end: str) -> None:
    at = start("--lang", "en")
    for number in (1, 2, 3):
        at.see(f"Step {number} of 4")
        at.still()
        at.press(ENTER)
    hidden(at, "Your Vapi key (hidden as you type")
    at.press(end.join([world.keys["valid"], "q", "q", "w", "q", ""]))
    at.see("w to go on without a copy here")
    at.still()
    at.press("w", ENTER)
    at.see("E-mail, or phone")
    at.still()
    at.press(samples.ACCOUNT_IDENTIFIER, ENTER)
    hidden(at, "Password:")
    at.press(end.join([samples.ACCOUNT_PASSWORD, "q", "q", ""]))
    at.see("Several lines were pasted. Only the first one is used.")
    assert at.end() == Exit.DONE
    assert at.says("Configured: Ava can use your own Vapi key.")
