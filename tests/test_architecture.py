"""What the architecture promises and no import contract can see: what is loaded when, and how long files are."""

import ast
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
from {module} import run_app
from ava_onboard.tui.app import OnboardApp

built = []
OnboardApp.run = lambda app: built.append(app)
run_app(config.read())
assert len(built) == 1
"""
PRINTING = """
import io
from contextlib import suppress
from ava_onboard.cli.main import run

sys.stdout = io.StringIO()
with suppress(SystemExit):
    run({arguments})
assert sys.stdout.getvalue()
"""
STARTS = ("ava_onboard.cli.full_screen", "ava_onboard.cli.commands.demo")
"""The modules that run the app."""


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


@pytest.mark.parametrize(
    "arguments", [["--help"], ["save", "--help"], ["completion", "bash"], ["explain", "V05"]], ids=" ".join
)
def test_what_is_only_printed_loads_neither_the_app_nor_the_use_cases(arguments: list[str], tmp_path: Path) -> None:
    loaded = loaded_by(PRINTING.format(arguments=arguments), AVA_ONBOARD_HOME=str(tmp_path))
    assert "ava_onboard.cli.main" in loaded
    assert loaded & (HEAVY | {"ava_onboard.onboarding", "asyncio", "platformdirs", "rich", "textual"}) == set()


@pytest.mark.parametrize("module", STARTS)
def test_nothing_heavy_is_loaded_before_the_first_paint(module: str, tmp_path: Path) -> None:
    program = APP_IS_BUILT.format(module=module)
    loaded = loaded_by(program, AVA_ONBOARD_HOME=str(tmp_path))
    assert "ava_onboard.tui.app" in loaded
    assert loaded & HEAVY == set()
    embedded = {name for name in loaded if name.startswith(("ava_onboard.backend", "ava_onboard.sandbox"))}
    assert embedded <= {"ava_onboard.sandbox", "ava_onboard.sandbox.samples"}
    assert not (embedded and module == "ava_onboard.cli.full_screen")


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


def test_every_picture_belongs_to_a_test() -> None:
    """A picture is named ``__snapshots__/<module>/<test>[<parameters>].svg``."""
    orphans = [
        str(picture.relative_to(ROOT))
        for picture in (ROOT / "tests").rglob("__snapshots__/*/*")
        if picture.name.partition("[")[0].removesuffix(picture.suffix) not in _tests_of(picture.parent)
    ]
    assert orphans == []


def _tests_of(folder: Path) -> set[str]:
    module = folder.parents[1] / f"{folder.name}.py"
    if not module.is_file():
        return set()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, functions) and node.name.startswith("test_")}
