"""After the program is killed, the next start says what was under way, and one Enter finishes it."""

import keyring
import pytest

from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.terminal import walk
from tests.terminal.conftest import Start
from tests.terminal.screen import CTRL_Q

from .test_keyring import bus, delete, kept, known_to, service
from .test_unlocking import SENTENCE, locked

pytestmark = [pytest.mark.terminal, pytest.mark.keyring]
__all__ = ["bus", "locked"]


@pytest.mark.slow
def test_a_kill_while_the_key_is_being_kept(start: Start, services: dict[str, str], locked: dict[str, str]) -> None:
    at = start(**services, **locked)
    walk.to_the_last_step(at)
    at.paste(walk.KEY)
    at.see("Vapi accepts the key")
    at.press_button()
    at.see(SENTENCE)
    at.kill()

    again = start(**services)
    again.see("The program stopped before the key was kept on this computer.")
    again.paste(walk.KEY)
    again.see("Vapi accepts the key")


def test_a_kill_once_the_key_is_kept(start: Start, world: World, services: dict[str, str], bus: dict[str, str]) -> None:
    world.ava_faults.add(Fault.hang(), path="/api/v1/auth/login")
    at = start(**services, **bus)
    walk.to_an_accepted_key(at)
    at.press_button()
    walk.sign_in(at)
    at.kill()
    world.ava_faults.clear()
    assert kept(SecretName.VAPI_KEY, world) == walk.KEY

    again = start(**services, **bus)
    again.see("The key is kept on this computer, waiting to be sent to Ava.")
    again.press_button()
    walk.sign_in(again)
    again.see("● Configured")


@pytest.mark.slow
def test_a_kill_while_ava_is_asked_to_delete(
    start: Start, world: World, services: dict[str, str], bus: dict[str, str]
) -> None:
    at = start(**services, **bus)
    walk.to_configured(at)
    at.press(CTRL_Q)
    assert at.end() == 0
    world.ava_faults.add(Fault.hang(), method="DELETE")
    at = start(**services, **bus)
    at.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ accepted")
    at.still()
    delete(at)
    at.see("Deleting the key…")
    world.ava_faults.wait_for_held()
    at.kill()
    world.ava_faults.clear()

    again = start(**services, **bus)
    again.see("Deleting the key stopped before the end.")
    again.see("Finish deleting")
    again.press_button()
    again.see("The key has been deleted.")
    again.see("○ Not configured")
    assert not again.has_shown("Delete your key?")
    assert keyring.get_password(service(SecretName.VAPI_KEY, world), "default") is None
    assert known_to(world) == {"has_vapi_key": False, "vapi_api_key_preview": None}
