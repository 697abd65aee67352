"""Commands with a real keyring that is locked after a session and a key were kept in it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox.world import World

from .program import COMMAND, environment
from .test_account_commands import CREDENTIALS

pytestmark = pytest.mark.keyring

WITH_A_KEYRING = Path(__file__).parents[1] / "run-with-keyring"
IN_TURN = """
import json, os, shutil, subprocess, sys
from contextlib import closing

import secretstorage

def lock():
    with closing(secretstorage.dbus_init()) as bus:
        secretstorage.collection.get_collection_by_alias(bus, "default").lock()

command, *turns = json.load(sys.stdin)
outcomes = []
for arguments, typed in turns:
    if arguments == ["lock your keyring"]:
        lock()
        continue
    if arguments == ["forget what was remembered"]:
        shutil.rmtree(os.environ["AVA_ONBOARD_HOME"])
        continue
    done = subprocess.run([*command, *arguments], input=typed, capture_output=True, text=True, timeout=60)
    outcomes.append([done.returncode, done.stdout, done.stderr])
json.dump(outcomes, sys.stdout)
"""

Turn = tuple[list[str], str]
LOCK: Turn = (["lock your keyring"], "")
FORGET: Turn = (["forget what was remembered"], "")
Commands = Callable[..., list[tuple[int, str, str]]]


@pytest.fixture
def in_turn(services: dict[str, str]) -> Commands:
    """Return a function that runs commands in turn with a new keyring, and returns exit codes and output."""
    del services["PYTHON_KEYRING_BACKEND"]

    def in_turn(*turns: Turn) -> list[tuple[int, str, str]]:
        done = subprocess.run(
            [WITH_A_KEYRING, sys.executable, "-c", IN_TURN],
            env=environment(**services),
            input=json.dumps([COMMAND, *turns]),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return [(code, out, error) for code, out, error in json.loads(done.stdout)]

    return in_turn


def test_a_locked_keyring_is_named_and_does_not_count_as_signed_out(
    in_turn: Commands, world: World, key_at_ava: Callable[[], object]
) -> None:
    (login, *_), (save, *_), status, in_json, delete, lines = in_turn(
        (["login"], CREDENTIALS),
        (["save"], world.keys["valid"]),
        LOCK,
        (["status"], ""),
        (["status", "--json"], ""),
        (["delete", "--yes"], ""),
        (["guide", "--interactive"], "q\n"),
    )
    assert (login, save) == (Exit.DONE, Exit.DONE)
    assert status[0] == Exit.NOWHERE_TO_KEEP
    assert "Code K02" in status[1]
    assert "not signed in" not in status[1]
    outcomes = json.loads(in_json[1])
    assert (in_json[0], outcomes["session"], outcomes["action"]) == (Exit.NOWHERE_TO_KEEP, "unknown", "retry")
    assert delete[0] == Exit.NOWHERE_TO_KEEP
    assert "Code K02" in delete[2]
    assert "deleted" not in delete[1]
    assert key_at_ava() == "8f14e45f..."
    assert "Code K02" in lines[1]
    assert "E-mail" not in lines[1] + lines[2]


@pytest.mark.slow
def test_a_locked_keyring_without_saved_progress_does_not_claim_that_the_key_was_deleted(
    in_turn: Commands, world: World, key_at_ava: Callable[[], object]
) -> None:
    *_, delete = in_turn(
        (["login"], CREDENTIALS), (["save"], world.keys["valid"]), LOCK, FORGET, (["delete", "--yes", "--json"], "")
    )
    assert delete[0] == Exit.NOWHERE_TO_KEEP
    assert key_at_ava() == "8f14e45f..."
