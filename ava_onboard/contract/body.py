"""The base of every model, and the field types they share."""

from typing import Annotated, Any, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    Secret,
    SerializationInfo,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Body(BaseModel):
    """The body of a request or an answer.

    `model_dump(mode="json")` and `model_dump_json` give what travels, secrets included. Everything else masks them.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)


class Answer(Body):
    """The body of an answer.

    Ava servers leave out different fields, so a reader gets None for one that is missing. The published schema
    promises each field that has no default there.
    """

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Mark as required what has no default in the schema."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        properties = schema.get("properties", {})
        schema["required"] = [name for name, described in properties.items() if "default" not in described]
        if not schema["required"]:
            del schema["required"]
        return schema


def _reveal(secret: Secret[str], info: SerializationInfo) -> Any:
    return secret.get_secret_value() if info.mode_is_json() else secret


REVEALED_IN_JSON = PlainSerializer(_reveal)
"""For a secret: JSON is what travels, and holds its value."""

Token = Annotated[Secret[str], REVEALED_IN_JSON, WithJsonSchema({"type": "string"}, mode="serialization")]
"""An access or refresh token."""


def _forget_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def _forget_null(schema: dict[str, Any]) -> None:
    _forget_default(schema)
    kinds = schema.pop("anyOf", [])
    for kind in kinds:
        if kind != {"type": "null"}:
            schema.update(kind)


def _none_if_unusable(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return cast("object", read(value))
    except ValidationError:
        return None


SENT = Field(default=None, json_schema_extra=_forget_null)
"""Ava always sends a value, other servers may not."""

SENT_OR_NULL = Field(default=None, json_schema_extra=_forget_default)
"""Ava always sends the field, and null is one of its values."""

LENIENT = WrapValidator(_none_if_unusable)
"""A value of another type reads as None: nothing depends on it, so the rest of the answer stays usable."""
