"""Errors as the description of the API shows them: the body of each, and when it comes."""

from typing import Any, Literal

from pydantic import BaseModel, Field

MISSING_KEY = "Vapi API key is missing. Add it in Settings → Vapi to enable this feature."

BUSY = "Too many sign in at this moment"


class Problem(BaseModel):
    """Why there is no other answer. Never a word of what was sent."""

    detail: str


class Mistake(BaseModel):
    """One thing that is wrong with a request."""

    type: str
    loc: list[str | int]
    """Where it is: `["body", "vapi_api_key"]`."""
    msg: str


class Mistakes(BaseModel):
    """What is wrong with a request, without what was sent."""

    detail: list[Mistake] = Field(
        examples=[
            [
                {
                    "type": "string_too_short",
                    "loc": ["body", "vapi_api_key"],
                    "msg": "String should have at least 10 characters",
                }
            ]
        ]
    )


Answers = dict[int | str, dict[str, Any]]


def _problem(status: int, description: str, *details: str, headers: dict[str, Any] | None = None) -> Answers:
    examples = {detail: {"value": {"detail": detail}} for detail in details}
    answer: dict[str, Any] = {
        "model": Problem,
        "description": description,
        "content": {"application/json": {"examples": examples}},
    }
    if headers:
        answer["headers"] = headers
    return {status: answer}


def _header(description: str, type_: Literal["string", "integer"] = "string") -> dict[str, Any]:
    return {"description": description, "schema": {"type": type_}}


_RETRY_AFTER = {"Retry-After": _header("Seconds to wait", "integer")}

EVERYWHERE = _problem(
    405, "The path knows other methods", "Method Not Allowed", headers={"Allow": _header("The methods that it knows")}
) | _problem(
    500,
    "Nobody expected this; the log tells more under the request's id",
    "Internal server error (request 5f0c1b1e7a3e4a0e9d570d3c2a9f1b11)",
)
INVALID_TOKEN = _problem(401, "The token is wrong or has expired", "Invalid token")
AUTHENTICATED = (
    INVALID_TOKEN
    | _problem(403, "There is no bearer token", "Not authenticated")
    | _problem(404, "The user of the token is gone", "User not found")
)
DATABASE = _problem(503, "The database cannot be reached", "The database is not available", headers=_RETRY_AFTER)
BODY: Answers = (
    _problem(400, "The body is not UTF-8 or too deep", "There was an error parsing the body")
    | _problem(413, "The body is too large", "The body has more than 16384 bytes")
    | {422: {"model": Mistakes, "description": "The body cannot be used"}}
)
LOGIN = (
    _problem(401, "No such account, or another password", "Invalid credentials")
    | _problem(
        429, "Too many failures, of this account or from this address", "Too many failed attempts", headers=_RETRY_AFTER
    )
    | _problem(
        503,
        "The database cannot be reached, or too many others sign in",
        "The database is not available",
        BUSY,
        headers=_RETRY_AFTER,
    )
)
NO_KEY = _problem(400, "The tenant has no key", MISSING_KEY)
NO_KEY_OR_BODY = _problem(
    400, "The tenant has no key, or the body cannot be read", MISSING_KEY, "There was an error parsing the body"
)
VAPI = _problem(502, "Vapi refused or failed", "Vapi refused the key", "Vapi did not answer in time")
NOT_READY = _problem(503, "Requests should go elsewhere", "Not ready", headers=_RETRY_AFTER)
