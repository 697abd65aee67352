"""Commands on a computer without a keyring, with key and session in a protected file."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

from . import schema
from .conftest import Command
from .test_account_commands import CREDENTIALS
from .test_in_a_terminal import Start, answer, start
from .test_key_commands import SETTINGS

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind", allow_module_level=True)

from tests.terminal.screen import ENTER, Terminal

__all__ = ["start"]

PASSPHRASE = "marked correct horse battery"
KNOWN = {"AVA_ONBOARD_PASSPHRASE": PASSPHRASE}


@pytest.fixture
def file(services: dict[str, str]) -> Path:
    """Where the protected file is, or would be."""
    return Path(services["AVA_ONBOARD_HOME"], "state", "default.vault")


@pytest.fixture
def kept(command: Command, world: World, file: Path) -> Command:
    """The same command, on a computer with session and key in a protected file."""
    assert command("login", "--keep-in", "file", typed=CREDENTIALS, **KNOWN).returncode == Exit.DONE
    result = command("save", typed=world.keys["valid"], **KNOWN)
    assert (result.returncode, file.exists()) == (Exit.DONE, True)
    return command


def test_a_key_in_the_file_is_found_by_the_next_command_and_deleted_at_the_end(
    kept: Command, world: World, file: Path, key_at_ava: Callable[[], object]
) -> None:
    result = schema.read(kept("status", "--json", **KNOWN))
    assert (result["configured"], result["agree"], result["session"], result["kept_in"]) == (
        True,
        True,
        "stored",
        "file",
    )
    assert "✓ In a protected file" in kept("status", **KNOWN).stdout
    assert "✓ In a protected file" in kept("status", "--offline").stdout
    assert kept("sync", **KNOWN).returncode == Exit.DONE
    assert key_at_ava() == "8f14e45f..."
    assert kept("delete", "--yes", **KNOWN).returncode == Exit.DONE
    assert file.exists()
    assert kept("logout").returncode == Exit.DONE
    assert not file.exists()
    assert schema.read(kept("status", "--offline", "--json"))["kept_in"] == "keyring"


def test_no_file_is_created_without_keep_in(
    command: Command, world: World, signed_in: dict[str, str], file: Path
) -> None:
    result = command("save", typed=world.keys["valid"], **signed_in, **KNOWN)
    assert result.returncode == Exit.NOWHERE_TO_KEEP
    assert result.stderr.endswith("  ava-onboard save --no-copy\n  ava-onboard save --keep-in file\n")
    result = command("login", typed=CREDENTIALS, **KNOWN)
    assert result.returncode == Exit.NOWHERE_TO_KEEP
    assert result.stderr.endswith("  ava-onboard login --keep-in file\n")
    assert not file.exists()


def test_a_missing_passphrase_without_questions_is_a_clear_problem(kept: Command, world: World) -> None:
    key = world.keys["valid"]
    for arguments, typed in (
        (["save"], key),
        (["save", "--no-copy"], key),
        (["sync"], None),
        (["delete", "--yes"], None),
        (["login"], CREDENTIALS),
    ):
        result = kept(*arguments, "--no-input", "--json", typed=typed)
        assert result.returncode == Exit.NOWHERE_TO_KEEP
        answer = schema.read(result)
        assert answer["failure"]["code"] == "K12"
        assert arguments[0] != "save" or answer["verdict"]["verdict"] == "accepted"
        assert "Your passphrase is needed" in result.stderr
    result = kept("status", "--no-input", "--json")
    shown = schema.read(result)
    assert (result.returncode, shown["action"], shown["session"]) == (Exit.NOWHERE_TO_KEEP, "unlock", "unknown")
    assert shown["facts"]["kept"]["failure"]["code"] == "K12"


def test_a_wrong_passphrase_is_named_and_does_no_harm(kept: Command, file: Path) -> None:
    before = file.read_bytes()
    for arguments in (["sync"], ["delete", "--yes"], ["login", "--keep-in", "keyring"]):
        result = kept(*arguments, "--json", AVA_ONBOARD_PASSPHRASE="not the right one")
        assert result.returncode == Exit.NOWHERE_TO_KEEP
        assert schema.read(result)["failure"]["code"] == "K11"
        assert "not the right one" not in result.stderr
    result = kept("status", "--json", AVA_ONBOARD_PASSPHRASE="not the right one")
    assert "does not open the protected file" in result.stderr
    assert schema.read(result)["facts"]["kept"]["failure"]["code"] == "K11"
    shown = kept("status", AVA_ONBOARD_PASSPHRASE="not the right one")
    assert "does not open the protected file" in shown.stderr
    assert ("Code K11" in shown.stdout, "Code K12" in shown.stdout) == (True, False)
    assert file.read_bytes() == before
    assert kept("status", **KNOWN).returncode == Exit.DONE


def test_a_command_helps_with_a_forgotten_passphrase(kept: Command, file: Path) -> None:
    result = kept("sync", AVA_ONBOARD_PASSPHRASE="not the right one")
    assert result.stderr.count("forgotten") == 1, "there is one way out"
    assert "If you have forgotten the passphrase: ava-onboard logout --forget-file\n" in result.stderr
    unasked = kept("logout", "--forget-file", "--no-input")
    assert (unasked.returncode, file.exists()) == (Exit.USAGE, True)
    gone = kept("logout", "--forget-file", "--yes", "--json")
    assert (gone.returncode, file.exists(), schema.read(gone)["done"]) == (Exit.DONE, False, True)
    left = schema.read(kept("status", "--offline", "--json"))
    assert (left["kept_in"], left["session"], left["facts"]["kept"]["answer"]) == ("keyring", "none", "no")
    assert kept("logout", "--forget-file").stdout == "✓ Signed out of Ava.\n"


MAY_LOSE_KEY = "▲ Ava may not have the key in it: that key would be lost with the file.\n"


def test_removing_the_file_warns_of_a_key_that_ava_may_not_have(kept: Command, file: Path, world: World) -> None:
    world.ava_faults.add(Fault.status(500), path=SETTINGS)
    waiting = kept("save", "--no-input", "--unverified", typed=world.keys["other"], **KNOWN)
    assert "waiting to be sent" in waiting.stderr
    asked = kept("logout", "--forget-file", "--no-input")
    assert (asked.returncode, file.exists()) == (Exit.USAGE, True)
    gone = kept("logout", "--forget-file", "--yes")
    assert (gone.returncode, file.exists()) == (Exit.DONE, False)
    assert MAY_LOSE_KEY in gone.stderr


def test_removing_the_file_does_not_warn_if_ava_has_the_key(kept: Command, file: Path) -> None:
    gone = kept("logout", "--forget-file", "--yes")
    assert (file.exists(), "Ava may not have" in gone.stderr) == (False, False)


def test_line_mode_helps_with_a_forgotten_passphrase(kept: Command, file: Path) -> None:
    answers = ["h", "p", "n", "p", "y", "h", "q"]
    result = kept("guide", "--interactive", typed="".join(f"{line}\n" for line in ["", *answers]))
    assert not file.exists(), result.stdout + result.stderr
    assert result.stderr.count("Remove the protected file?") == 2
    assert result.stdout.count("p: remove the protected file (passphrase forgotten)\n") == 1
    assert "✓ The protected file has been removed, and you are signed out of Ava.\n" in result.stdout


def test_a_damaged_file_is_named_and_stays_as_it_is(kept: Command, world: World, file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])
    before = file.read_bytes()
    for arguments in (["save"], ["save", "--keep-in", "file"], ["sync"]):
        result = kept(*arguments, typed=world.keys["valid"], **KNOWN)
        assert result.returncode == Exit.NOWHERE_TO_KEEP
        assert "Code K09" in result.stderr
        assert str(file) in result.stderr
    assert file.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_an_unwritable_folder_is_named(
    command: Command, world: World, signed_in: dict[str, str], tmp_path: Path
) -> None:
    home = tmp_path / "a file where the folder should be"
    home.touch()
    options = {**KNOWN, **signed_in, "AVA_ONBOARD_HOME": str(home)}
    result = command("save", "--keep-in", "file", typed=world.keys["valid"], **options)
    assert result.returncode == Exit.NOWHERE_TO_KEEP
    assert "Code K13" in result.stderr


def test_a_short_passphrase_creates_no_file(command: Command, world: World, file: Path) -> None:
    result = command("save", "--keep-in", "file", typed=world.keys["valid"], AVA_ONBOARD_PASSPHRASE="short")
    assert result.returncode == Exit.USAGE
    assert "The value of AVA_ONBOARD_PASSPHRASE cannot be used" in result.stderr
    assert not file.exists()


def test_back_to_the_keyring_only_if_there_is_one(kept: Command, world: World, file: Path) -> None:
    result = kept("save", "--keep-in", "keyring", typed=world.keys["valid"], **KNOWN)
    assert result.returncode == Exit.NOWHERE_TO_KEEP
    assert "Code K01" in result.stderr
    assert kept("status", **KNOWN).returncode == Exit.DONE
    assert file.exists()


def test_doctor_does_not_say_that_a_file_with_only_a_session_opens_with_a_wrong_passphrase(command: Command) -> None:
    assert command("login", "--keep-in", "file", typed=CREDENTIALS, **KNOWN).returncode == Exit.DONE
    shown = command("doctor", AVA_ONBOARD_PASSPHRASE="not the right one").stdout
    assert "a protected file, opened by your passphrase, takes its place" in shown


def test_doctor_names_the_protected_file_instead_of_the_keyring(kept: Command, file: Path) -> None:
    assert "a protected file, opened by your passphrase, takes its place" in kept("doctor").stdout
    result = kept("doctor", **KNOWN)
    assert "a protected file takes its place, and it opens" in result.stdout
    assert "accepted (kept on this computer)" in result.stdout
    file.write_text("{}")
    assert "K09" in kept("doctor", "--json", **KNOWN).stdout


def test_neither_passphrase_nor_key_is_left_readable(kept: Command, world: World, file: Path) -> None:
    home = file.parents[1]
    content = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for secret in (PASSPHRASE, world.keys["valid"], samples.ACCOUNT_PASSWORD):
        assert secret.encode() not in content
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_passphrase_is_typed_while_the_key_is_piped_in_and_never_shown(
    start: Start, world: World, tmp_path: Path, file: Path
) -> None:
    piped = tmp_path / "key.txt"
    piped.write_text(world.keys["valid"])
    within = ["/bin/sh", "-c", 'exec "$@" < "$0"', str(piped)]
    at = start("save", "--keep-in", "file", within=within, AVA_TOKEN=world.token)
    answer(at, "New passphrase (at least 8 characters):", "short")
    answer(at, "needs at least 8 characters. New passphrase (at least 8 characters):", PASSPHRASE)
    answer(at, "Again:", PASSPHRASE + "!")
    answer(at, "The two do not match. New passphrase (at least 8 characters):", PASSPHRASE)
    answer(at, "Again:", PASSPHRASE)
    at.see("Configured: Ava can use your own Vapi key")
    assert at.end() == Exit.DONE
    assert file.exists()
    assert not at.has_shown(PASSPHRASE)


def asked(at: Terminal, times: int, text: str) -> None:
    """Answer the question for the passphrase, which is put for the first, second, … time."""
    at.until(lambda: at.text.count("(just Enter to go on without it):") == times, f"the question no. {times}")
    at.still()
    at.press(text, ENTER)


def test_there_are_three_tries_and_enter_alone_skips_the_file(kept: Command, start: Start) -> None:
    at = start("status")
    asked(at, 1, "wrong one")
    asked(at, 2, PASSPHRASE)
    assert at.end() == Exit.DONE
    assert at.says("ok In a protected file")
    assert not at.has_shown(PASSPHRASE)
    without = start("status")
    asked(without, 1, "")
    assert without.end() == Exit.NOWHERE_TO_KEEP
    assert without.says("The protected file is closed:")
    assert without.says("Open the protected file: ava-onboard status")
    third = start("sync")
    for number in (1, 2, 3):
        asked(third, number, "wrong one")
    assert third.end() == Exit.NOWHERE_TO_KEEP


def test_saving_at_the_terminal_offers_the_file(start: Start, world: World, file: Path) -> None:
    at = start("save", AVA_TOKEN=world.token)
    answer(at, "Your Vapi key (hidden as you type):", world.keys["valid"])
    answer(at, "Keep it in a file protected by a passphrase? [y/N]", "y")
    answer(at, "New passphrase", PASSPHRASE)
    answer(at, "Again:", PASSPHRASE)
    assert at.end() == Exit.DONE
    assert file.exists()
