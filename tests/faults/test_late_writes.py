"""A real keyring freezes in the middle of a call and carries on later: the next start notices what it did then."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "run-with-keyring"

PROGRAM = """
import asyncio, os, signal, sys, threading
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import secretstorage
from jeepney import DBusAddress, new_method_call

from ava_onboard.domain.secret import Token
from ava_onboard.domain.verdict import Accepted, Region
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.http.client import new_client
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.onboarding import Onboarding, Services, StageFailed
from ava_onboard.sandbox.world import World
from tests.faults.computer import KEY, now

def daemon():
    with closing(secretstorage.dbus_init()) as connection:
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        ask = new_method_call(bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",))
        return connection.send_and_get_reply(ask).body[0]

async def main(world, client, file):
    def run(seconds=10):
        async def connect():
            vapi = HttpVapi(client, {Region.US: world.vapi_url})
            return Services(vapi, HttpAva(client, world.ava_url), OsKeyring(seconds=seconds), Token(world.token))
        return Onboarding(ProgressFiles(file), now, connect)

    async def end(events):
        *_, event = [event async for event in events]
        print(event.failure.code if isinstance(event, StageFailed) else type(event).__name__)

    async def look():
        *_, status = [status async for status in run().look()]
        begun = ProgressFiles(file).load().under_way
        print(status.kept.answer.name, status.badge.name, begun and begun.stage.name)

    if sys.argv[1] == "delete":
        await end(run().save(KEY, Accepted(Region.US)))
    await look()
    os.kill(frozen, signal.SIGSTOP)
    given_up = run(seconds=0.5)
    await end(given_up.save(KEY, Accepted(Region.US)) if sys.argv[1] == "save" else given_up.delete())
    kept = ProgressFiles(file).load().kept.answer.name
    os.kill(frozen, signal.SIGCONT)
    while [thread for thread in threading.enumerate() if thread.name == "ava-onboard-call"]:
        await asyncio.sleep(0.01)  # until the call that was given up has ended after all
    print("late", kept)
    await look()
    if sys.argv[1] == "save":
        await end(run().send())
        await look()

async def begin():
    with World() as world, TemporaryDirectory() as folder:
        async with new_client() as client:
            await main(world, client, Path(folder, "default.json"))

frozen = daemon()
asyncio.run(begin())
"""


NOTHING, CONFIGURED = "NO NOT_CONFIGURED None", "YES CONFIGURED None"


@pytest.mark.keyring
@pytest.mark.parametrize(
    ("doing", "said"),
    [
        ("save", [NOTHING, "K03", "late UNKNOWN", "YES NOT_CONFIGURED None", "StageTested", CONFIGURED]),
        ("delete", ["StageTested", CONFIGURED, "K03", "late YES", NOTHING]),
    ],
)
def test_the_next_start_notices_a_late_write(doing: str, said: list[str]) -> None:
    finished = subprocess.run(
        [RUN, sys.executable, "-c", PROGRAM, doing], capture_output=True, text=True, timeout=60, check=False
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.splitlines() == said
