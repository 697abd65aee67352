"""Generate the JSON Schemas from the types of the JSON output.

``python -m tests.cli.schemas`` (``make schemas``) writes them. Run it after a change in
``ava_onboard/cli/json_types.py`` or in what its types list. A test fails if it was forgotten.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter, with_config
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import get_original_bases, is_typeddict

import ava_onboard.cli
from ava_onboard.cli import commands, json_types

FOLDER = Path(ava_onboard.cli.__file__).with_name("schemas")

_CALLS = {
    "explain": "explain CODE",
    "desk": "desk CODE",
    "profiles-remove": "profiles --remove NAME",
    "error": "COMMAND",
    "help": "--help",
    "version": "--version",
}
"""What is typed, where it is more than the name of the schema."""
_PROMISE = "Fields may be added; what is here keeps its name and meaning while the number stays."


class _Generator(GenerateJsonSchema):
    """Without titles: they repeat the names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def generated() -> dict[str, str]:
    """Return the text of each schema by its name."""
    describe = with_config(ConfigDict(use_attribute_docstrings=True))
    for kind in vars(json_types).values():
        if is_typeddict(kind):
            describe(kind)
    of_commands = [named for command in commands.load_all().values() for named in command.json.items()]
    return {
        name: json.dumps(_schema(name, getattr(json_types, kind)), indent=2) + "\n"
        for name, kind in [*of_commands, ("error", "Error"), ("help", "Help"), ("version", "Version")]
    }


def _schema(name: str, kind: type) -> dict[str, Any]:
    schema = _described(kind)
    definitions = {"$defs": schema.pop("$defs")} if "$defs" in schema else {}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"ava-onboard {_CALLS.get(name, name)} --json",
        "description": _PROMISE,
    }
    return head | {key: value for key, value in schema.items() if key != "description"} | definitions


def _described(kind: type) -> dict[str, Any]:
    """Return a schema whose fields have their descriptions: pydantic sees only those of the type itself."""
    schema: dict[str, Any] = _without_titles(TypeAdapter(kind).json_schema(schema_generator=_Generator))
    for base in filter(is_typeddict, get_original_bases(kind)):
        for name, field in _described(base)["properties"].items():
            schema["properties"][name] = field | schema["properties"][name]
    return schema


def _without_titles(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_titles(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: value for name, value in schema.items() if name != "title" or not isinstance(value, str)}
    return {name: _without_titles(value) for name, value in kept.items()}


def write() -> None:
    """Write all of them, and remove those of commands that are gone."""
    schemas = generated()
    for file in FOLDER.glob("*.json"):
        if file.stem not in schemas:
            file.unlink()
    for name, text in schemas.items():
        (FOLDER / f"{name}.json").write_text(text, encoding="ascii")


if __name__ == "__main__":
    write()
