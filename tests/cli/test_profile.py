"""``--profile``: several Ava accounts on one computer, kept apart."""

import json
from pathlib import Path

from ava_onboard.config import AVA_URL, Config
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.onboarding import Stage, StageFailed
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from ava_onboard.text.stages import not_saved

from .conftest import UNKNOWN_HOST, Command


def test_profiles_share_nothing(command: Command, world: World, signed_in: dict[str, str]) -> None:
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
    result = command("status", "--offline", "--profile", "shop")
    assert "Profile: shop" in result.stdout
    assert "ava-onboard login --profile shop" in result.stdout
    assert "rofile" not in command("status", "--offline").stdout


def test_an_impossible_profile_name_is_a_usage_error(command: Command) -> None:
    result = command("status", "--profile", "../shop")
    assert result.returncode == 2
    assert "--profile" in result.stderr
    assert "shop" not in result.stderr


def test_without_a_setting_a_profile_returns_to_its_ava(
    command: Command, world: World, signed_in: dict[str, str]
) -> None:
    assert command("save", "--no-copy", typed=world.keys["valid"], **signed_in).returncode == 0
    elsewhere = json.loads(command("status", "--offline", "--json", AVA_API_URL=UNKNOWN_HOST).stdout)
    assert (elsewhere["configured"], elsewhere["facts"]["known"]["answer"]) == (False, "unknown")
    assert elsewhere["last_known"]["answer"] == "unknown"
    assert command("status", AVA_API_URL=UNKNOWN_HOST, **signed_in).returncode == 6
    world.requests.clear()
    again = command("status", "--json", AVA_API_URL="", **signed_in)
    assert json.loads(again.stdout)["configured"]
    assert world.requests.all(server="ava")
    assert json.loads(command("status", "--offline", "--json", AVA_API_URL="").stdout)["configured"]


def test_a_saved_address_that_may_not_be_used_is_not_used(
    command: Command, world: World, signed_in: dict[str, str], services: dict[str, str]
) -> None:
    assert command("save", "--no-copy", typed=world.keys["valid"], **signed_in).returncode == 0
    file = Path(services["AVA_ONBOARD_HOME"], "state", "default.json")
    file.write_text(file.read_text().replace(world.ava_url, "http://ava.example"))
    result = json.loads(command("profiles", "--json", AVA_API_URL="").stdout)
    assert [(profile["configured"], profile["ava_url"]) for profile in result["profiles"]] == [(False, AVA_URL)]
    assert file.with_name("default.json.broken").exists()


def test_each_next_command_is_for_the_same_profile(command: Command, world: World, signed_in: dict[str, str]) -> None:
    """Keeping, sending and signing in fail here, and each says what to type."""
    in_shop = ("--profile", "shop")
    unkept = command("save", *in_shop, typed=world.keys["valid"], **signed_in)
    assert "ava-onboard save --no-copy --profile shop" in unkept.stderr
    assert "ava-onboard save --keep-in file --profile shop" in unkept.stderr
    login = command("login", *in_shop, typed=f"{samples.ACCOUNT_IDENTIFIER}\n{samples.ACCOUNT_PASSWORD}\n")
    assert "ava-onboard login --keep-in file --profile shop" in login.stderr
    for result in (unkept, login):
        assert all("--profile shop" in line for line in result.stderr.splitlines() if "ava-onboard" in line)


def test_a_waiting_key_names_the_command_for_its_profile() -> None:
    settings = Config(profile="shop")
    failed = StageFailed(Stage.SEND, Failure(problems.AVA_DOWN))
    assert not_saved(failed, settings=settings, kept=True)[-1].words.endswith("(ava-onboard sync --profile shop)")
    assert not_saved(failed, settings=Config(), kept=True)[-1].words.endswith("(ava-onboard sync)")


def test_the_doctor_names_the_profile(command: Command, services: dict[str, str]) -> None:
    ava_url = services["AVA_API_URL"]
    result = command("doctor", "--profile", "shop")
    assert result.stdout.startswith(f"Profile: shop\nAva: {ava_url}\n\n")
    report = json.loads(command("doctor", "--json", "--profile", "shop").stdout)
    assert (report["profile"], report["ava_url"]) == ("shop", ava_url)


def test_the_profiles_are_listed_with_their_last_known_state(
    command: Command, world: World, signed_in: dict[str, str]
) -> None:
    ava_url = world.ava_url
    for name in ("shop", "atelier"):
        assert command("save", "--no-copy", "--profile", name, typed=world.keys["valid"], **signed_in).returncode == 0
    world.requests.clear()
    result = command("profiles", "--json", "--profile", "shop", AVA_API_URL="")
    assert json.loads(result.stdout) == {
        "schema": 1,
        "profiles": [
            {"name": "default", "present": False, "configured": False, "account": None, "ava_url": AVA_URL},
            {"name": "atelier", "present": False, "configured": True, "account": None, "ava_url": ava_url},
            {"name": "shop", "present": True, "configured": True, "account": None, "ava_url": ava_url},
        ],
    }
    assert command("profiles", AVA_API_URL="").stdout == (
        f"▸ default  ○ Not configured\n  atelier  ● Configured      {ava_url}\n  shop     ● Configured      {ava_url}\n"
    )
    elsewhere = json.loads(command("profiles", "--json", AVA_API_URL=UNKNOWN_HOST).stdout)
    assert [profile["configured"] for profile in elsewhere["profiles"]] == [False, False, False]
    assert world.requests.all() == []


def test_listing_changes_no_file_and_shows_nothing_but_profiles(command: Command, services: dict[str, str]) -> None:
    folder = Path(services["AVA_ONBOARD_HOME"], "state")
    folder.mkdir(parents=True)
    for name in ("shop.json", "cafe@default.json", "Not-A-Name.json", "other.vault", "default.json.lock"):
        (folder / name).write_text("nonsense")
    result = json.loads(command("profiles", "--json").stdout)
    assert [profile["name"] for profile in result["profiles"]] == ["default", "cafe", "shop"]
    assert (folder / "shop.json").read_text() == "nonsense"
