"""What a customer reads out: the situation codes of errors and of ``status --support``, and codes as they are typed."""

import json
import re

import pytest

from ava_onboard.domain.situation.coding import decode
from ava_onboard.domain.situation.scenes import OnCard, OnCommandLine
from ava_onboard.domain.situation.spelling import Alphabet, symbols_of
from ava_onboard.domain.speakable import ALPHABET
from ava_onboard.sandbox.world import World

from .conftest import UNREACHABLE, Command
from .program import run

CODE = re.compile(rf"[{ALPHABET}]{{3}}\u00a0[{ALPHABET}]{{3}}")
KEY = "8f14e45f-fade-4dad-8bad-facade000001"


def printed(services: dict[str, str], *arguments: str, typed: str = "", **variables: str) -> str:
    finished = run(*arguments, variables={**services, **variables}, typed=typed, situations=True)
    return finished.stdout + finished.stderr


def scene_in(text: str) -> object:
    """The scene of the only situation code in what was printed."""
    (code,) = set(CODE.findall(text))
    situation = decode(code.replace("\u00a0", ""))
    assert situation
    return situation.scene


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("arguments", "command", "code"),
    [(["explain", "Q99"], "explain", "U06"), (["save", "--no-input"], "save", "U02"), (["nothing"], "?", "U01"),
     (["sync"], "sync", "K01"), (["profiles", "--remove", "nobody"], "profiles", "U05")],
)  # fmt: skip
def test_the_last_line_of_an_error_names_the_situation(
    services: dict[str, str], signed_in: dict[str, str], arguments: list[str], command: str, code: str, language: str
) -> None:
    text = printed(services, *arguments, AVA_ONBOARD_LANG=language, **signed_in)
    assert CODE.search(text.strip().splitlines()[-1])
    scene = scene_in(text)
    assert isinstance(scene, OnCommandLine)
    assert (scene.command, scene.trouble and scene.trouble.code) == (command, code)


def test_the_situation_says_which_service_is_not_reached(services: dict[str, str]) -> None:
    text = printed(services, "check", typed=KEY, VAPI_API_URL=UNREACHABLE, VAPI_EU_API_URL=UNREACHABLE)
    scene = scene_in(text)
    assert isinstance(scene, OnCommandLine)
    assert scene.trouble == ("N02", "Vapi")


def test_status_shows_the_code_with_its_spelling(services: dict[str, str]) -> None:
    text = printed(services, "status", "--support", "--offline")
    code = CODE.findall(text)[-1].replace("\u00a0", "")
    assert ", ".join(Alphabet.INTERNATIONAL.spelled(code[:3])) in text
    assert isinstance(scene_in(text), OnCard)
    french = printed(services, "status", "--support", "--offline", "--lang", "fr")
    spelled = next(line for line in french.splitlines() if " – " in line and "," in line)
    assert symbols_of(spelled) == CODE.findall(french)[-1].replace("\u00a0", "")


def test_an_error_of_the_demo_has_a_code_too(services: dict[str, str]) -> None:
    """Its memory stands in for the keyring, which is what the code names."""
    assert CODE.search(printed(services, "demo", "--no-input").strip().splitlines()[-1])


def test_the_code_in_json_is_that_of_the_text(services: dict[str, str]) -> None:
    fields = json.loads(run("status", "--offline", "--json", variables=services).stdout)
    assert fields["situation"] in printed(services, "status", "--support", "--offline").replace("\u00a0", "")


def test_a_state_without_a_failure_has_a_code_too(command: Command, world: World) -> None:
    assert "Code E04" in command("status", "--offline").stdout


@pytest.mark.parametrize("typed", ["v5", "V-05", "Victor zéro cinq", "victor zero five", "V comme Victor 0 5"])
def test_explain_understands_how_a_code_is_read_out(command: Command, typed: str) -> None:
    assert command("explain", typed).stdout.startswith("V05: ")
    assert command("explain", *typed.split()).stdout.startswith("V05: ")


def test_a_code_or_a_command_that_looks_like_one_is_offered(command: Command) -> None:
    assert "Did you mean V06, V05, V04? (U13)" in command("explain", "V50").stderr
    assert "Did you mean status? (U12)" in command("statut").stderr
    assert "Vouliez-vous dire status\u00a0? (U12)" in command("stats", "--lang", "fr").stderr


@pytest.mark.parametrize("arguments", [[KEY], ["explain", KEY], ["explain", "my", "secret"]], ids=" ".join)
def test_what_was_typed_is_not_repeated(command: Command, arguments: list[str]) -> None:
    finished = command(*arguments)
    assert not {KEY, "secret", "SECRET"} & set(re.split(r"\W", finished.stderr))
    assert finished.returncode == 2
