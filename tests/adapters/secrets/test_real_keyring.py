"""A real gnome-keyring that is locked, frozen or killed, each in its own D-Bus session."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / "run-with-keyring"

PROGRAM = """
import asyncio, os, signal, sys
from contextlib import closing

import secretstorage
from jeepney import DBusAddress, new_method_call

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.adapters.secrets.keyring import OsKeyring

KEY = ApiKey("8f14e45f-fade-4dad-8bad-facade000001")

def send(number):
    with closing(secretstorage.dbus_init()) as connection:
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        ask = new_method_call(bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",))
        [daemon] = connection.send_and_get_reply(ask).body
    os.kill(daemon, number)

def lock():
    with closing(secretstorage.dbus_init()) as connection:
        secretstorage.collection.get_collection_by_alias(connection, "default").lock()

async def say(call):
    try:
        print(await call, flush=True)
    except ProblemError as error:
        print(error.failure.code, flush=True)

async def main():
    await say(OsKeyring(seconds=10).put(SecretName.VAPI_KEY, KEY))
    {"locked": lock, "frozen": lambda: send(signal.SIGSTOP), "killed": lambda: send(signal.SIGKILL)}[sys.argv[1]]()
    store = OsKeyring(seconds=0.2 if sys.argv[1] == "frozen" else 5)
    await say(store.get(SecretName.VAPI_KEY))
    await say(store.put(SecretName.VAPI_KEY, KEY))
    await say(store.delete(SecretName.VAPI_KEY))

asyncio.run(main())
"""


@pytest.mark.keyring
@pytest.mark.parametrize(
    ("trouble", "codes"),
    [
        ("locked", {"K02"}),
        ("frozen", {"K03"}),
        ("killed", {"K01", "K02"}),  # none, until the bus has started another one, which is locked
    ],
)
def test_a_failing_keyring_is_reported_and_the_process_ends(trouble: str, codes: set[str]) -> None:
    finished = subprocess.run(
        [RUN, sys.executable, "-c", PROGRAM, trouble], capture_output=True, text=True, timeout=30, check=True
    )
    put, *afterwards = finished.stdout.split()
    assert put == "None"
    assert len(afterwards) == 3
    assert set(afterwards) <= codes
    assert finished.stderr == ""


@pytest.mark.keyring
def test_the_exit_code_and_the_output_of_the_command_are_passed_on() -> None:
    finished = subprocess.run(
        [RUN, "bash", "-c", "echo out; echo err >&2; exit 7"], capture_output=True, text=True, timeout=10, check=False
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (7, "out\n", "err\n")


DUPLICATES = """
import asyncio
from contextlib import closing

import secretstorage

from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.onboarding.ports import SecretName

KEY, OLDER = ApiKey("8f14e45f-fade-4dad-8bad-facade000001"), "8f14e45f-fade-4dad-8bad-facade000002"
NAME = {"service": "ava-onboard:default:vapi-key", "username": "default"}

def entries():
    with closing(secretstorage.dbus_init()) as connection:
        return len(list(secretstorage.get_default_collection(connection).search_items(NAME)))

def add(number, **more):
    with closing(secretstorage.dbus_init()) as connection:
        collection = secretstorage.get_default_collection(connection)
        for one in range(number):
            collection.create_item("older", {**NAME, "application": f"older {one}", **more}, OLDER.encode())

async def main():
    store = OsKeyring(seconds=20)
    await store.delete(SecretName.VAPI_KEY)
    print("none:", entries())
    add(3)
    await store.put(SecretName.VAPI_KEY, KEY)
    print("kept:", await store.get(SecretName.VAPI_KEY) == KEY)
    add(20)
    print("several:", entries() > 20)
    await store.delete(SecretName.VAPI_KEY)
    print("left:", entries(), await store.get(SecretName.VAPI_KEY))

asyncio.run(main())
"""


@pytest.mark.keyring
def test_entries_of_the_same_name_are_all_deleted() -> None:
    finished = subprocess.run(
        [RUN, sys.executable, "-c", DUPLICATES], capture_output=True, text=True, timeout=60, check=False
    )
    assert finished.stderr == ""
    assert finished.stdout.splitlines() == ["none: 0", "kept: True", "several: True", "left: 0 None"]
