"""A keyring asks for its password in its own window: the program says so, and leaves time to type it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox.world import World
from tests.adapters.secrets.locked_service import answer_person
from tests.terminal.conftest import Start
from tests.terminal.screen import CTRL_Q, F4

pytestmark = [pytest.mark.terminal, pytest.mark.keyring]

SENTENCE = "Unlock your keyring in the window"


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The variables of a desktop whose keyring is locked."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bus:
        assert bus.stdout
        address = bus.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        service = subprocess.Popen(
            [sys.executable, "-m", "tests.adapters.secrets.locked_service"], stdout=subprocess.PIPE
        )
        try:
            assert service.stdout
            service.stdout.readline()
            yield {"DBUS_SESSION_BUS_ADDRESS": address, "DISPLAY": ":99"}
        finally:
            service.kill()
            service.communicate()
            bus.kill()


def test_the_app_says_where_to_look_and_continues_once_it_is_open(
    start: Start, services: dict[str, str], locked: dict[str, str]
) -> None:
    at = start(**services, **locked)
    at.see("Step 1 of 4")
    at.press(F4)
    at.see(SENTENCE)
    answer_person("Type")
    at.see("– not kept")
    at.press(CTRL_Q)
    assert at.end() == Exit.DONE


@pytest.mark.slow
def test_the_app_ends_while_the_window_is_open(start: Start, services: dict[str, str], locked: dict[str, str]) -> None:
    at = start(**services, **locked)
    at.see("Step 1 of 4")
    at.press(F4)
    at.see(SENTENCE)
    at.press(CTRL_Q)
    assert at.end(seconds=1) == Exit.DONE


def test_a_command_says_where_to_look_and_continues_once_it_is_open(
    start: Start, services: dict[str, str], locked: dict[str, str], world: World
) -> None:
    at = start("status", **services, **locked)
    at.see(SENTENCE)
    answer_person("Type")
    assert at.end() == Exit.NOT_CONFIGURED
    assert not any("authorization" in request.headers for request in world.requests.all(server="ava"))


def test_a_window_that_is_closed_is_a_locked_keyring(
    start: Start, services: dict[str, str], locked: dict[str, str]
) -> None:
    at = start("logout", **services, **locked)
    at.see(SENTENCE)
    answer_person("Dismiss")
    assert at.end() == Exit.NOWHERE_TO_KEEP
    assert at.says("Code K02")
