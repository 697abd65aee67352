"""The bodies of refusals. None of the models keeps anything of what was sent.

A deployed server repeats it: with 422, ``input`` is the whole key (measured in November 2026).
"""

from typing import Annotated

from pydantic import Field

from ava_onboard.contract.body import Answer

USER_NOT_FOUND = "User not found"
"""With status 404: the account of the token is gone. Any other 404 does not come from Ava."""
NO_KEY = "Vapi API key is missing. Add it in Settings → Vapi to enable this feature."
"""With status 400: assistants need a key, and the account has none."""


class ErrorAnswer(Answer):
    """Why there is no other answer."""

    detail: str


class InvalidField(Answer):
    """One thing that is wrong with a request."""

    type: str
    loc: list[str | int]
    """Where it is: `["body", "vapi_api_key"]`."""
    msg: str


class ValidationAnswer(Answer):
    """What is wrong with a request: the answer with status 422."""

    detail: Annotated[
        list[InvalidField],
        Field(
            examples=[
                [
                    {
                        "type": "string_too_short",
                        "loc": ["body", "vapi_api_key"],
                        "msg": "String should have at least 10 characters",
                    }
                ]
            ]
        ),
    ]
