"""The commands that need the sandbox."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from ava_onboard.sandbox import samples

from . import schema
from .program import COMMAND, environment, run, started

KEYS = {"valid", "public", "unknown", "eu", "forbidden", "limited", "down", "html", "slow", "hang", "cut"}
EXTRA = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "argon2", "jwt")
HIDING = """
import sys
from importlib.machinery import PathFinder


class Hiding(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in {hidden!r} else super().find_spec(name, path, target)


sys.meta_path[:] = [Hiding if finder is PathFinder else finder for finder in sys.meta_path]
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signal to one process")
def test_the_sandbox_describes_itself_in_its_first_line_and_ends_well_with_ctrl_c() -> None:
    with started("sandbox", "--json") as process:
        assert process.stdout
        description = schema.valid(process.stdout.readline(), "sandbox")
        assert httpx.get(f"{description['ava_url']}/healthz").json() == {"status": "healthy"}
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=10)
    assert (process.returncode, rest, errors) == (0, "", "")
    assert set(description) == {"schema", "ava_url", "vapi_url", "vapi_eu_url", "account", "token", "keys"}
    assert set(description["account"]) == {"identifier", "password"}
    assert set(description["keys"]) >= KEYS


@pytest.mark.slow
@pytest.mark.parametrize("form", [[], ["--json"]], ids=str)
def test_a_sandbox_whose_output_is_not_read_ends_at_once(form: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    finished = subprocess.run(
        [*COMMAND, "sandbox", *form],
        env=environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=30,
        check=False,
    )
    os.close(writing)
    assert (finished.returncode, finished.stderr) == (0, "")


def demo_by_lines(*arguments: str, typed: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return run("demo", *arguments, typed=typed, variables=variables)


@pytest.mark.parametrize(
    "variables",
    [
        {"AVA_TOKEN": "not-for-the-demo"},
        *(pytest.param(it, marks=pytest.mark.slow) for it in ({}, {"TERM": "dumb"}, {"AVA_ONBOARD_ACCESSIBLE": "1"})),
    ],
    ids=str,
)
def test_without_a_full_screen_the_demo_asks_line_by_line(variables: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    answers = ["", "", "", samples.KEYS[samples.VALID], samples.ACCOUNT_IDENTIFIER, samples.ACCOUNT_PASSWORD]
    result = demo_by_lines(typed="\n".join([*answers, ""]), AVA_ONBOARD_HOME=str(home), **variables)
    assert result.returncode == 0, result.stderr
    assert samples.ACCOUNT_PASSWORD in result.stdout.partition("Step 1 of 4")[0]
    assert result.stdout.endswith("Configured: Ava can use your own Vapi key.\n  In Ava, open your assistants.\n")
    assert "\x1b" not in result.stdout + result.stderr
    assert not home.exists()


def test_the_demo_speaks_french_line_by_line_and_asks_nothing_with_no_input() -> None:
    result = demo_by_lines("--lang", "fr", typed="q\n")
    assert result.returncode == 3
    assert "Étape 1 sur 4" in result.stdout
    unasked = demo_by_lines("--no-input", typed="")
    assert (unasked.returncode, "This command needs an answer" in unasked.stderr) == (2, True)


@pytest.fixture
def without_extra(tmp_path: Path) -> dict[str, str]:
    """Variables of a Python in which the packages of the extra are not installed."""
    (tmp_path / "sitecustomize.py").write_text(HIDING.format(hidden=EXTRA))
    return {"PYTHONPATH": str(tmp_path)}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The demo needs packages that are not installed."),
        pytest.param("fr", "La démo a besoin de paquets", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_without_the_extra_the_message_says_what_to_install(
    without_extra: dict[str, str], command: str, language: str, sentence: str
) -> None:
    finished = run(command, "--lang", language, variables=without_extra)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith(sentence)
    assert "pip install '.[demo]'" in finished.stderr
    assert finished.stderr.endswith("(D01)\n")


def test_without_the_extra_the_program_itself_works(without_extra: dict[str, str]) -> None:
    assert run("--help", variables=without_extra).returncode == 0
    imported = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import ava_onboard.cli.full_screen, ava_onboard.cli.commands.demo"],
        env=environment(**without_extra),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (imported.returncode, imported.stderr) == (0, "")
