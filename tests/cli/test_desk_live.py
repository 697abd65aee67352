"""``desk --live`` where the terminal cannot show the screen."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ava_onboard.domain.situation.coding import encode
from ava_onboard.domain.situation.facts import Outline
from ava_onboard.domain.situation.scenes import Answered, Checked, Place, Situation, System
from ava_onboard.domain.situation.symbols import new_live_code
from ava_onboard.domain.situation.troubles import Trouble
from tests.cli.program import started
from tests.live.ava import AGENT, PASSWORD, LiveAva, ava, hurried

from .conftest import Command

__all__ = ["ava", "hurried"]
REFUSED = encode(
    Situation(Answered(Place.GUIDE, Checked.NOT, Trouble("V05"), Outline()), "fr", System.WINDOWS, "keyring")
)


@pytest.fixture
def at_ava(ava: LiveAva, tmp_path: Path) -> dict[str, str]:
    home = str(tmp_path / "home")
    return {"AVA_API_URL": ava.url, "AVA_ONBOARD_HOME": home, "AVA_ONBOARD_LANG": "en"}


@pytest.fixture
def following(ava: LiveAva, at_ava: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """``desk --live`` without a code: account, password and code are piped in."""
    with started("desk", "--live", variables=at_ava, stderr=subprocess.STDOUT) as process:
        yield process


def until(process: "subprocess.Popen[str]", words: str) -> list[str]:
    lines: list[str] = []
    assert process.stdout
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines))


def test_each_screen_is_printed_until_the_end(ava: LiveAva, following: "subprocess.Popen[str]", tmp_path: Path) -> None:
    path, code = ava.open()
    assert following.stdin
    following.stdin.write(f"{AGENT}\n{PASSWORD}\n{code[:3]} {code[3:]}\n")
    following.stdin.flush()
    until(following, "Live: the customer has to confirm your name.")
    ava.call(ava.customer, "POST", f"{path}/confirm", {"situation": REFUSED})
    printed = until(following, "Sur cette page, il y a deux blocs.")
    assert any("Mirror" in line for line in printed)
    assert any("Vapi refuse la clé" in line for line in printed)
    ava.call(ava.customer, "DELETE", path)
    until(following, "Live: ended.")
    assert following.wait(30) == 0
    written = [file for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert {file.name for file in written} <= {"desk-calls.jsonl", "ava-onboard.log"}
    for file in written:
        content = file.read_text(encoding="utf-8")
        assert PASSWORD not in content
        assert "eyJ" not in content
        assert code not in content
    calls = next(file for file in written if file.name == "desk-calls.jsonl")
    events = [json.loads(line) for line in calls.read_text(encoding="utf-8").splitlines()]
    assert [event["kind"] for event in events] == ["live", "situation"]


def test_a_code_that_nobody_has_ends_it(command: Command, ava: LiveAva, at_ava: dict[str, str]) -> None:
    finished = command("desk", "--live", new_live_code(), **at_ava, AVA_TOKEN=ava.agent)
    assert (finished.returncode, "No customer has this code now" in finished.stderr) == (8, True)


def test_what_is_not_a_code_is_reported_without_asking_ava(command: Command, at_ava: dict[str, str]) -> None:
    finished = command("desk", "--live", "MCE", **(at_ava | {"AVA_API_URL": "http://127.0.0.1:1"}), AVA_TOKEN="MARKED")
    assert finished.returncode == 2
    assert finished.stderr.startswith("✗ ")


def test_a_wrong_password_ends_it(command: Command, at_ava: dict[str, str]) -> None:
    finished = command("desk", "--live", new_live_code(), typed=f"{AGENT}\nMARKED wrong\n", **at_ava)
    assert finished.returncode == 5
    assert "S02" in finished.stderr
    assert "MARKED" not in finished.stdout + finished.stderr


def test_json_and_live_exclude_each_other(command: Command) -> None:
    finished = command("desk", "--live", "--json")
    assert finished.returncode == 2
    assert "U09" in finished.stdout + finished.stderr


def test_nobody_is_asked_without_input(command: Command, at_ava: dict[str, str]) -> None:
    assert command("desk", "--live", "--no-input", **at_ava).returncode == 2
