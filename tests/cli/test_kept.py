"""Commands on a computer with a keyring, which here is one in memory."""

import io
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from ava_onboard import config
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.cli.commands import delete, login, logout, save, status, sync
from ava_onboard.cli.console import Console
from ava_onboard.cli.context import Run
from ava_onboard.cli.line_mode.walk import walk
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.progress import Operation, Progress, Stage
from ava_onboard.onboarding import patience
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.deployed_ava import SYNCHRONISE_PATH, SYNCHRONISED
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.onboarding.fakes import FailingStore
from tests.tui.at_ava import give_ava

from . import schema
from .conftest import Command
from .test_account_commands import CREDENTIALS
from .test_key_commands import SETTINGS

Captured = pytest.CaptureFixture[str]
Do = Callable[..., Exit]
Work = Callable[..., Coroutine[Any, Any, Exit]]


@pytest.fixture
def do(services: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Do:
    """Gives ``do(work, *arguments, typed="")``: one command after the other, with one keyring in memory."""
    store = MemoryStore()

    def do(work: Work, *arguments: object, typed: str = "", quiet: bool = False, dialogue: bool = False) -> Exit:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        with Run(config.read(services), Console(quiet=quiet, dialogue=dialogue), store) as run:
            return run.do(work(run, *arguments))

    return do


def sign_in(do: Do) -> Exit:
    return do(login.login, login.Options(), typed=CREDENTIALS)


def save_key(do: Do, sample_key: str, *, quiet: bool = False) -> Exit:
    return do(save.save, save.Options(json=True), typed=sample_key, quiet=quiet)


def test_from_signing_in_to_configured_and_back(do: Do, world: World, capsys: Captured) -> None:
    assert sign_in(do) == Exit.DONE
    assert capsys.readouterr().out == f"✓ Signed in as {samples.ACCOUNT_NAME}\n"
    assert save_key(do, world.keys["valid"]) == Exit.DONE
    saved = schema.valid(capsys.readouterr().out, "save")
    assert schema.stages(saved) == dict.fromkeys(("keep", "send", "confirm", "prove"), "done")
    assert (saved["used"]["answer"], saved["used"]["assistants"], saved["attention"]) == ("yes", 3, [])
    assert do(status.live, status.Options(json=True)) == Exit.DONE
    shown = schema.valid(capsys.readouterr().out, "status")
    assert {name: fact["answer"] for name, fact in shown["facts"].items()} == dict.fromkeys(
        ("kept", "known", "accepted", "used"), "yes"
    )
    assert (shown["configured"], shown["attention"]) == (True, [])
    assert (shown["agree"], shown["session"], shown["account"]) == (True, "stored", samples.ACCOUNT_NAME)
    assert do(delete.delete, delete.Options(yes=True)) == Exit.DONE
    assert capsys.readouterr().out == "✓ The key has been deleted.\n"
    assert do(logout.logout, logout.Options()) == Exit.DONE
    assert do(status.live, status.Options()) == Exit.NOT_CONFIGURED


def test_a_session_too_long_for_windows_is_reported(
    services: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    store = FailingStore(problems.TOO_LONG_FOR_WINDOWS, calls=["put"], entries=[SecretName.REFRESH_TOKEN])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CREDENTIALS.encode())))
    with Run(config.read(services), Console(), store) as run:
        assert run.do(login.login(run, login.Options())) is Exit.NOWHERE_TO_KEEP
    printed = capsys.readouterr().err
    assert "Code K10" in printed
    assert "the session cannot be kept" in printed


def test_an_unsent_key_waits_and_is_sent_later(do: Do, world: World, capsys: Captured) -> None:
    sign_in(do)
    world.ava_faults.add(Fault.status(500), method="POST", path=SETTINGS)
    assert save_key(do, world.keys["valid"]) == Exit.UNREACHABLE
    captured = capsys.readouterr()
    assert "The key is kept on this computer, waiting to be sent to Ava. (ava-onboard sync)" in captured.err
    world.ava_faults.clear()
    assert do(status.live, status.Options()) == Exit.NOT_CONFIGURED
    assert "Send to Ava: ava-onboard sync" in capsys.readouterr().out
    assert do(sync.sync, sync.Options()) == Exit.DONE
    assert do(status.live, status.Options()) == Exit.DONE


@pytest.mark.parametrize("quiet", [False, True])
def test_a_starting_ava_is_waited_for_with_a_message(
    do: Do, world: World, capsys: Captured, monkeypatch: pytest.MonkeyPatch, quiet: bool
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    sign_in(do)
    world.ava_faults.add(Fault.status(503), method="POST", path=SETTINGS, times=1)
    assert save_key(do, world.keys["valid"], quiet=quiet) == Exit.DONE
    assert ("Ava has not answered yet. Still trying: this can take a minute." in capsys.readouterr().err) is not quiet


def test_a_long_wait_is_explained_again_with_the_time_it_has_taken(
    do: Do, world: World, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.01)
    monkeypatch.setattr(patience, "AGAIN", 0.05)
    sign_in(do)
    world.ava_faults.add(Fault.slow(0.3), method="POST", path=SETTINGS, times=1)
    assert save_key(do, world.keys["valid"]) == Exit.DONE
    assert "Ava has not answered yet. Still trying: this can take a minute. (0\u00a0s)" in capsys.readouterr().err


def test_without_a_session_the_key_waits_for_a_sign_in(do: Do, world: World) -> None:
    assert save_key(do, world.keys["valid"]) == Exit.SIGN_IN
    assert do(sync.sync, sync.Options()) == Exit.SIGN_IN
    assert sign_in(do) == Exit.DONE
    assert do(sync.sync, sync.Options()) == Exit.DONE


def test_without_a_kept_key_there_is_nothing_to_send(do: Do, capsys: Captured) -> None:
    sign_in(do)
    assert do(sync.sync, sync.Options(json=True)) == Exit.NOT_CONFIGURED
    captured = capsys.readouterr()
    assert '"K08"' in captured.out
    assert "The key is kept" not in captured.err


def test_a_key_that_vapi_no_longer_accepts_is_reported(do: Do, world: World, capsys: Captured) -> None:
    sign_in(do)
    save_key(do, world.keys["valid"])
    capsys.readouterr()
    world.vapi_faults.add(Fault.status(401, {"message": "Invalid Key."}), path="/assistant")
    assert do(status.live, status.Options()) == Exit.KEY_REFUSED
    assert "Use another key: ava-onboard save" in capsys.readouterr().out


def test_a_token_opens_a_session_that_stays(do: Do, world: World, capsys: Captured) -> None:
    assert do(login.login, login.Options(json=True, token=True), typed=world.token) == Exit.DONE
    assert schema.valid(capsys.readouterr().out, "login")["account"] == samples.ACCOUNT_NAME
    do(status.live, status.Options(json=True))
    assert schema.valid(capsys.readouterr().out, "status")["session"] == "stored"


def saved_progress(services: dict[str, str]) -> ProgressFiles:
    return ProgressFiles(Path(services["AVA_ONBOARD_HOME"], "state", "default.json"), services["AVA_API_URL"])


@pytest.mark.parametrize("stage", [Stage.FORGET_AT_AVA, Stage.FORGET_HERE])
def test_an_interrupted_deletion_is_reported_and_finished_without_asking_again(
    do: Do, command: Command, world: World, services: dict[str, str], capsys: Captured, stage: Stage
) -> None:
    sign_in(do)
    save_key(do, world.keys["valid"])
    saved = saved_progress(services)
    saved.save(saved.load()._replace(under_way=Operation(stage)))
    ended = command("status", "--offline")
    offline = ended.stdout
    assert (ended.returncode, offline.splitlines()[0]) == (Exit.NEEDS_ATTENTION, "▲ Needs attention")
    assert "▲ Deleting the key stopped before the end." in offline
    assert "  Finish deleting: ava-onboard delete" in offline
    told = schema.read(command("status", "--offline", "--json"))
    assert (told["action"], told["configured"], told["attention"]) == ("delete", True, ["being_deleted"])
    capsys.readouterr()
    assert do(status.live, status.Options()) == Exit.NEEDS_ATTENTION
    assert "▲ Deleting the key stopped before the end." in capsys.readouterr().out
    assert do(delete.delete, delete.Options()) == Exit.DONE
    assert capsys.readouterr().out == "✓ The key has been deleted.\n"
    assert saved.load().under_way is None


def test_line_mode_finishes_an_interrupted_deletion(
    do: Do, world: World, services: dict[str, str], capsys: Captured
) -> None:
    sign_in(do)
    save_key(do, world.keys["valid"])
    saved = saved_progress(services)
    saved.save(saved.load()._replace(under_way=Operation(Stage.FORGET_AT_AVA)))
    capsys.readouterr()
    assert do(walk, typed="y\nq\n", dialogue=True) == Exit.NOT_CONFIGURED
    printed = capsys.readouterr()
    assert "Finish deleting the key now?" in printed.err
    assert "✓ The key has been deleted." in printed.out


def test_offline_does_not_claim_success_after_an_interrupted_save(command: Command, services: dict[str, str]) -> None:
    saved_progress(services).save(Progress(under_way=Operation(Stage.KEEP, "8f14e45f...")))
    printed = command("status", "--offline").stdout
    assert "▲ The program stopped before the key was saved." in printed
    assert "  Try again: ava-onboard status" in printed


def test_where_nobody_can_sign_in_deleting_names_the_way_out(do: Do, world: World, capsys: Captured) -> None:
    sign_in(do)
    save_key(do, world.keys["valid"])
    world.ava_faults.add(Fault.status(401, {"detail": "Invalid token"}), path="/api/v1/")
    capsys.readouterr()
    assert do(delete.delete, delete.Options(yes=True)) == Exit.SIGN_IN
    told = capsys.readouterr().err
    assert "Has the account been deleted, or can you not sign in? Then the copy here can still be deleted.\n" in told
    assert "  ava-onboard delete --here\n" in told
    assert do(delete.delete, delete.Options(yes=True, here=True)) == Exit.DONE


def test_signing_in_as_another_account_during_a_deletion_asks_about_that_key(
    do: Do, world: World, services: dict[str, str], capsys: Captured, key_at_ava: Callable[[], object]
) -> None:
    sign_in(do)
    save_key(do, world.keys["valid"])
    do(logout.logout, logout.Options())
    saved = saved_progress(services)
    saved.save(saved.load()._replace(account="Somebody Else"))
    capsys.readouterr()
    answers = CREDENTIALS + "n\n"
    assert do(delete.delete, delete.Options(yes=True), typed=answers, dialogue=True) == Exit.SIGN_IN
    assert f"Delete {samples.ACCOUNT_NAME}'s key?" in capsys.readouterr().err
    assert key_at_ava() == "8f14e45f..."


@pytest.mark.parametrize(
    ("letter", "exit_code", "at_last"),
    [("", Exit.NEEDS_ATTENTION, "c9f0f895..."), ("s", Exit.DONE, "8f14e45f..."), ("k", Exit.DONE, "c9f0f895...")],
)
def test_of_two_different_keys_line_mode_asks_which_to_use(
    do: Do,
    world: World,
    capsys: Captured,
    key_at_ava: Callable[[], object],
    letter: str,
    exit_code: Exit,
    at_last: str,
) -> None:
    sign_in(do)
    save_key(do, world.keys["valid"])
    give_ava(world, world.keys["other"])
    capsys.readouterr()
    assert do(walk, typed=f"{letter}\n{'n' if letter else 'q'}\n", dialogue=True) == exit_code
    printed = capsys.readouterr()
    assert "▲ Ava has another key (c9f0f895…) than this computer (8f14e45f…).\n" in printed.out
    assert "Type a letter, or Enter to change nothing: " in printed.err
    assert key_at_ava() == at_last


def test_status_names_both_keys_and_delete_here_leaves_ava_s(
    do: Do, world: World, capsys: Captured, key_at_ava: Callable[[], object]
) -> None:
    sign_in(do)
    save_key(do, world.keys["valid"])
    give_ava(world, world.keys["other"])
    capsys.readouterr()
    assert do(status.live, status.Options()) == Exit.NEEDS_ATTENTION
    shown = capsys.readouterr().out
    assert shown.startswith("▲ Needs attention\n✓ On this computer  8f14e45f…\n✓ Ava has it  c9f0f895…\n")
    assert "Send mine to Ava: ava-onboard sync\n  Keep Ava's key: ava-onboard delete --here\n" in shown
    assert do(status.live, status.Options(json=True)) == Exit.NEEDS_ATTENTION
    answer = schema.valid(capsys.readouterr().out, "status")
    assert (answer["configured"], answer["attention"], answer["action"]) == (True, ["different"], "choose")
    assert do(delete.delete, delete.Options(here=True, yes=True)) == Exit.DONE
    assert capsys.readouterr().out == "✓ The key on this computer has been deleted.\n"
    assert key_at_ava() == "c9f0f895..."
    assert do(status.live, status.Options()) == Exit.DONE


def test_a_change_of_the_organisation_is_announced_and_ava_can_be_asked_to_follow(
    do: Do, world: World, capsys: Captured
) -> None:
    sign_in(do)
    save_key(do, world.keys["valid"])
    capsys.readouterr()
    assert do(save.save, save.Options(), typed=world.keys["other"]) == Exit.DONE
    said, before = capsys.readouterr()
    assert "▲ Not the same organisation as your last key.\n" in before
    assert "The organisation has changed: in Ava, choose or create an assistant again.\n" in said
    assert "Have Ava synchronise its assistants: ava-onboard sync --assistants\n" in said
    assert do(sync.sync, sync.Options(assistants=True)) == Exit.AVA_REFUSED
    assert "Code A14" in capsys.readouterr().err
    world.ava_faults.add(SYNCHRONISED, method="POST", path=SYNCHRONISE_PATH)
    assert do(sync.sync, sync.Options(assistants=True, json=True)) == Exit.DONE
    answer = schema.valid(capsys.readouterr().out, "sync")
    assert (answer["done"], answer["stages"], answer["failure"]) == (True, [], None)
