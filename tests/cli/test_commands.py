"""The commands that need the embedded world."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from .program import environment, run

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
    command = [sys.executable, "-W", "error", "-m", "ava_onboard", "sandbox", "--json"]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout
            description = json.loads(process.stdout.readline())
            assert httpx.get(f"{description['ava_url']}/healthz").json() == {"status": "healthy"}
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=10)
        finally:
            process.kill()
    assert (process.returncode, rest, errors) == (0, "", "")
    assert set(description) == {"ava_url", "vapi_url", "vapi_eu_url", "account", "token", "keys"}
    assert set(description["account"]) == {"identifier", "password"}
    assert set(description["keys"]) >= KEYS


@pytest.fixture
def without_extra(tmp_path: Path) -> dict[str, str]:
    """Variables of a Python in which the packages of the extra are not installed."""
    (tmp_path / "sitecustomize.py").write_text(HIDING.format(hidden=EXTRA))
    return {"PYTHONPATH": str(tmp_path)}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "The demo needs packages that are not installed."), ("fr", "La démo a besoin de paquets")],
)
@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_without_the_extra_the_person_is_told_what_to_install(
    without_extra: dict[str, str], command: str, language: str, sentence: str
) -> None:
    finished = run(command, "--lang", language, variables=without_extra)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith(sentence)
    assert "pip install 'ava-onboard[demo]'" in finished.stderr
    assert finished.stderr.endswith("(D01)\n")


def test_without_the_extra_the_program_itself_works(without_extra: dict[str, str]) -> None:
    assert run("--help", variables=without_extra).returncode == 0
    imported = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import ava_onboard.cli.start, ava_onboard.cli.demo"],
        env=environment(**without_extra),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (imported.returncode, imported.stderr) == (0, "")
