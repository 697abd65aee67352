"""Commands on a computer with a real keyring."""

import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.core
import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox.world import World

from . import schema
from .conftest import Command
from .test_account_commands import CREDENTIALS


@pytest.fixture
def os_keyring(services: dict[str, str]) -> Iterator[dict[str, str]]:
    """The variables that lead to the session's own keyring, empty before and after."""
    fcntl = pytest.importorskip("fcntl")
    with Path(os.environ["XDG_RUNTIME_DIR"], "one-at-a-time").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keyring.core.init_backend()
        yield {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
        for entry in SecretName:
            if keyring.get_password(f"ava-onboard:default:{entry.value}", "default") is not None:
                keyring.delete_password(f"ava-onboard:default:{entry.value}", "default")


@pytest.mark.keyring
def test_processes_share_the_real_keyring(command: Command, world: World, os_keyring: dict[str, str]) -> None:
    assert command("login", typed=CREDENTIALS, **os_keyring).returncode == Exit.DONE
    assert command("save", typed=world.keys["valid"], **os_keyring).returncode == Exit.DONE
    assert keyring.get_password("ava-onboard:default:vapi-key", "default") == world.keys["valid"]
    printed = schema.read(command("status", "--json", **os_keyring))
    assert (printed["configured"], printed["agree"], printed["session"]) == (True, True, "stored")
    assert command("sync", **os_keyring).returncode == Exit.DONE
    assert command("delete", "--yes", **os_keyring).returncode == Exit.DONE
    assert command("logout", **os_keyring).returncode == Exit.DONE
    assert all(keyring.get_password(f"ava-onboard:default:{entry.value}", "default") is None for entry in SecretName)
