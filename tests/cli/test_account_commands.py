"""``login`` and ``logout`` as processes, on a computer without a keyring."""

import subprocess
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

from . import schema
from .conftest import UNKNOWN_HOST, Command
from .program import COMMAND, environment

CREDENTIALS = f"{samples.ACCOUNT_IDENTIFIER}\n{samples.ACCOUNT_PASSWORD}\n"


def test_a_session_that_cannot_be_kept_is_reported(command: Command) -> None:
    result = command("login", typed=CREDENTIALS)
    assert (result.returncode, result.stdout) == (Exit.NOWHERE_TO_KEEP, "")
    assert "Code K01" in result.stderr
    assert "the next command will ask again, unless you set AVA_TOKEN" in result.stderr
    assert schema.read(command("status", "--offline", "--json"))["session"] == "none"


def test_a_wrong_password_is_refused_and_not_repeated(command: Command) -> None:
    result = command("login", "--account", samples.ACCOUNT_IDENTIFIER, "--json", typed="wrong-password\n")
    assert result.returncode == Exit.SIGN_IN
    answer = schema.read(result)
    assert (answer["done"], answer["account"], answer["failure"]["code"]) == (False, None, "S02")
    assert "wrong-password" not in result.stderr + result.stdout


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_account_and_password_are_read_from_a_windows_file(
    services: dict[str, str], tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "account.txt"
    file.write_bytes(CREDENTIALS.replace("\n", "\r\n").encode(encoding))
    with file.open("rb") as stdin:
        result = subprocess.run(
            [*COMMAND, "login"], env=environment(**services), stdin=stdin, capture_output=True, check=False
        )
    assert result.returncode == Exit.NOWHERE_TO_KEEP, "Ava knows the account, and this computer has no keyring"


def test_an_unknown_token_is_refused(command: Command) -> None:
    result = command("login", "--token", "--lang", "fr", typed="not-a-token\n")
    assert (result.returncode, result.stdout) == (Exit.SIGN_IN, "")
    assert "Code S05" in result.stderr
    assert "Ava refuse ce jeton" in result.stderr


@pytest.mark.parametrize("typed", [None, "", f"{samples.ACCOUNT_IDENTIFIER}\n", "\n\n"])
def test_without_account_and_password_ava_is_not_asked(command: Command, world: World, typed: str | None) -> None:
    result = command("login", "--no-input", typed=typed)
    assert (result.returncode, result.stdout) == (Exit.USAGE, "")
    assert world.requests.all() == []


def test_an_unreachable_ava_and_a_server_that_is_not_ava(command: Command, world: World) -> None:
    assert command("login", typed=CREDENTIALS, AVA_API_URL=UNKNOWN_HOST).returncode == Exit.UNREACHABLE
    world.ava_faults.add(Fault.html())
    assert command("login", typed=CREDENTIALS).returncode == Exit.AVA_REFUSED


def test_signing_out_without_a_keyring_succeeds_at_once(command: Command) -> None:
    result = command("logout")
    assert (result.returncode, result.stdout) == (Exit.DONE, "✓ Signed out of Ava.\n")
    assert schema.read(command("logout", "--json"))["done"] is True


def test_progress_that_cannot_be_saved_is_an_unexpected_error(command: Command, tmp_path: Path) -> None:
    home = tmp_path / "a file where the folder should be"
    home.write_text("")
    result = command("logout", "--json", AVA_ONBOARD_HOME=str(home))
    assert result.returncode == Exit.UNEXPECTED
    assert schema.read(result)["failure"]["code"] == "C03"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "▸ Ava expects phone numbers with their country code: +33612345678 is tried first."),
        ("fr", "▸ Ava attend un numéro avec l’indicatif\u00a0: +33612345678 est essayé d’abord."),
    ],
)
def test_another_spelling_of_the_account_is_announced_before_it_is_tried(
    command: Command, language: str, sentence: str
) -> None:
    result = command(
        "login", "--account", "06 12 34 56 78", "--lang", language, typed="marked-password\n", LC_ALL="fr_FR.UTF-8"
    )
    assert result.returncode == Exit.SIGN_IN
    assert result.stderr.startswith(sentence)


@pytest.mark.parametrize("arguments", [["login"], ["login", "--token"]], ids=" ".join)
def test_a_pipe_in_another_encoding_is_refused_and_nothing_is_sent(
    services: dict[str, str], world: World, arguments: list[str]
) -> None:
    result = subprocess.run(
        [*COMMAND, *arguments],
        input=b"camille@example.com\nMARKED p\xe9ss\n" if len(arguments) == 1 else b"MARKED\xe9\n",
        env=environment(**services),
        capture_output=True,
        check=False,
    )
    assert result.returncode == Exit.USAGE
    assert b"U10" in result.stderr
    assert b"MARKED" not in result.stdout + result.stderr
    assert not world.requests.all(server="ava", method="POST")
