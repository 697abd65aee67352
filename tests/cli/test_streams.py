"""Closed streams, full disks and limited encodings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox.world import World

from .conftest import Command
from .program import COMMAND, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and shells of POSIX")


@pytest.mark.parametrize(
    ("redirected", "exit_code"),
    [
        pytest.param("status --offline <&-", 3, marks=pytest.mark.slow),
        ("status --offline >&-", 3),
        pytest.param("explain V05 2>&-", 0, marks=pytest.mark.slow),
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
        pytest.param({"TERM": "linux"}, "o Non configuré", marks=pytest.mark.slow),
        pytest.param({"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}, "o Non configuré", marks=pytest.mark.slow),
        ({"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, "o Non configure"),
        pytest.param({"NO_COLOR": "1"}, "○ Non configuré", marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_signs_fit_the_terminal(services: dict[str, str], variables: dict[str, str], first_line: str) -> None:
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


def test_a_key_file_written_by_a_windows_shell_is_read(world: World, services: dict[str, str], tmp_path: Path) -> None:
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
