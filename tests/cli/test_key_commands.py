"""``check``, ``save``, ``sync`` and ``delete`` as processes, on a computer without a keyring."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

from . import schema
from .conftest import UNKNOWN_HOST, Command

SETTINGS = "/api/v1/vapi-settings"

VERDICTS = [
    ("valid", Exit.DONE, "accepted", None, "✓ Vapi accepts the key 8f14e45f…"),
    ("eu", Exit.DONE, "accepted", None, "Vapi Europe"),
    ("public", Exit.KEY_REFUSED, "rejected", "V05", "It is the public key."),
    ("forbidden", Exit.KEY_REFUSED, "rejected", "V06", "does not let it list assistants"),
    ("down", Exit.UNREACHABLE, "undecided", "V02", "neither accepted nor refused"),
    ("cut", Exit.UNREACHABLE, "undecided", "N05", "was cut before the answer"),
]


@pytest.mark.parametrize(("sample", "exit_code", "verdict", "code", "words"), VERDICTS)
def test_a_piped_key_is_checked(
    command: Command, world: World, sample: str, exit_code: Exit, verdict: str, code: str | None, words: str
) -> None:
    key = world.keys[sample]
    result = command("check", typed=f"{key}\n")
    assert result.returncode == exit_code
    assert words in result.stdout
    assert key not in result.stdout + result.stderr
    answer = schema.read(command("check", "--json", typed=f"{key}\n"))
    assert (answer["verdict"], answer["failure"] and answer["failure"]["code"]) == (verdict, code)
    assert world.requests.all(server="ava") == []


def test_a_check_speaks_french(command: Command, world: World) -> None:
    result = command("check", "--lang", "fr", typed=f'"{world.keys["valid"]}"\n')
    assert result.returncode == 0
    assert result.stdout.startswith("✓ Vapi accepte la clé 8f14e45f…")
    assert "2 guillemets." in result.stderr


def test_a_pasted_key_is_cleaned_and_stderr_says_so(command: Command, world: World) -> None:
    result = command("check", typed=f"Authorization: Bearer {world.keys['valid']} \n")
    assert result.returncode == 0
    assert "“Authorization:”, “Bearer”." in result.stderr
    assert "“Bearer”" not in result.stdout
    assert command("check", "--quiet", typed=f"Bearer {world.keys['valid']}\n").stderr == ""


NO_KEYS = {
    "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiJ9.MARKED\n",
    "address": "https://dashboard.vapi.ai/org/api-keys\n",
    "mail": "camille@example.com\n",
    "another service's": "sk-proj-MARKED0123456789\n",
    "several": f"{samples.KEYS['valid']}\n{samples.KEYS['other']}\n",
    "an id": f'{{"assistantId": "{samples.KEYS["valid"]}"}}\n',
    "dots": "••••••••••••\n",
    "control sequence": "\x1b]0;MARKED-0123456789\n",
}


@pytest.mark.parametrize("text", NO_KEYS.values(), ids=NO_KEYS)
@pytest.mark.parametrize("arguments", [["check"], ["save", "--unverified", "--no-copy"]], ids=" ".join)
def test_what_is_certainly_not_a_key_is_neither_checked_nor_saved(
    command: Command, world: World, signed_in: dict[str, str], text: str, arguments: list[str]
) -> None:
    result = command(*arguments, typed=text, **signed_in)
    assert (result.returncode, result.stdout) == (Exit.USAGE, "")
    assert "✗ " in result.stderr
    assert "This is not a key, so it was not sent to Vapi." in result.stderr
    assert not world.requests.all(server="vapi")
    assert not world.requests.all(server="ava", method="POST")


def test_a_whole_command_is_checked_by_its_key_and_the_hint_is_the_first_reason(command: Command, world: World) -> None:
    pasted = f'curl https://api.vapi.ai/call -H "Authorization: Bearer {world.keys["unknown"]}"  # public\n'
    result = command("check", typed=pasted)
    assert result.returncode == Exit.KEY_REFUSED
    assert "✓ You pasted a whole curl command. Only the key in it was kept: 6512bd43…" in result.stderr
    assert result.stdout.splitlines()[1:5] == [
        "  The usual reasons, the most frequent first",
        "▲ Pasted with the word “public”: Ava needs a key from Private API Keys.",
        "1. It is an id (of the key, an assistant or the organisation), not the key.",
        "   Click the eye: it shows the key.",
    ]


@pytest.mark.parametrize("typed", ["", "\n", None], ids=["empty", "blank", "nothing"])
@pytest.mark.parametrize("name", ["check", "save"])
def test_without_a_key_nothing_is_asked(command: Command, world: World, name: str, typed: str | None) -> None:
    result = command(name, "--no-input", typed=typed)
    assert (result.returncode, result.stdout) == (Exit.USAGE, "")
    assert "Provide it on stdin. (U02)" in result.stderr
    assert world.requests.all() == []


def test_a_busy_vapi_that_asks_for_a_long_wait_is_asked_once_and_the_wait_is_shown(
    command: Command, world: World
) -> None:
    world.vapi_faults.add(Fault.status(429, retry_after=30), path="/assistant")
    result = command("check", typed=world.keys["valid"])
    assert result.returncode == Exit.UNREACHABLE
    assert "\n  Wait a moment, then try again.\n  Wait 30 seconds before trying again.\n  Code V01" in result.stdout
    assert len(world.requests.all(server="vapi")) == 1


def test_text_that_cannot_be_a_key_is_not_sent(command: Command, world: World) -> None:
    result = command("check", typed="hunter2-é")
    assert (result.returncode, result.stdout) == (Exit.USAGE, "")
    assert "This is not a key, so it was not sent to Vapi.\nCopy the private key" in result.stderr
    assert result.stderr.endswith("(U04)\n")
    assert "hunter2" not in result.stderr
    assert world.requests.all() == []


def test_without_a_keyring_nothing_is_sent_and_the_message_says_what_to_do(
    command: Command, world: World, signed_in: dict[str, str], key_at_ava: Callable[[], object]
) -> None:
    result = command("save", typed=world.keys["valid"], **signed_in)
    assert (result.returncode, result.stdout) == (Exit.NOWHERE_TO_KEEP, "")
    assert "Code K01" in result.stderr
    assert "ava-onboard save --no-copy" in result.stderr
    assert key_at_ava() is None


def test_without_a_local_copy_the_key_is_sent_and_confirmed_and_deleted(
    command: Command, world: World, signed_in: dict[str, str], key_at_ava: Callable[[], object]
) -> None:
    saved = command("save", "--no-copy", typed=world.keys["valid"], **signed_in)
    assert (saved.returncode, saved.stdout) == (
        Exit.DONE,
        "● Configured: Ava can use your own Vapi key.\n  In Ava, open your assistants.\n",
    )
    assert "– Not kept on this computer, as you chose\n✓ Sent to Ava\n✓ Ava confirms: it has the key\n" in saved.stderr
    assert "✓ Ava can use it: it sees 3 assistants\n" in saved.stderr
    assert key_at_ava() == "8f14e45f..."
    deleted = command("delete", "--yes", "--json", **signed_in)
    assert deleted.returncode == Exit.DONE
    assert schema.stages(schema.read(deleted)) == {"forget_at_ava": "done", "forget_here": "skipped"}
    assert key_at_ava() is None


def test_a_refused_key_is_not_saved(
    command: Command, world: World, signed_in: dict[str, str], key_at_ava: Callable[[], object]
) -> None:
    result = command("save", "--no-copy", "--unverified", "--json", typed=world.keys["unknown"], **signed_in)
    assert result.returncode == Exit.KEY_REFUSED
    answer = schema.read(result)
    assert (answer["done"], answer["stages"], answer["verdict"]["verdict"]) == (False, [], "rejected")
    assert key_at_ava() is None


def test_an_unchecked_key_is_saved_only_with_unverified(
    command: Command, world: World, signed_in: dict[str, str], key_at_ava: Callable[[], object]
) -> None:
    key = world.keys["down"]
    result = command("save", "--no-copy", typed=key, **signed_in)
    assert result.returncode == Exit.UNREACHABLE
    assert result.stderr.endswith("Nothing was saved.\n")
    assert key_at_ava() is None
    saved = command("save", "--no-copy", "--unverified", "--json", typed=key, **signed_in)
    assert saved.returncode == Exit.NEEDS_ATTENTION
    answer = schema.read(saved)
    assert (answer["done"], answer["attention"], answer["used"]["answer"]) == (True, ["unchecked"], "unknown")
    assert schema.stages(answer)["prove"] == "unknown"
    assert key_at_ava() == "c74d97b0..."


def test_a_sign_in_that_cannot_be_asked_for_is_reported(command: Command, world: World) -> None:
    result = command("save", "--no-copy", "--json", typed=world.keys["valid"])
    assert result.returncode == Exit.SIGN_IN
    answer = schema.read(result)
    assert answer["failure"]["code"] == "S01"
    assert schema.stages(answer) == {"keep": "skipped", "send": "failed"}
    assert "The key is kept" not in result.stderr


@pytest.mark.parametrize(
    ("fault", "exit_code", "code"),
    [
        (Fault.status(500), Exit.UNREACHABLE, "A04"),
        (Fault.disconnect(), Exit.UNREACHABLE, "N05"),
        (Fault.html(), Exit.AVA_REFUSED, "A01"),
        (Fault.status(422), Exit.AVA_REFUSED, "A02"),
        (Fault.status(401), Exit.SIGN_IN, "S06"),
    ],
)
def test_different_failures_of_ava_have_different_codes(
    command: Command, world: World, signed_in: dict[str, str], fault: Fault, exit_code: Exit, code: str
) -> None:
    world.ava_faults.add(fault, method="POST", path=SETTINGS)
    result = command("save", "--no-copy", "--json", typed=world.keys["valid"], **signed_in)
    assert result.returncode == exit_code
    failure = schema.read(result)["failure"]
    assert (failure["code"], failure["exit"]) == (code, exit_code)


def test_a_deletion_that_cannot_reach_ava_says_where_the_key_still_is(
    command: Command, signed_in: dict[str, str]
) -> None:
    result = command("delete", "--yes", AVA_API_URL=UNKNOWN_HOST, **signed_in)
    assert (result.returncode, result.stdout) == (Exit.UNREACHABLE, "")
    assert "Nothing was deleted: Ava and this computer still have the key." in result.stderr


def test_nothing_is_deleted_without_a_confirmation(command: Command, signed_in: dict[str, str]) -> None:
    result = command("delete", typed="y\n", **signed_in)
    assert (result.returncode, result.stdout) == (Exit.USAGE, "")
    assert "add --yes. (U03)" in result.stderr


def test_without_a_keyring_there_is_nothing_to_send(command: Command, signed_in: dict[str, str]) -> None:
    result = command("sync", "--json", **signed_in)
    assert result.returncode == Exit.NOWHERE_TO_KEEP
    assert schema.read(result)["failure"]["code"] == "K01"


@pytest.mark.parametrize("arguments", [["save", "--no-copy"], ["delete", "--yes"], ["status"]])
def test_an_unwritable_state_folder_is_reported_and_stops_nothing(
    command: Command, world: World, signed_in: dict[str, str], tmp_path: Path, arguments: list[str]
) -> None:
    home = tmp_path / "a file where the folder should be"
    home.touch()
    result = command(*arguments, typed=world.keys["valid"], AVA_ONBOARD_HOME=str(home), **signed_in)
    assert result.returncode in (Exit.DONE, Exit.NOT_CONFIGURED)
    assert "▲ Your place could not be saved" in result.stderr
    assert "Code C03" in result.stderr
