"""Ctrl+C during every command that waits, and at the very start and end: exit code 130, and no traceback."""

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

from . import schema
from .conftest import Command
from .program import run, started, without_waiting
from .test_account_commands import CREDENTIALS
from .test_key_commands import SETTINGS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
Interrupted = Callable[..., tuple[int, str, str]]
IN_FILE = {"AVA_ONBOARD_PASSPHRASE": "marked correct horse battery"}

OBJECT = '{"schema": 1, "done": false, "exit": 130, "failure": null, "hints": []}\n'
"""What --json prints for a command that was stopped."""


@pytest.fixture
def interrupted(services: dict[str, str]) -> Interrupted:
    """Gives ``interrupted(wait, *arguments, typed="", **variables)``: Ctrl+C once ``wait`` returns; the exit code, and
    both outputs.
    """

    def interrupted(
        wait: Callable[[], None], *arguments: str, typed: str = "", **variables: str
    ) -> tuple[int, str, str]:
        with started(*arguments, variables={**services, **variables}) as process:
            assert process.stdin
            process.stdin.write(typed)
            process.stdin.close()
            process.stdin = None
            wait()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        return process.returncode, out, err

    return interrupted


def test_ctrl_c_while_vapi_is_asked_saves_nothing(
    interrupted: Interrupted, world: World, signed_in: dict[str, str], key_at_ava: Callable[[], object]
) -> None:
    world.vapi_faults.add(Fault.hang(), method="GET")
    code, out, err = interrupted(
        world.vapi_faults.wait_for_held, "save", "--no-copy", "--json", typed=world.keys["valid"], **signed_in
    )
    assert (code, out) == (Exit.INTERRUPTED, OBJECT)
    assert err.endswith("\nInterrupted.\n")
    assert "Traceback" not in err
    assert key_at_ava() is None


def test_ctrl_c_while_sending_claims_neither_success_nor_failure(
    interrupted: Interrupted, world: World, signed_in: dict[str, str]
) -> None:
    world.ava_faults.add(Fault.hang(), method="POST", path=SETTINGS)
    code, out, err = interrupted(
        world.ava_faults.wait_for_held, "save", "--no-copy", typed=world.keys["valid"], **signed_in
    )
    assert (code, out) == (Exit.INTERRUPTED, "")
    assert "Interrupted before this was finished: Send it to Ava." in err
    assert "✓ Send it to Ava" not in err
    assert "✗" not in err


def test_ctrl_c_between_two_tries_ends_the_wait_at_once(
    interrupted: Interrupted, world: World, signed_in: dict[str, str], key_at_ava: Callable[[], object]
) -> None:
    world.ava_faults.add(Fault.status(503, retry_after=60), method="POST", path=SETTINGS, times=1)

    def wait() -> None:
        end = time.monotonic() + 20
        while not world.requests.all(server="ava", method="POST", path=SETTINGS):
            assert time.monotonic() < end, "the key was never sent"
            time.sleep(0.01)

    code, out, err = interrupted(wait, "save", "--no-copy", typed=world.keys["valid"], **signed_in)
    assert (code, out) == (Exit.INTERRUPTED, "")
    assert "Interrupted before this was finished: Send it to Ava." in err
    assert key_at_ava() is None


@pytest.mark.parametrize("form", [[], pytest.param(["--json"], marks=pytest.mark.slow)], ids=str)
def test_ctrl_c_ends_a_check(interrupted: Interrupted, world: World, form: list[str]) -> None:
    world.vapi_faults.add(Fault.hang(), method="GET")
    code, out, err = interrupted(world.vapi_faults.wait_for_held, "check", "--quiet", *form, typed=world.keys["valid"])
    assert (code, out, err) == (Exit.INTERRUPTED, OBJECT if form else "", "\nInterrupted.\n")


@pytest.mark.parametrize("form", [[], pytest.param(["--json"], marks=pytest.mark.slow)], ids=str)
def test_ctrl_c_ends_a_status(
    interrupted: Interrupted, world: World, signed_in: dict[str, str], form: list[str]
) -> None:
    world.ava_faults.add(Fault.hang(), method="GET", path=SETTINGS)
    code, out, err = interrupted(world.ava_faults.wait_for_held, "status", *form, **signed_in)
    assert (code, out, without_waiting(err)) == (Exit.INTERRUPTED, OBJECT if form else "", "\nInterrupted.\n")


def test_ctrl_c_while_signing_in_opens_no_session(interrupted: Interrupted, world: World, command: Command) -> None:
    world.ava_faults.add(Fault.hang(), method="POST", path="/api/v1/auth/login")
    code, out, err = interrupted(
        world.ava_faults.wait_for_held, "login", "--keep-in", "file", "--json", typed=CREDENTIALS, **IN_FILE
    )
    assert (code, out) == (Exit.INTERRUPTED, OBJECT)
    assert err.endswith("\nInterrupted.\n")
    assert schema.read(command("status", "--offline", "--json"))["session"] == "none"


def test_ctrl_c_while_sending_leaves_the_key_here_and_the_next_sync_sends_it(
    interrupted: Interrupted,
    world: World,
    command: Command,
    signed_in: dict[str, str],
    key_at_ava: Callable[[], object],
) -> None:
    world.ava_faults.add(Fault.status(500), method="POST", path=SETTINGS, times=1)
    saved = command("save", "--keep-in", "file", typed=world.keys["valid"], **signed_in, **IN_FILE)
    assert saved.returncode == Exit.UNREACHABLE
    world.ava_faults.add(Fault.hang(), method="POST", path=SETTINGS)
    code, out, err = interrupted(world.ava_faults.wait_for_held, "sync", "--json", **signed_in, **IN_FILE)
    assert (code, out) == (Exit.INTERRUPTED, OBJECT)
    assert "Interrupted before this was finished: Send it to Ava." in err
    assert key_at_ava() is None
    world.ava_faults.clear()
    assert command("sync", **signed_in, **IN_FILE).returncode == Exit.DONE
    assert key_at_ava() == "8f14e45f..."


def test_ctrl_c_while_deleting_leaves_a_deletion_that_can_be_repeated(
    interrupted: Interrupted,
    world: World,
    command: Command,
    signed_in: dict[str, str],
    key_at_ava: Callable[[], object],
) -> None:
    assert command("save", "--no-copy", typed=world.keys["valid"], **signed_in).returncode == Exit.DONE
    world.ava_faults.add(Fault.hang(), method="DELETE", path=SETTINGS)
    code, out, err = interrupted(world.ava_faults.wait_for_held, "delete", "--yes", "--json", **signed_in)
    assert (code, out) == (Exit.INTERRUPTED, OBJECT)
    assert "Interrupted before this was finished: Delete it from Ava." in err
    world.ava_faults.clear()
    assert command("delete", "--yes", **signed_in).returncode == Exit.DONE
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
        ("ava_onboard.cli.main", Exit.INTERRUPTED),
        *(
            pytest.param(f"ava_onboard.{name}", Exit.INTERRUPTED, marks=pytest.mark.slow)
            for name in ("cli.console", "cli.command", "domain.failure", "locales")
        ),
        ("the end", Exit.DONE),
    ],
)
def test_ctrl_c_while_the_program_starts_or_ends_is_quiet(tmp_path: Path, moment: str, exit_code: Exit) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING.format(moment=moment))
    result = run("explain", "V05", variables={"PYTHONPATH": str(tmp_path), "AVA_ONBOARD_HOME": str(tmp_path)})
    assert (result.returncode, result.stderr) == (exit_code, "")
