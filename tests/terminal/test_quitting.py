"""Quitting takes less than a second, whatever the keyring is doing."""

import sys
from pathlib import Path

import pytest

from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Progress
from ava_onboard.sandbox.world import World
from tests.terminal.conftest import Start
from tests.terminal.screen import ALTERNATE_SCREEN, CTRL_Q, ENTER, F10, UP, Terminal

from .test_keyring import RUN
from .test_unlocking import locked

pytestmark = [pytest.mark.terminal, pytest.mark.keyring]
__all__ = ["locked"]

IN_TROUBLE = """
import os, signal, sys
from contextlib import closing

import secretstorage
from jeepney import DBusAddress, new_method_call

trouble, *command = sys.argv[1:]
with closing(secretstorage.dbus_init()) as connection:
    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    ask = new_method_call(bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",))
    [daemon] = connection.send_and_get_reply(ask).body
    if trouble == "locked":
        secretstorage.collection.get_collection_by_alias(connection, "default").lock()
if trouble == "frozen":
    os.kill(daemon, signal.SIGSTOP)
if trouble == "killed":
    os.kill(daemon, signal.SIGKILL)
if trouble == "absent bus":
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere/at/all"
os.execv(command[0], command)
"""
TROUBLES = ["frozen", *(pytest.param(other, marks=pytest.mark.slow) for other in ("locked", "killed", "absent bus"))]


@pytest.fixture
def variables(world: World, services: dict[str, str], home: Path) -> dict[str, str]:
    """Those of someone who is signed in and has a key: the app begins with the settings, and asks the keyring."""
    yes = Fact(Answer.YES, "8f14e45f...")
    known = Progress(account="Camille Demo", kept=yes, known=yes)
    ProgressFiles(home / "state" / "default.json", world.ava_url).save(known)
    return services


def quits_within_a_second(at: Terminal) -> None:
    at.press(CTRL_Q)
    at.until(lambda: ALTERNATE_SCREEN not in at.modes or at.exit_code is not None, "the end", seconds=1)
    assert at.end() == 0


def sign_out(at: Terminal) -> None:
    """From the menu."""
    at.press(F10)
    at.see("Sign out of Ava")
    at.press(UP, UP, ENTER)
    at.until(lambda: not at.says("Frequently asked questions"), "the menu closed")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_app_quits_while_the_keyring_is_of_no_use(start: Start, variables: dict[str, str], trouble: str) -> None:
    at = start(within=[RUN, sys.executable, "-c", IN_TROUBLE, trouble], **variables)
    at.see("Settings ▸ Vapi")
    quits_within_a_second(at)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_app_quits_while_signing_out_waits_for_the_keyring(
    start: Start, variables: dict[str, str], trouble: str
) -> None:
    at = start(within=[RUN, sys.executable, "-c", IN_TROUBLE, trouble], **variables)
    at.see("Settings ▸ Vapi")
    sign_out(at)
    quits_within_a_second(at)


def test_the_app_quits_while_signing_out_waits_for_a_window(
    start: Start, variables: dict[str, str], locked: dict[str, str]
) -> None:
    at = start(**variables, **locked)
    at.see("Unlock your keyring in the window")
    sign_out(at)
    quits_within_a_second(at)
