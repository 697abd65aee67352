"""Validate the JSON output against the schema of its command: every name, type and value, and nothing else."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from subprocess import CompletedProcess
from typing import Any

from jsonschema import Draft202012Validator

FOLDER = files("ava_onboard.cli") / "schemas"
SCHEMAS: Mapping[str, dict[str, Any]] = {
    file.name.removesuffix(".json"): json.loads(file.read_text(encoding="ascii")) for file in FOLDER.iterdir()
}


def _closed(schema: Any) -> Any:
    """Return the same schema without additional fields."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(value) for name, value in schema.items()}
    return closed | {"additionalProperties": False} if "required" in schema else closed


_VALIDATORS = {name: Draft202012Validator(_closed(schema)) for name, schema in SCHEMAS.items()}


def read(finished: CompletedProcess[str]) -> dict[str, Any]:
    """Return the one object on stdout; fail if it does not match its schema."""
    return valid(finished.stdout, name_of(finished.args))


def valid(text: str, name: str) -> dict[str, Any]:
    """Return the one object in the one line of ``text``; fail if it does not match the schema ``name``."""
    assert text.count("\n") == 1
    assert text.isascii()
    answer: dict[str, Any] = json.loads(text)
    if answer.keys() == SCHEMAS["error"]["properties"].keys():
        name = "error"
    _VALIDATORS[name].validate(answer)
    return answer


def name_of(arguments: Sequence[str]) -> str:
    """Return the name of the schema for these arguments."""
    for option, name in {"--help": "help", "-h": "help", "--version": "version"}.items():
        if option in arguments:
            return name
    command = next((word for word in arguments if word in SCHEMAS), "error")
    return "profiles-remove" if "--remove" in arguments else command


def stages(answer: dict[str, Any]) -> dict[str, str]:
    """Return how each stage ended."""
    return {stage["stage"]: stage["outcome"] for stage in answer["stages"]}
