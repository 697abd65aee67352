"""The account's Vapi key: `/api/v1/vapi-settings`.

A write has two forms of answer: that of Ava's documentation is `KeySaved` or `KeyDeleted`, that of a deployed Ava
`KeyStatus` (measured in November 2026). Only a GET after the write tells what Ava holds.
"""

from typing import Annotated

from pydantic import Field, Secret, StringConstraints

from ava_onboard.contract.body import REVEALED_IN_JSON, SENT, SENT_OR_NULL, Answer, Body

PATH = "/api/v1/vapi-settings"
SHORTEST_KEY, LONGEST_KEY = 10, 255
"""Characters."""
SAVED = "Vapi API key saved successfully"
DELETED = "Vapi API key deleted successfully"


class NewKey(Body):
    """The key to keep, the body of a POST: printable ASCII without spaces, so that it fits into an HTTP header."""

    vapi_api_key: Annotated[
        Secret[Annotated[str, StringConstraints(min_length=SHORTEST_KEY, max_length=LONGEST_KEY, pattern=r"^[!-~]+$")]],
        REVEALED_IN_JSON,
        Field(examples=["8f14e45f-0000-4000-8000-000000000000"]),
    ]


class KeyStatus(Answer):
    """Whether there is a key, and its preview: the answer to a GET, and the deployed answer to a write."""

    has_vapi_key: Annotated[bool, Field(examples=[True])]
    vapi_api_key_preview: Annotated[str | None, SENT_OR_NULL, Field(examples=["8f14e45f..."])]


class KeySaved(Answer):
    """The documented answer to a POST."""

    message: Annotated[str, Field(json_schema_extra={"default": SAVED})]
    preview: Annotated[str | None, SENT, Field(examples=["8f14e45f..."])]


class KeyDeleted(Answer):
    """The documented answer to a DELETE."""

    message: Annotated[str, Field(json_schema_extra={"default": DELETED})]
