"""``status`` as a process: three facts, one exit code."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.cli.commands.status import exit_of
from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Exit, Failure
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Status
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

from . import schema
from .conftest import UNKNOWN_HOST, Command
from .program import environment

LEARNT = datetime(2026, 11, 23, 12, tzinfo=UTC)
YES = Fact(Answer.YES, "8f14e45f...", LEARNT)
SEEN = YES._replace(assistants=3)
NO = Fact(Answer.NO, None, LEARNT)
OTHER = Fact(Answer.YES, "c9f0f895...", LEARNT)
UNUSED = Fact(Answer.NO, "8f14e45f...", LEARNT, Failure(problems.KEY_UNUSABLE))
SILENT = Fact(failure=Failure(problems.AVA_DOWN))
SETTINGS = "/api/v1/vapi-settings"
HEAVY = {"argparse", "asyncio", "httpx", "keyring", "pydantic", "rich", "textual"}


@pytest.mark.parametrize(
    ("status", "exit_code"),
    [
        (Status(YES, YES, YES, signed_in=True), Exit.DONE),
        (Status(NO, YES, YES, signed_in=True), Exit.DONE),
        (Status(NO, YES, Fact(), YES, signed_in=True), Exit.DONE),
        (Status(NO, YES, Fact(), signed_in=True), Exit.NEEDS_ATTENTION),
        (Status(YES, OTHER, YES, signed_in=True), Exit.NEEDS_ATTENTION),
        (Status(YES, YES, YES, UNUSED, signed_in=True), Exit.NEEDS_ATTENTION),
        (Status(Fact(), Fact(), Fact(), last_known=YES, last_accepted=YES), Exit.DONE),
        (Status(YES, NO, YES, signed_in=True), Exit.NOT_CONFIGURED),
        (Status(), Exit.NOT_CONFIGURED),
        (Status(YES, YES, NO, signed_in=True), Exit.KEY_REFUSED),
        (Status(YES, SILENT, YES, signed_in=True, last_known=YES), Exit.UNREACHABLE),
        (Status(YES, Fact(failure=Failure(problems.SESSION_ENDED)), YES), Exit.SIGN_IN),
        (Status(YES, Fact(failure=Failure(problems.NOT_AVA)), YES), Exit.AVA_REFUSED),
    ],
)
def test_the_exit_code_is_that_of_the_worst_problem(status: Status, exit_code: Exit) -> None:
    assert exit_of(status) == exit_code


def test_a_new_profile_is_not_configured(command: Command, world: World) -> None:
    result = command("status", "--quiet")
    assert (result.returncode, result.stderr) == (Exit.NOT_CONFIGURED, "")
    assert result.stdout.startswith("○ Not configured\n– Not kept here\n? Ava not asked\n")
    assert result.stdout.endswith("  Sign in to Ava: ava-onboard login\n")
    assert [request.path for request in world.requests.all(server="ava")] == [SETTINGS]


def test_an_ava_without_sign_in_protection_is_reported(command: Command, world: World) -> None:
    world.leave_ava_unprotected()
    shown = command("status", "--quiet").stdout
    assert "▲ This Ava server shows Vapi settings to anyone, without signing in. Tell its administrator.\n" in shown
    assert schema.read(command("status", "--json"))["unprotected"] is True


def test_a_key_at_ava_is_configured_and_remembered(command: Command, world: World, signed_in: dict[str, str]) -> None:
    assert command("save", "--no-copy", typed=world.keys["valid"], **signed_in).returncode == 0
    result = command("status", "--json", **signed_in)
    answer = schema.read(result)
    assert result.returncode == Exit.DONE
    assert (answer["configured"], answer["preview"], answer["session"]) == (True, "8f14e45f...", "environment")
    assert answer["facts"]["known"]["answer"] == "yes"
    assert datetime.fromisoformat(answer["facts"]["known"]["learnt"]).tzinfo
    world.requests.clear()
    later = command("status", "--offline", "--json")
    assert (later.returncode, later.stderr) == (Exit.DONE, "")
    remembered = schema.read(later)
    assert (remembered["configured"], remembered["offline"], remembered["session"]) == (True, True, "none")
    assert remembered["facts"]["known"] == answer["facts"]["known"]
    assert world.requests.all() == []


def test_ava_s_silence_is_neither_yes_nor_no(command: Command, world: World, signed_in: dict[str, str]) -> None:
    result = command("status", "--json", AVA_API_URL=UNKNOWN_HOST, **signed_in)
    assert result.returncode == Exit.UNREACHABLE
    answer = schema.read(result)
    assert (answer["facts"]["known"]["answer"], answer["facts"]["known"]["failure"]["code"]) == ("unknown", "N01")
    assert answer["action"] == "retry"
    world.ava_faults.add(Fault.status(401))
    refused = command("status", **signed_in)
    assert refused.returncode == Exit.SIGN_IN
    assert "Code S06" in refused.stdout


def test_offline_shows_in_french_when_each_fact_was_learnt(command: Command, services: dict[str, str]) -> None:
    ava_url = services["AVA_API_URL"]
    saved = ProgressFiles(Path(services["AVA_ONBOARD_HOME"], "state", "default.json"), ava_url)
    saved.save(Progress(language="fr", ava=ava_url, account="Camille", kept=YES, known=YES, accepted=YES, used=SEEN))
    result = command("status", "--offline", TZ="UTC")
    assert result.returncode == Exit.DONE
    assert result.stdout == (
        "● Configuré\n"
        "✓ Sur cet ordinateur  8f14e45f…  (2026-11-23 12:00)\n"
        "✓ Ava l’a  8f14e45f…  (2026-11-23 12:00)\n"
        "✓ Acceptée par Vapi  8f14e45f…  (2026-11-23 12:00)\n"
        "✓ Utilisable par Ava  3 assistantes  (2026-11-23 12:00)\n"
        "  Compte Ava\u00a0: Camille\n"
    )


def test_ava_token_is_named_and_not_the_account_that_has_signed_in(
    command: Command, services: dict[str, str], signed_in: dict[str, str]
) -> None:
    saved = ProgressFiles(Path(services["AVA_ONBOARD_HOME"], "state", "default.json"), services["AVA_API_URL"])
    saved.save(Progress(account="Camille", kept=YES, known=YES, accepted=YES))
    for arguments in (["status", "--offline"], ["status"]):
        result = command(*arguments, **signed_in).stdout
        assert "  Ava account: AVA_TOKEN\n" in result
        assert "Camille" not in result
        assert "○ Not configured" in result
        answer = schema.read(command(*arguments, "--json", **signed_in))
        assert (answer["session"], answer["account"]) == ("environment", None)


def test_offline_loads_no_services(services: dict[str, str]) -> None:
    program = (
        "import sys\nfrom ava_onboard.cli.main import run\nrun(['status', '--offline', '--json'])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], env=environment(**services), capture_output=True, text=True, check=True
    )
    loaded = set(finished.stderr.split())
    assert "ava_onboard.cli.commands.status" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("form", [[], ["--json"]], ids=str)
def test_offline_is_the_same_with_and_without_argparse(command: Command, form: list[str]) -> None:
    at_once, parsed = (command("status", "--offline", *form, *more) for more in ([], ["--no-input"]))
    assert (at_once.returncode, at_once.stdout, at_once.stderr) == (parsed.returncode, parsed.stdout, parsed.stderr)


def _printed_and_loaded(arguments: list[str], services: dict[str, str]) -> tuple[str, set[str]]:
    """Return the line that a command prints, and the modules that are loaded when it ends."""
    program = (
        f"import atexit, sys\nsys.argv[1:] = {arguments}\natexit.register(lambda: print(*sys.modules))\n"
        "from ava_onboard.__main__ import main\nmain()"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(**services),
        capture_output=True,
        text=True,
        check=False,
        cwd=os.fspath(Path(__file__).parents[2]),
    )
    line, modules = finished.stdout.splitlines()
    return line, set(modules.split())


def test_the_remembered_status_loads_nothing_slow(services: dict[str, str]) -> None:
    line, modules = _printed_and_loaded(["status", "--offline", "--json"], services)
    assert json.loads(line)["offline"]
    assert not {"argparse", "asyncio", "dataclasses", "gettext", "httpx", "inspect", "keyring", "tempfile"} & modules


def test_the_version_loads_nothing_but_the_console(services: dict[str, str]) -> None:
    version, modules = _printed_and_loaded(["--version"], services)
    own = {name for name in modules if name.startswith("ava_onboard")}
    assert version.startswith("ava-onboard ")
    assert own == {
        "ava_onboard",
        "ava_onboard.__main__",
        "ava_onboard.cli",
        "ava_onboard.cli.characters",
        "ava_onboard.cli.console",
        "ava_onboard.cli.output",
        "ava_onboard.environment",
        "ava_onboard.process",
        "ava_onboard.terminal",
    }
    assert not {"argparse", "dataclasses", "gettext"} & modules
