"""What holds for every command: a reader who leaves early is not an error, and each of them speaks French."""

import os
import subprocess
import sys

import pytest

from ava_onboard.cli import commands
from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox.world import World

from .conftest import Command
from .program import COMMAND, environment, run, without_waiting
from .test_account_commands import CREDENTIALS

KEY = "8f14e45f-fade-4dad-8bad-facade000001\n"
CALLS = {
    "status": ("", Exit.NOT_CONFIGURED),
    "status --json": ("", Exit.NOT_CONFIGURED),
    "status --offline": ("", Exit.NOT_CONFIGURED),
    "check": (KEY, Exit.DONE),
    "check --json": (KEY, Exit.DONE),
    "save --no-copy": (KEY, Exit.DONE),
    "save --no-copy --json": (KEY, Exit.DONE),
    "sync --json": ("", Exit.NOWHERE_TO_KEEP),
    "delete --yes": ("", Exit.DONE),
    "delete --yes --json": ("", Exit.DONE),
    "login --json": (CREDENTIALS, Exit.NOWHERE_TO_KEEP),
    "logout": ("", Exit.DONE),
    "logout --json": ("", Exit.DONE),
    "profiles": ("", Exit.DONE),
    "profiles --json": ("", Exit.DONE),
    "profiles --remove default --yes": ("", Exit.DONE),
    "guide": ("", Exit.DONE),
    "guide --markdown": ("", Exit.DONE),
    "guide --interactive": ("q\n", Exit.NOT_CONFIGURED),
    "faq": ("", Exit.DONE),
    "docs": ("", Exit.DONE),
    "docs commands": ("", Exit.DONE),
    "explain V05": ("", Exit.DONE),
    "explain V05 --json": ("", Exit.DONE),
    "doctor": ("", Exit.NOWHERE_TO_KEEP),
    "doctor --json": ("", Exit.NOWHERE_TO_KEEP),
    "desk V05": ("", Exit.DONE),
    "desk V05 --json": ("", Exit.DONE),
    "completion bash": ("", Exit.DONE),
    "completion zsh": ("", Exit.DONE),
    "completion fish": ("", Exit.DONE),
    "demo": ("q\n", Exit.NOT_CONFIGURED),
    "sandbox": ("", Exit.DONE),
    "sandbox --json": ("", Exit.DONE),
    "--version": ("", Exit.DONE),
    "--help": ("", Exit.DONE),
}
"""What is typed, what is piped in, and the exit code on a computer without a keyring, with a token of Ava."""


def test_no_command_is_forgotten() -> None:
    called = {call.split()[0] for call in CALLS if not call.startswith("-")}
    assert called == set(commands.NAMES)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("call", CALLS)
def test_a_reader_who_leaves_early_is_not_an_error(
    services: dict[str, str], signed_in: dict[str, str], call: str
) -> None:
    typed, exit_code = CALLS[call]
    reading, writing = os.pipe()
    os.close(reading)
    finished = run(*call.split(), variables={**services, **signed_in}, typed=typed, stdout=writing)
    os.close(writing)
    assert finished.returncode == exit_code
    assert "X01" not in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="shells of POSIX")
@pytest.mark.parametrize("call", ["status", *(pytest.param(it, marks=pytest.mark.slow) for it in ("doctor", "guide"))])
def test_a_reader_may_stop_after_the_first_line(services: dict[str, str], call: str) -> None:
    finished = subprocess.run(
        ["bash", "-c", '"$@" | head -1; exit "${PIPESTATUS[0]}"', "bash", *COMMAND, call, "--quiet"],
        env=environment(**services),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (finished.returncode, without_waiting(finished.stderr)) == (CALLS[call][1], "")
    assert finished.stdout.count("\n") == 1


FRENCH = [
    ("save --no-copy", KEY, "● Configuré\u00a0: Ava peut utiliser votre propre clé Vapi", "✓ Envoyée à Ava\n"),
    ("sync", "", "", "Cet ordinateur n’a pas de trousseau où garder la clé."),
    ("delete --yes", "", "✓ La clé est supprimée.\n", "✓ Supprimée chez Ava\n"),
    ("delete", "", "", "Pour confirmer, ajoutez --yes. (U03)\n"),
    ("login", "nobody\nwrong\n", "", "Ava ne reconnaît pas ce compte avec ce mot de passe."),
    ("logout", "", "✓ Session Ava fermée.\n", ""),
    ("profiles", "", "▸ default  ○ Non configuré  http://", ""),
    ("profiles --remove default --yes", "", "✓ Le profil default est supprimé de cet ordinateur.\n", ""),
    ("profiles --remove nobody", "", "", "Aucun profil de ce nom sur cet ordinateur."),
    ("status", "", "○ Non configuré\n", ""),
    ("doctor", "", "Profil\u00a0: default\n", ""),
]


@pytest.mark.parametrize(("call", "typed", "result", "message"), FRENCH, ids=lambda value: str(value)[:20])
def test_each_command_speaks_french(
    command: Command, world: World, signed_in: dict[str, str], call: str, typed: str, result: str, message: str
) -> None:
    token = {} if call == "logout" else signed_in
    ended = command(*call.split(), "--lang", "fr", typed=typed, **token)
    assert ended.stdout.startswith(result)
    assert bool(ended.stdout) == bool(result)
    assert message in ended.stderr
