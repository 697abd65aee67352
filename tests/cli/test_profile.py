"""``--profile``: several accounts of Ava on one computer, kept apart."""

import json

from ava_onboard.sandbox.world import World

from .conftest import Command


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
