"""The JSON Schemas: one for each command with ``--json``, up to date with the code."""

import ast
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

import ava_onboard
from ava_onboard.cli import commands

from . import schema, schemas
from .schema import FOLDER, SCHEMAS

each_schema = pytest.mark.parametrize("document", SCHEMAS.values(), ids=SCHEMAS)


def test_each_command_with_json_has_one() -> None:
    known = commands.load_all()
    assert set(SCHEMAS) == {name for command in known.values() for name in command.json} | {"error", "help", "version"}
    with_json = {name for name, command in known.items() if "json" in command.options._fields}
    assert with_json == {name for name, command in known.items() if command.json}


@each_schema
def test_it_is_a_schema_and_has_its_number(document: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(document)
    assert document["properties"]["schema"]["const"] == 1
    assert "schema" in document["required"]


@each_schema
def test_shared_definitions_are_the_same_in_all(document: dict[str, Any]) -> None:
    for name, definition in document.get("$defs", {}).items():
        assert all(definition == other["$defs"][name] for other in SCHEMAS.values() if name in other.get("$defs", {}))


def test_they_are_up_to_date() -> None:
    committed = {name: (FOLDER / f"{name}.json").read_text(encoding="ascii") for name in SCHEMAS}
    assert committed == schemas.generated(), "run: make schemas"


@pytest.mark.parametrize(
    "text",
    [
        '{"schema": 1, "command": "login", "done": true, "account": null}\n',
        '{"schema": 1, "command": "login", "done": "yes", "account": null, "failure": null}\n',
        '{"schema": 1, "command": "logout", "done": true, "account": null, "failure": null}\n',
        '{"schema": 1, "command": "login", "done": true, "account": null, "failure": null, "more": 1}\n',
        '{"schema": 2, "command": "login", "done": true, "account": null, "failure": null}\n',
    ],
    ids=["a name is missing", "another type", "another value", "a name too many", "another number"],
)
def test_the_schema_rejects_other_outputs(text: str) -> None:
    with pytest.raises(ValidationError):
        schema.valid(text, "login")


def test_the_program_never_imports_the_types() -> None:
    """They import pydantic, which is too slow for a command that prints one line."""
    package = Path(ava_onboard.__file__).parent
    for file in package.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        branches = [node for node in ast.walk(tree) if isinstance(node, ast.If)]
        for_types = [branch for branch in branches if ast.unparse(branch.test) == "TYPE_CHECKING"]
        allowed = {node for branch in for_types for node in ast.walk(branch)}
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not [node.lineno for node in imports if node not in allowed and "json_types" in ast.unparse(node)], file
