"""Rules of the architecture that no import contract can check: when modules are loaded, and how long files are."""

import ast
import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory

import grimp
import pytest

import ava_onboard.tui
from tests.cli.program import loaded_by
from tests.conftest import MARKS

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 300
TEXTUAL_PRIVATE = "ava_onboard.tui.textual_private"
"""The only package that may use private names of Textual."""

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
"""Modules that are slow to import and not needed before the first paint."""

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


def test_the_entry_point_costs_nothing() -> None:
    assert loaded_by("import ava_onboard.__main__") == {"ava_onboard", "ava_onboard.__main__"}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["save", "--help"], ["completion", "bash"], ["explain", "V05"]], ids=" ".join
)
def test_what_is_only_printed_loads_neither_the_app_nor_the_use_cases(arguments: list[str], tmp_path: Path) -> None:
    loaded = loaded_by(PRINTING.format(arguments=arguments), AVA_ONBOARD_HOME=str(tmp_path))
    assert "ava_onboard.cli.main" in loaded
    assert loaded & (HEAVY | {"ava_onboard.onboarding", "asyncio", "platformdirs", "rich", "textual"}) == set()


@functools.cache
def loaded_before_the_first_paint(module: str) -> set[str]:
    """Return the modules that are loaded once ``module`` has built the app."""
    with TemporaryDirectory() as home:
        return loaded_by(APP_IS_BUILT.format(module=module), AVA_ONBOARD_HOME=home)


@pytest.mark.parametrize("module", STARTS)
def test_nothing_heavy_is_loaded_before_the_first_paint(module: str) -> None:
    loaded = loaded_before_the_first_paint(module)
    assert "ava_onboard.tui.app" in loaded
    assert loaded & HEAVY == set()
    servers = {name for name in loaded if name.startswith(("ava_onboard.backend", "ava_onboard.sandbox"))}
    assert servers <= {"ava_onboard.sandbox", "ava_onboard.sandbox.samples"}
    assert not (servers and module == "ava_onboard.cli.full_screen")


def test_the_services_of_the_key_screen_load_neither_pydantic_nor_a_keyring(tmp_path: Path) -> None:
    program = (
        "from ava_onboard import config\nfrom ava_onboard.cli import wiring\n"
        "settings = config.read()\nwiring.http_services(settings, wiring.os_keyring(settings, print))"
    )
    loaded = loaded_by(program, AVA_ONBOARD_HOME=str(tmp_path))
    assert "httpx" in loaded
    assert loaded & {"pydantic", "keyring", "cryptography", "ava_onboard.adapters.services.live"} == set()


SEEN_LATER = {
    "ava_onboard.domain.hints",
    "ava_onboard.domain.pasted",
    "ava_onboard.onboarding.save",
    "ava_onboard.onboarding.stages",
    "ava_onboard.tui.drawing.notes",
    "ava_onboard.tui.key.form",
    "ava_onboard.tui.screens.settings",
    "ava_onboard.tui.textual_private.terminal_input",
}
"""Modules of ours that take a millisecond and more to load, and are about a key, a change or what has happened."""


def test_what_the_first_screen_does_not_show_is_loaded_after_it() -> None:
    assert loaded_before_the_first_paint("ava_onboard.cli.full_screen") & SEEN_LATER == set()


DESK = ("ava_onboard.tui.desk.", "ava_onboard.domain.desk.", "ava_onboard.text.desk.", "ava_onboard.cli.desk.")


@pytest.mark.parametrize("module", STARTS)
def test_the_customers_app_does_not_load_the_support_desk(module: str) -> None:
    loaded = loaded_before_the_first_paint(module)
    assert not {name for name in loaded if f"{name}.".startswith(DESK)}
    assert "ava_onboard.domain.situation.coding" not in loaded


def test_the_support_desk_loads_nothing_that_opens_a_connection_or_a_keyring(tmp_path: Path) -> None:
    program = PRINTING.format(arguments=["desk", "V05", "--no-input"])
    loaded = loaded_by(program, AVA_ONBOARD_HOME=str(tmp_path))
    assert "ava_onboard.tui.desk.mirror" in loaded
    assert not loaded & {
        "httpx",
        "keyring",
        "cryptography",
        "ava_onboard.adapters.services",
        "ava_onboard.adapters.http",
    }


def circle_in(package: str) -> list[str]:
    """Return the modules of one circle of imports, or an empty list. Imports for types only count too."""
    graph = grimp.build_graph(package, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[::-1]
    return []


def test_no_two_files_import_each_other_directly_or_in_a_circle() -> None:
    circle = circle_in("ava_onboard")
    assert not circle, f"These files import each other in a circle: {' imports '.join(circle)}"


def test_a_circle_of_imports_is_found_even_if_it_is_for_types_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "in_a_circle"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "one.py").write_text("from in_a_circle import two")
    (package / "two.py").write_text("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import in_a_circle.one")
    monkeypatch.syspath_prepend(tmp_path)
    assert sorted(set(circle_in("in_a_circle"))) == ["in_a_circle.one", "in_a_circle.two"]


@functools.cache
def private_names_of(textual_class: type) -> set[str]:
    """Return the private attributes that a class of Textual defines itself."""
    assigned = re.findall(r"\bself\.(_\w+)", inspect.getsource(textual_class))
    return {name for name in {*vars(textual_class), *assigned} if re.match("_(?!_)", name)}


def private_names_in(module_name: str) -> Iterator[str]:
    """Yield each private name of Textual that a module imports, uses or overrides."""
    module = importlib.import_module(module_name)
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        imported = [f"{getattr(node, 'module', '')}.{name}" for name in names]
        yield from (name for name in imported if "textual." in name and re.search(r"\._(?!_)", name))
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        bases = inspect.getmro(getattr(module, node.name))
        textual = [base for base in bases if base.__module__.partition(".")[0] == "textual"]
        private = set().union(*map(private_names_of, textual))
        for part in ast.walk(node):
            name = getattr(part, "attr", None) or getattr(part, "name", None)
            if name in private:
                yield f"{node.name}.{name}"


def test_private_names_of_textual_are_used_in_one_package_only() -> None:
    """Ruff finds those of other objects (SLF001); this finds imports, overrides and what a class inherits."""
    modules = [info.name for info in pkgutil.walk_packages(ava_onboard.tui.__path__, "ava_onboard.tui.")]
    used = {name: list(private_names_in(name)) for name in modules if not name.startswith(TEXTUAL_PRIVATE)}
    assert len(used) > 20
    assert {name: names for name, names in used.items() if names} == {}
    unchecked = [path.name for path in (ROOT / "ava_onboard" / "tui").rglob("*.py") if "SLF001" in path.read_text()]
    assert unchecked == []


def test_private_names_of_textual_are_found_where_they_are_used() -> None:
    assert "CrashReportingApp._handle_exception" in set(private_names_in(f"{TEXTUAL_PRIVATE}.app"))
    assert "CrashReportingApp._disable_tooltips" in set(private_names_in(f"{TEXTUAL_PRIVATE}.app"))
    assert "OneLineInput._watch_value" in set(private_names_in(f"{TEXTUAL_PRIVATE}.field"))


def test_no_file_is_too_long() -> None:
    files = [path for folder in ("ava_onboard", "tests", "screenshots") for path in (ROOT / folder).rglob("*.*")]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files
        if path.suffix in {".py", ".tcss", ".sh"}
    }
    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


NAMES_OF_FILE = {"FILE", "FILE_DAMAGED", "FILE_FAILED", "FILE_LOCKED", "WRONG_PASSPHRASE", "ProtectedFile"}
OWNERS_OF_FILE = {
    "domain/store_kind.py",
    "domain/problems/secret_store.py",
    "text/store_words.py",
    "adapters/secrets/protected_file.py",
    "adapters/secrets/encryption.py",
    "cli/wiring.py",
}
"""The files that know one kind of secret store. Another kind touches the same files, with its own adapter."""


def test_only_the_files_that_a_kind_of_secret_store_consists_of_speak_of_it() -> None:
    package = ROOT / "ava_onboard"
    files = {str(path.relative_to(package)): path for path in package.rglob("*.py")}
    client = {name: path for name, path in files.items() if not name.startswith(("backend", "sandbox"))}
    assert {name for name, path in client.items() if _speaks_of_file(path)} == OWNERS_OF_FILE


def _speaks_of_file(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = (getattr(node, field, None) for field in ("id", "attr", "name"))
        if any(name in NAMES_OF_FILE for name in names if isinstance(name, str)):
            return True
        if isinstance(node, ast.Constant) and "protected file" in str(node.value).lower():
            return True
    return False


def test_every_picture_belongs_to_a_test() -> None:
    """A picture is named ``__snapshots__/<module>/<test>[<parameters>].svg``."""
    orphans = [
        str(picture.relative_to(ROOT))
        for picture in (ROOT / "tests").rglob("__snapshots__/*/*")
        if picture.name.partition("[")[0].removesuffix(picture.suffix) not in _tests_of(picture.parent)
    ]
    assert orphans == []


def test_every_mark_of_a_folder_has_its_folder() -> None:
    assert [folder for folder, _ in MARKS if not (ROOT / "tests" / folder).is_dir()] == []


def _tests_of(folder: Path) -> set[str]:
    module = folder.parents[1] / f"{folder.name}.py"
    if not module.is_file():
        return set()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, functions) and node.name.startswith("test_")}
