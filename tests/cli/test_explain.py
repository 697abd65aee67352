"""``explain``: what a code means, with the values of this computer where they are known."""

import pytest

from ava_onboard.domain.problems import CATALOGUE

from .conftest import Command


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_code_leaves_a_gap(command: Command, language: str) -> None:
    for code in ("A01", "C01", "C06", "C07", "K09", "K13", "N01", "N02", "U08", "U09"):
        text = command("explain", code, "--lang", language).stdout
        assert code in CATALOGUE
        assert text.startswith(code)
        assert not set("…{}") & set(text), text


def test_folders_and_files_are_those_of_this_computer(command: Command, services: dict[str, str]) -> None:
    home = services["AVA_ONBOARD_HOME"]
    assert f"has written to {home}/state." in command("explain", "C07").stdout
    assert f"{home}/state/shop.vault" in command("explain", "K13", "--profile", "shop").stdout


def test_a_setting_is_named_only_if_it_is_set(command: Command, services: dict[str, str]) -> None:
    assert "Check the address HOST, which was set with AVA_API_URL." in command("explain", "A01").stdout
    del services["AVA_API_URL"]
    assert "AVA_API_URL" not in command("explain", "A01").stdout
    assert "which was set with VAPI_API_URL." in command("explain", "V03").stdout
