"""The errors in the OpenAPI document: their bodies, and when they occur."""

from typing import Any, Literal

from ava_onboard.contract import live
from ava_onboard.contract.errors import NO_KEY, USER_NOT_FOUND, ErrorAnswer, ValidationAnswer

BUSY = "Too many sign in at this moment"
TOO_MANY_CALLS = "Too many calls"
TOO_MANY_CODES = "Too many wrong codes"
TOO_MANY_STREAMS = "Too many streams are open"


Answers = dict[int | str, dict[str, Any]]


def _error(status: int, description: str, *details: str, headers: dict[str, Any] | None = None) -> Answers:
    examples = {detail: {"value": {"detail": detail}} for detail in details}
    answer: dict[str, Any] = {
        "model": ErrorAnswer,
        "description": description,
        "content": {"application/json": {"examples": examples}},
    }
    if headers:
        answer["headers"] = headers
    return {status: answer}


def _header(description: str, type_: Literal["string", "integer"] = "string") -> dict[str, Any]:
    return {"description": description, "schema": {"type": type_}}


_RETRY_AFTER = {"Retry-After": _header("Seconds to wait", "integer")}

EVERYWHERE = (
    _error(400, "The request can be read in more than one way", "The length of the body is not clear")
    | _error(
        405, "The path has other methods", "Method Not Allowed", headers={"Allow": _header("The methods of the path")}
    )
    | _error(431, "The headers are too large", "The headers have more than 32768 bytes")
    | _error(
        500,
        "An unexpected error; the log has details under the request id",
        "Internal server error (request 5f0c1b1e7a3e4a0e9d570d3c2a9f1b11)",
    )
)
INVALID_TOKEN = _error(401, "The token is wrong or has expired", "Invalid token")
AUTHENTICATED = (
    INVALID_TOKEN
    | _error(403, "There is no bearer token", "Not authenticated")
    | _error(404, "The account of the token no longer exists", USER_NOT_FOUND)
)
CALL_LIMIT = _error(429, "The tenant has made too many calls", TOO_MANY_CALLS, headers=_RETRY_AFTER)
DATABASE = _error(503, "The database is unreachable", "The database is not available", headers=_RETRY_AFTER)
BODY: Answers = (
    _error(400, "The body is not UTF-8 or too deeply nested", "There was an error parsing the body")
    | _error(408, "The body did not arrive in time", "The body did not arrive in time")
    | _error(413, "The body is too large", "The body has more than 16384 bytes")
    | {422: {"model": ValidationAnswer, "description": "The body is invalid"}}
)
LOGIN = (
    _error(401, "No such account, or another password", "Invalid credentials")
    | _error(
        429,
        "Too many failed attempts for this account or from this address",
        "Too many failed attempts",
        headers=_RETRY_AFTER,
    )
    | _error(
        503,
        "The database is unreachable, or too many sign-ins are in progress",
        "The database is not available",
        BUSY,
        headers=_RETRY_AFTER,
    )
)
LIVE_ID = _error(404, "The id of the session is none", "Not Found") | {
    422: {"model": ValidationAnswer, "description": "The request is not as described"}
}
LIVE_ENDED = LIVE_ID | _error(410, "The session has ended, or belongs to another account", live.ENDED)
NOT_CLAIMED = _error(409, "No agent has claimed the session", live.NOT_CLAIMED)
_AGENT = _error(403, "There is no bearer token, or not that of an agent", "Not authenticated", live.NOT_AN_AGENT)
CLAIM = (
    _AGENT
    | _error(410, "No session has this code, or another agent has claimed it", live.WRONG_CODE)
    | _error(
        429,
        "The agent has given too many wrong codes, or made too many calls",
        TOO_MANY_CODES,
        TOO_MANY_CALLS,
        headers=_RETRY_AFTER,
    )
)
STREAMS = (
    _AGENT
    | _error(429, "The agent has too many open streams, or made too many calls", TOO_MANY_STREAMS, headers=_RETRY_AFTER)
    | _error(
        503,
        "The database is unreachable, or too many streams are open",
        "The database is not available",
        TOO_MANY_STREAMS,
        headers=_RETRY_AFTER,
    )
)
KEY_MISSING = _error(400, "The tenant has no key", NO_KEY)
KEY_MISSING_OR_BODY = _error(
    400, "The tenant has no key, or the body is unreadable", NO_KEY, "There was an error parsing the body"
)
VAPI = _error(502, "Vapi refused or failed", "Vapi refused the key", "Vapi did not answer in time")
NOT_READY = _error(503, "This process should get no requests", "Not ready", headers=_RETRY_AFTER)
