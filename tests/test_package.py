"""Dependencies: a customer installs little, and every import is declared."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import ava_onboard

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ava_onboard"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

FOR_CUSTOMERS = {
    "cryptography",
    "httpx",
    "keyring",
    "platformdirs",
    "pydantic",
    "pyperclip",
    "segno",
    "textual",
    "truststore",
}
ANOTHER_NAME = {"argon2": "argon2-cffi", "jwt": "pyjwt", "prometheus_client": "prometheus-client"}
"""Modules whose distribution is called otherwise."""
COMES_WITH = {
    "jeepney": "keyring",
    "pydantic_core": "pydantic",
    "rich": "textual",
    "starlette": "fastapi",
    "typing_extensions": "pydantic",
}
"""Modules that another distribution brings along: as a part of its interface, or where it needs them (a D-Bus)."""


def names(requirements: Iterable[str]) -> set[str]:
    """Return the distributions that ``requirements`` name."""
    return {re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


def imported_by(files: Iterable[Path]) -> Iterator[str]:
    """Yield the distributions from which ``files`` import, anywhere in the file."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules: list[str] = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: imports are absolute"
                modules = [node.module or ""]
            for module in (name.partition(".")[0] for name in modules):
                if module not in sys.stdlib_module_names | {"ava_onboard"}:
                    yield COMES_WITH.get(module) or ANOTHER_NAME.get(module, module)


def parts(*, servers: bool) -> list[Path]:
    """Return the files of the backend and the sandbox, or those of the program itself."""
    inside = ("backend", "sandbox")
    return [path for path in PACKAGE.rglob("*.py") if (path.relative_to(PACKAGE).parts[0] in inside) is servers]


def test_a_customer_installs_only_what_is_light() -> None:
    assert names(PROJECT["dependencies"]) == FOR_CUSTOMERS


def test_the_program_imports_only_what_a_customer_installs() -> None:
    assert set(imported_by(parts(servers=False))) == FOR_CUSTOMERS


def test_backend_and_sandbox_import_only_what_their_extra_installs() -> None:
    extras = PROJECT["optional-dependencies"]
    backend, *for_sandbox = extras["demo"]
    assert backend == "ava-onboard[backend]"
    assert set(imported_by(parts(servers=True))) <= FOR_CUSTOMERS | names(extras["backend"]) | names(for_sandbox)


def test_every_requirement_has_a_lower_bound() -> None:
    requirements = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["backend"]]
    assert [requirement for requirement in requirements if ">=" not in requirement and "==" not in requirement] == []


def test_the_command_and_the_python_are_those_of_the_readme() -> None:
    assert PROJECT["requires-python"] == ">=3.11"
    assert PROJECT["scripts"] == {"ava-onboard": "ava_onboard.__main__:main"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", ava_onboard.__version__)
