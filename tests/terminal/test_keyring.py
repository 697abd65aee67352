"""`ava-onboard` with a real keyring: what is in it, in Ava's database and in the state file afterwards."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import keyring
import keyring.core
import pytest

from ava_onboard.adapters.secrets.naming import stored_name
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.terminal import walk
from tests.terminal.conftest import Start
from tests.terminal.screen import CTRL_Q, TAB, Terminal
from tests.terminal.walk import KEY

pytestmark = [pytest.mark.terminal, pytest.mark.keyring]

RUN = Path(__file__).parents[1] / "run-with-keyring"


@pytest.fixture
def bus(world: World) -> Iterator[dict[str, str]]:
    """The variables that lead to the session's keyring. One test at a time has it, and finds and leaves it empty."""
    runtime = os.environ["XDG_RUNTIME_DIR"]
    with Path(runtime, "one-at-a-time").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keyring.core.init_backend()
        yield {"XDG_RUNTIME_DIR": runtime, "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"]}
        for entry in SecretName:
            if kept(entry, world) is not None:
                keyring.delete_password(service(entry, world), "default")


def service(entry: SecretName, world: World) -> str:
    """What the entry is called in the keyring."""
    return f"ava-onboard:default:{stored_name(entry, world.ava_url)}"


def kept(entry: SecretName, world: World) -> str | None:
    """What the keyring holds."""
    return keyring.get_password(service(entry, world), "default")


def known_to(world: World) -> object:
    """What Ava says about the account's key."""
    answer = httpx.get(
        f"{world.ava_url}/api/v1/vapi-settings", headers={"Authorization": f"Bearer {world.token}"}, trust_env=False
    )
    return answer.json()


def files_below(folder: Path) -> bytes:
    """The content of every file."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def assert_no_secret(at: Terminal, home: Path, world: World) -> None:
    """Neither on the screen, nor in a file of the program, nor readable in Ava's database."""
    secrets = [
        KEY,
        samples.ACCOUNT_PASSWORD,
        kept(SecretName.ACCESS_TOKEN, world),
        kept(SecretName.REFRESH_TOKEN, world),
    ]
    files, database = files_below(home), files_below(world.database.parent)
    assert database
    for secret in filter(None, secrets):
        assert not at.has_shown(secret)
        assert secret.encode() not in files
        assert secret.encode() not in database


def test_from_nothing_to_configured_and_back_to_nothing(
    start: Start, world: World, services: dict[str, str], bus: dict[str, str], home: Path
) -> None:
    at = start(**services, **bus)
    walk.to_configured(at)
    at.press(CTRL_Q)
    assert at.end() == 0
    assert kept(SecretName.VAPI_KEY, world) == KEY
    assert kept(SecretName.ACCESS_TOKEN, world)
    assert known_to(world) == {"has_vapi_key": True, "vapi_api_key_preview": "8f14e45f..."}
    assert_no_secret(at, home, world)

    again = start(**services, **bus)
    again.see("● Configured")
    again.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ accepted")
    again.still()
    delete(again)
    again.see("○ Not configured")
    again.see("– not kept ○ ○ no key")
    assert kept(SecretName.VAPI_KEY, world) is None
    assert known_to(world) == {"has_vapi_key": False, "vapi_api_key_preview": None}
    assert_no_secret(again, home, world)


def delete(at: Terminal) -> None:
    """Press the red button and confirm."""
    at.still()
    at.press(TAB, TAB)
    at.press_button()
    at.see("Delete your key?")
    at.still()
    at.press(TAB)
    at.press_button()


@pytest.mark.slow
def test_a_key_that_ava_could_not_take_survives_a_power_cut(
    start: Start, world: World, services: dict[str, str], bus: dict[str, str], home: Path
) -> None:
    world.ava_faults.add(Fault.status(500), path="/api/v1/vapi-settings")
    at = start(**services, **bus)
    walk.to_an_accepted_key(at)
    at.press_button()
    walk.sign_in(at)
    at.see("The key is kept on this computer, waiting to be sent to Ava.")
    at.kill()
    assert kept(SecretName.VAPI_KEY, world) == KEY
    assert_no_secret(at, home, world)

    world.ava_faults.clear()
    again = start(**services, **bus)
    again.see("Send to Ava")
    again.press_button()
    again.see("● Configured")
    again.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ accepted")
    assert known_to(world) == {"has_vapi_key": True, "vapi_api_key_preview": "8f14e45f..."}


FREEZE_THE_KEYRING = """
import os, signal, sys
from contextlib import closing

import secretstorage
from jeepney import DBusAddress, new_method_call

with closing(secretstorage.dbus_init()) as connection:
    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    ask = new_method_call(bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",))
    [daemon] = connection.send_and_get_reply(ask).body
os.kill(daemon, signal.SIGSTOP)
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture
def frozen(bus: dict[str, str], start: Start, services: dict[str, str]) -> Terminal:
    """The program while it waits for a keyring of its own that has stopped."""
    at = start(within=[RUN, sys.executable, "-c", FREEZE_THE_KEYRING], **services)
    walk.to_an_accepted_key(at)
    at.press_button()
    at.see("Keeping the key on this computer…")
    return at


@pytest.mark.slow
def test_a_frozen_keyring_does_not_keep_the_program_from_ending(frozen: Terminal) -> None:
    frozen.watch(0.3)
    assert frozen.says("Keeping the key on this computer…")
    frozen.press(CTRL_Q)
    before = time.monotonic()
    assert frozen.end() == 0
    assert time.monotonic() - before < 2


def test_a_frozen_keyring_is_mentioned_before_the_program_gives_it_up(frozen: Terminal) -> None:
    frozen.see("Your keyring may be asking for its password in another window.", seconds=5)
    frozen.see("Code K03")
