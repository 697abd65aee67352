"""``--profile``: several accounts of Ava on one computer, kept apart."""

import json
from pathlib import Path

from ava_onboard.sandbox.world import World

from .conftest import UNREACHABLE, Command


def test_what_one_profile_has_learnt_no_other_knows(command: Command, world: World, signed_in: dict[str, str]) -> None:
    saved = command("--profile", "shop", "save", "--no-copy", typed=world.keys["valid"], **signed_in)
    assert saved.returncode == 0
    of_shop = json.loads(command("status", "--offline", "--json", "--profile", "shop").stdout)
    of_all = json.loads(command("status", "--offline", "--json").stdout)
    assert (of_shop["profile"], of_shop["facts"]["known"]["answer"]) == ("shop", "yes")
    assert (of_all["profile"], of_all["facts"]["known"]["answer"]) == ("default", "unknown")


def test_the_variable_chooses_a_profile_too(command: Command) -> None:
    answer = json.loads(command("status", "--offline", "--json", AVA_ONBOARD_PROFILE="shop").stdout)
    assert answer["profile"] == "shop"


def test_the_status_names_the_profile_and_the_next_command_for_it(command: Command) -> None:
    told = command("status", "--offline", "--profile", "shop")
    assert "Profile: shop" in told.stdout
    assert "ava-onboard login --profile shop" in told.stdout
    assert "rofile" not in command("status", "--offline").stdout


def test_a_name_that_cannot_be_one_is_a_usage_error(command: Command) -> None:
    told = command("status", "--profile", "../shop")
    assert told.returncode == 2
    assert "--profile" in told.stderr
    assert "shop" not in told.stderr


def test_a_profile_goes_back_to_its_ava_by_itself(command: Command, world: World, signed_in: dict[str, str]) -> None:
    assert command("save", "--no-copy", typed=world.keys["valid"], **signed_in).returncode == 0
    elsewhere = json.loads(command("status", "--offline", "--json", AVA_API_URL=UNREACHABLE).stdout)
    assert (elsewhere["configured"], elsewhere["facts"]["known"]["answer"]) == (False, "unknown")
    assert elsewhere["last_known"]["answer"] == "unknown"
    assert command("status", AVA_API_URL=UNREACHABLE, **signed_in).returncode == 6
    world.requests.clear()
    again = command("status", "--json", AVA_API_URL="", **signed_in)
    assert json.loads(again.stdout)["configured"]
    assert world.requests.all(server="ava")
    assert json.loads(command("status", "--offline", "--json", AVA_API_URL="").stdout)["configured"]


def test_an_address_in_the_journal_that_may_not_be_used_is_not_used(
    command: Command, world: World, signed_in: dict[str, str], services: dict[str, str]
) -> None:
    assert command("save", "--no-copy", typed=world.keys["valid"], **signed_in).returncode == 0
    journal = Path(services["AVA_ONBOARD_HOME"], "state", "default.json")
    journal.write_text(journal.read_text().replace(world.ava_url, "http://ava.example"))
    told = json.loads(command("status", "--offline", "--json").stdout)
    assert (told["configured"], told["account"]) == (False, None)
    assert journal.with_name("default.json.broken").exists()
