"""Ctrl+C, closed streams, full disks and narrow encodings: the ends that nobody plans."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

from .conftest import Command
from .program import COMMAND, environment, run
from .test_key_commands import SETTINGS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and shells of POSIX")


@pytest.fixture
def interrupted(services: dict[str, str], signed_in: dict[str, str]) -> Callable[..., tuple[int, str, str]]:
    """Gives ``interrupted(wait, *arguments, typed=None)``: Ctrl+C once ``wait`` returns; exit code and both outputs."""

    def interrupted(wait: Callable[[], None], *arguments: str, typed: str) -> tuple[int, str, str]:
        with subprocess.Popen(
            [*COMMAND, *arguments],
            env=environment(**services, **signed_in),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        ) as process:
            try:
                assert process.stdin
                process.stdin.write(typed)
                process.stdin.close()
                process.stdin = None
                wait()
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=20)
            finally:
                process.kill()
        return process.returncode, out, err

    return interrupted


def test_ctrl_c_while_vapi_is_asked_saves_nothing(
    interrupted: Callable[..., tuple[int, str, str]], world: World, key_at_ava: Callable[[], object]
) -> None:
    world.vapi_faults.add(Fault.hang(), method="GET")
    wait = lambda: world.vapi_faults.wait_for_held(timeout=20)  # noqa: E731
    code, out, err = interrupted(wait, "save", "--no-copy", "--json", typed=world.keys["valid"])
    assert (code, out) == (Exit.INTERRUPTED, "")
    assert err.endswith("\nInterrupted.\n")
    assert "Traceback" not in err
    assert key_at_ava() is None


def test_ctrl_c_while_ava_gets_the_key_claims_neither_success_nor_failure(
    interrupted: Callable[..., tuple[int, str, str]], world: World
) -> None:
    world.ava_faults.add(Fault.hang(), method="POST", path=SETTINGS)
    wait = lambda: world.ava_faults.wait_for_held(timeout=20)  # noqa: E731
    code, out, err = interrupted(wait, "save", "--no-copy", typed=world.keys["valid"])
    assert (code, out) == (Exit.INTERRUPTED, "")
    assert "Interrupted at: Send it to Ava." in err
    assert "✓ Send it to Ava" not in err
    assert "✗" not in err


def test_ctrl_c_between_two_tries_ends_the_waiting_at_once(
    interrupted: Callable[..., tuple[int, str, str]], world: World, key_at_ava: Callable[[], object]
) -> None:
    world.ava_faults.add(Fault.status(503, retry_after=60), method="POST", path=SETTINGS, times=1)

    def wait() -> None:
        while not world.requests.all(server="ava", method="POST", path=SETTINGS):
            time.sleep(0.01)

    code, out, err = interrupted(wait, "save", "--no-copy", typed=world.keys["valid"])
    assert (code, out) == (Exit.INTERRUPTED, "")
    assert "Interrupted at: Send it to Ava." in err
    assert key_at_ava() is None


INTERRUPTING = """
import atexit, os, signal, sys


class Interrupting:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == {moment!r}:
            os.kill(os.getpid(), signal.SIGINT)


sys.meta_path.insert(0, Interrupting)
if {moment!r} == "the end":
    atexit.register(os.kill, os.getpid(), signal.SIGINT)
"""


@pytest.mark.parametrize(
    ("moment", "exit_code"),
    [
        ("ava_onboard.cli.arguments", Exit.INTERRUPTED),
        ("ava_onboard.cli.console", Exit.INTERRUPTED),
        ("ava_onboard.cli.dispatch", Exit.INTERRUPTED),
        ("ava_onboard.domain.failure", Exit.INTERRUPTED),
        ("ava_onboard.locales", Exit.INTERRUPTED),
        ("the end", Exit.DONE),
    ],
)
def test_ctrl_c_while_the_program_starts_or_ends_is_quiet(tmp_path: Path, moment: str, exit_code: Exit) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING.format(moment=moment))
    told = run("explain", "V05", variables={"PYTHONPATH": str(tmp_path), "AVA_ONBOARD_HOME": str(tmp_path)})
    assert (told.returncode, told.stderr) == (exit_code, "")


@pytest.mark.parametrize("arguments", ["faq", "--version", "--help", "completion bash"])
def test_a_reader_who_leaves_early_is_no_error(services: dict[str, str], arguments: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    finished = subprocess.run(
        [*COMMAND, *arguments.split()],
        env=environment(**services),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (finished.returncode, finished.stderr) == (0, "")


@pytest.mark.parametrize(
    ("redirected", "exit_code"),
    [
        ("status --offline <&-", 3),
        ("status --offline >&-", 3),
        ("explain V05 2>&-", 0),
        ("explain V05 <&- >&- 2>&-", 0),
    ],
)
def test_streams_may_be_closed(services: dict[str, str], redirected: str, exit_code: int) -> None:
    line = f"{' '.join(COMMAND)} {redirected}"
    finished = subprocess.run(["bash", "-c", line], env=environment(**services), capture_output=True, check=False)
    assert (finished.returncode, finished.stderr) == (exit_code, b"")


def test_a_message_never_ends_up_among_results(services: dict[str, str]) -> None:
    line = f"{' '.join(COMMAND)} check 2>&- <&-"
    finished = subprocess.run(["bash", "-c", line], env=environment(**services), capture_output=True, check=False)
    assert (finished.returncode, finished.stdout) == (Exit.USAGE, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_result_that_cannot_be_written_is_an_unexpected_end_without_a_traceback(services: dict[str, str]) -> None:
    line = f"{' '.join(COMMAND)} explain V05 > /dev/full"
    finished = subprocess.run(
        ["bash", "-c", line], env=environment(**services), capture_output=True, text=True, check=False
    )
    assert finished.returncode == Exit.UNEXPECTED
    assert "Code X01" in finished.stderr
    assert "Traceback" not in finished.stderr
    log = Path(services["AVA_ONBOARD_HOME"], "log", "ava-onboard.log")
    assert "builtins.OSError" in log.read_text()


@pytest.mark.parametrize(
    ("variables", "first_line"),
    [
        ({}, "○ Non configuré"),
        ({"TERM": "dumb"}, "o Non configuré"),
        ({"TERM": "linux"}, "o Non configuré"),
        ({"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}, "o Non configuré"),
        ({"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, "o Non configure"),
        ({"NO_COLOR": "1"}, "○ Non configuré"),
    ],
    ids=str,
)
def test_signs_are_those_that_the_terminal_can_show(
    services: dict[str, str], variables: dict[str, str], first_line: str
) -> None:
    finished = subprocess.run(
        [*COMMAND, "status", "--offline", "--lang", "fr"],
        env=environment(**services, **({"TERM": "xterm"} | variables)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    text = finished.stdout.decode(variables.get("PYTHONIOENCODING", "utf-8"))
    assert text.splitlines()[0] == first_line
    assert "\x1b" not in text


def test_a_key_file_of_a_windows_shell_is_read(world: World, services: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "key.txt"
    file.write_text(world.keys["valid"] + "\r\n", encoding="utf-16")
    with file.open("rb") as stdin:
        finished = subprocess.run(
            [*COMMAND, "check", "--quiet"],
            env=environment(**services),
            stdin=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (finished.returncode, finished.stderr) == (Exit.DONE, "")


def test_no_secret_is_in_the_arguments_or_the_state(command: Command, world: World, services: dict[str, str]) -> None:
    command("save", "--no-copy", typed=world.keys["valid"], AVA_TOKEN=world.token)
    written = b"".join(path.read_bytes() for path in Path(services["AVA_ONBOARD_HOME"]).rglob("*") if path.is_file())
    assert written
    assert world.keys["valid"].encode() not in written
    assert os.fsencode(world.token) not in written
