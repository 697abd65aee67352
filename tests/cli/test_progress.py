"""Which Ava a run uses, and which saved progress it reads."""

from pathlib import Path

import pytest

from ava_onboard import config
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.cli.wiring import saved_progress, with_ava_of_profile
from ava_onboard.config import AVA_URL, Config
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.progress import DEFAULT_AVA, Progress
from ava_onboard.sandbox.world import World

from .conftest import Command

MINE, OTHER = "https://ava.example", "https://other.example"


@pytest.mark.parametrize(
    ("named", "used", "asked"),
    [
        (None, None, AVA_URL),
        (None, DEFAULT_AVA, AVA_URL),
        (None, MINE, MINE),
        (OTHER, None, OTHER),
        (OTHER, MINE, OTHER),
        (AVA_URL, MINE, AVA_URL),
    ],
)
def test_the_ava_of_the_environment_overrides_that_of_the_profile(
    tmp_path: Path, named: str | None, used: str | None, asked: str
) -> None:
    settings = config.read({"AVA_ONBOARD_HOME": str(tmp_path), "AVA_API_URL": named or ""})
    ProgressFiles(settings.state_file, MINE).save(Progress(ava=used, account="Camille"))
    settings = with_ava_of_profile(settings)
    assert settings.ava_url == asked
    assert (saved_progress(settings).load().account == "Camille") is (asked == MINE)


def test_each_profile_uses_its_own_ava(tmp_path: Path) -> None:
    shop = Config(home=tmp_path, profile="shop")
    ProgressFiles(shop.state_file, MINE).save(Progress(ava=MINE))
    in_shop = with_ava_of_profile(shop)
    in_default = with_ava_of_profile(in_shop._replace(profile="default"))
    assert (in_shop.ava_url, in_default.ava_url) == (MINE, AVA_URL)


def test_a_profile_of_a_newer_version_is_used_but_not_overwritten(
    command: Command, world: World, services: dict[str, str], signed_in: dict[str, str]
) -> None:
    file = Path(services["AVA_ONBOARD_HOME"], "state", "default.json")
    file.parent.mkdir(parents=True)
    file.write_text('{"schema": 3}')
    saved = command("save", "--no-copy", typed=world.keys["valid"], **signed_in)
    assert saved.returncode == Exit.DONE
    assert "a newer version of ava-onboard has written to" in saved.stderr
    assert "Code C07" in saved.stderr
    for arguments in (["status", "--offline"], ["status", "--offline", "--json"], ["profiles"], ["profiles", "--json"]):
        assert "Code C07" in command(*arguments).stderr, arguments
    assert [(found.name, found.read_text()) for found in file.parent.glob("*.json*") if found.stat().st_size] == [
        ("default.json", '{"schema": 3}')
    ]
