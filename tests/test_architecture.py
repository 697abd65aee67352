"""What the architecture promises and no import contract can see: what is loaded when, and how long files are."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import environment

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 300

HEAVY = {
    "cryptography",
    "fastapi",
    "httpx",
    "keyring",
    "pydantic",
    "pyperclip",
    "segno",
    "sqlalchemy",
    "starlette",
    "uvicorn",
}
"""What takes long to import and is not needed before the first paint."""

APP_IS_BUILT = """
from ava_onboard import config
from {module} import {command}
from ava_onboard.tui.app import OnboardApp

built = []
OnboardApp.run = lambda app: built.append(app)
{command}(config.read())
assert len(built) == 1
"""
STARTS = {"start": "ava_onboard.cli.full_screen", "demonstrate": "ava_onboard.cli.demo"}
"""The commands that show the app, and where they are."""


def loaded_by(program: str, **variables: str) -> set[str]:
    """The modules that ``program`` loads in a fresh Python."""
    told = f"import sys\nbefore = set(sys.modules)\n{program}\nprint(*(set(sys.modules) - before), file=sys.__stdout__)"
    finished = subprocess.run(
        [sys.executable, "-c", told],
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return set(finished.stdout.split())


def test_the_entry_point_costs_nothing() -> None:
    assert loaded_by("import ava_onboard.__main__") == {"ava_onboard", "ava_onboard.__main__"}


def test_help_and_version_load_no_screen() -> None:
    loaded = loaded_by("import ava_onboard.cli.main")
    assert loaded & (HEAVY | {"textual", "rich", "platformdirs", "asyncio"}) == set()


@pytest.mark.parametrize("command", STARTS)
def test_nothing_heavy_is_loaded_before_the_first_paint(command: str, tmp_path: Path) -> None:
    program = APP_IS_BUILT.format(command=command, module=STARTS[command])
    loaded = loaded_by(program, AVA_ONBOARD_HOME=str(tmp_path))
    assert "ava_onboard.tui.app" in loaded
    assert loaded & HEAVY == set()
    embedded = {name for name in loaded if name.startswith(("ava_onboard.backend", "ava_onboard.sandbox"))}
    assert embedded <= {"ava_onboard.sandbox", "ava_onboard.sandbox.samples"}
    assert not (embedded and command == "start")


def test_the_app_starts_without_textuals_command_palette_which_others_can_still_import() -> None:
    loaded = loaded_by("from ava_onboard.cli.start import prepare\nprepare()\nimport ava_onboard.tui.app")
    assert loaded & {"textual.command", "textual.types", "textual.widgets._tree"} == set()
    assert "textual.app" in loaded
    program = (
        "from ava_onboard.cli.start import prepare\nprepare()\nfrom textual.command import Provider\nProvider.search"
    )
    assert "textual.command" in loaded_by(program)


def test_a_textual_that_needs_its_command_palette_is_imported_whole() -> None:
    refuse = "start._StandIn.__getattr__ = lambda self, name: 1 / 0"
    program = f"from ava_onboard.cli import start\n{refuse}\nstart.prepare()\nimport ava_onboard.tui.app"
    assert {"textual.command", "textual.app"} <= loaded_by(program)


def test_no_file_is_too_long_to_be_read_in_one_go() -> None:
    files = [path for folder in ("ava_onboard", "tests", "screenshots") for path in (ROOT / folder).rglob("*.*")]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files
        if path.suffix in {".py", ".tcss", ".sh"}
    }
    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}
