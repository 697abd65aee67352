"""The assistants of the account's organisation at Vapi: `/api/v1/assistants`.

A list is the only proof that Ava can use the key.
"""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from ava_onboard.contract.body import LENIENT, Answer, Body

PATH = "/api/v1/assistants"
SYNCHRONISE_PATH = "/api/v1/studio/sync-vapi"
"""A POST makes Ava use the assistants of the key's organisation. Without it, a deployed Ava went on using those of the
former one (measured in November 2026). Not every Ava has it."""


class NewAssistant(Body):
    """The assistant to create, the body of a POST. A deployed server needs every field (measured in November 2026)."""

    name: Annotated[str, Field(min_length=1, max_length=40, examples=["Accueil"])]
    voice_provider: Annotated[str | None, Field(max_length=40, examples=["11labs"])] = None
    voice_id: Annotated[str | None, Field(max_length=100, examples=["sarah"])] = None
    first_message: Annotated[str | None, Field(max_length=2000, examples=["Bonjour, ici Ava."])] = None


class Assistant(Answer):
    """What Ava passes on of an assistant, under Vapi's names."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        json_schema_extra={
            "examples": [
                {
                    "id": "3c1f2d84-9b0e-4a39-8d5e-1f6f4f0a7c52",
                    "name": "Accueil",
                    "createdAt": "2026-08-01T09:00:00.000Z",
                    "updatedAt": "2026-08-01T09:00:00.000Z",
                }
            ]
        },
    )

    id: str
    name: Annotated[str | None, LENIENT] = None
    created_at: Annotated[str | None, LENIENT] = None
    updated_at: Annotated[str | None, LENIENT] = None


class AssistantList(Answer):
    """The newest assistants: the answer to a GET."""

    success: Literal[True] = True
    assistants: list[Assistant]
    configured: Literal[True] = True


class ListedAssistants(Body):
    """What a client reads of the answer to a GET: servers pass on different fields of an assistant."""

    assistants: list[Any]
    success: Annotated[bool | None, LENIENT] = None
    """False means that there is no list, whatever the status says."""
    error: Annotated[str | None, LENIENT] = None
    configured: Annotated[bool | None, LENIENT] = None
    """False means that the account has no key."""


class CreatedAssistant(Answer):
    """The answer to a POST."""

    success: Literal[True] = True
    assistant: Assistant
