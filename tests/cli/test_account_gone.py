"""What commands say about an Ava account that no longer exists."""

import json

import pytest

from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

from .conftest import Command

pytestmark = pytest.mark.usefixtures("gone")
ENGLISH = ("This Ava account no longer exists.", "Use another account: ava-onboard login", "○ Not configured")
FRENCH = ("Ce compte Ava n’existe plus.", "Changer de compte Ava\u00a0: ava-onboard login", "○ Non configuré")


@pytest.fixture
def gone(world: World) -> None:
    world.ava_faults.add(Fault.status(404, {"detail": "User not found"}), path="/api/v1/")


@pytest.mark.parametrize(("language", "sentences"), [("en", ENGLISH), ("fr", FRENCH)])
def test_the_status_leads_to_another_account(
    command: Command, signed_in: dict[str, str], language: str, sentences: tuple[str, ...]
) -> None:
    result = command("status", "--lang", language, **signed_in)
    assert result.returncode == 5
    for sentence in sentences:
        assert sentence in result.stdout


def test_the_status_in_json_knows_for_certain_that_ava_has_no_key(command: Command, signed_in: dict[str, str]) -> None:
    answer = json.loads(command("status", "--json", **signed_in).stdout)
    assert (answer["configured"], answer["action"]) == (False, "sign_in")
    assert (answer["facts"]["known"]["answer"], answer["facts"]["known"]["failure"]["code"]) == ("no", "S04")


def test_deleting_ends_well(command: Command, signed_in: dict[str, str]) -> None:
    result = command("delete", "--yes", **signed_in)
    assert (result.returncode, result.stdout) == (0, "✓ The key has been deleted.\n")
    assert "– This Ava account no longer exists." in result.stderr
    assert "Ava was not asked" not in result.stderr
