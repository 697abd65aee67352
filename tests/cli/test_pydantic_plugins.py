"""A plugin of pydantic is told every value that a model reads. The program loads none that is installed beside it."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Command

PLUGIN = """
from pathlib import Path

SEEN = Path(__file__).with_name("seen")
SEEN.touch()

class Handler:
    def on_enter(self, value, **options):
        with SEEN.open("a") as file:
            file.write(f"{value!r}\\n")

class Plugin:
    def new_schema_validator(self, *about):
        return Handler(), Handler(), Handler()

plugin = Plugin()
"""
READ_A_SECRET = "import pydantic; pydantic.TypeAdapter(pydantic.SecretStr).validate_python('MARKED')"


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """The environment of a Python in which the plugin is installed; pydantic loads it."""
    folder = tmp_path / "packages"
    about = folder / "recorder-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "recorder.py").write_text(PLUGIN)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: recorder\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[pydantic]\nrecorder = recorder:plugin\n")
    return {"PYTHONPATH": str(folder), "PYDANTIC_DISABLE_PLUGINS": ""}


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    """The file that the plugin writes once it is loaded."""
    return tmp_path / "packages" / "seen"


def python(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, *arguments], env=os.environ | variables, check=True, timeout=30)


def test_without_the_program_it_sees_a_secret(variables: dict[str, str], seen: Path) -> None:
    python("-c", READ_A_SECRET, **variables)
    assert "MARKED" in seen.read_text()


def test_it_is_not_loaded_by_a_command_that_reads_what_ava_answers(
    command: Command, signed_in: dict[str, str], variables: dict[str, str], seen: Path
) -> None:
    assert "AVA_TOKEN" in command("status", **signed_in, **variables).stdout
    assert not seen.exists()


def test_it_is_not_loaded_by_the_backend(variables: dict[str, str], seen: Path, tmp_path: Path) -> None:
    settings = {
        "AVA_BACKEND_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'ava.db'}",
        "AVA_BACKEND_MASTER_KEYS": f"first:{base64.b64encode(os.urandom(32)).decode()}",
        "AVA_BACKEND_TOKEN_SECRET": f"MARKED{os.urandom(16).hex()}",
    }
    python("-m", "ava_onboard.backend", "migrate", **variables, **settings)
    assert not seen.exists()
