"""Vapi as a real HTTP server: one region with its organisations, their assistants, and the sample keys.

Statuses and bodies follow Vapi's public OpenAPI and answers of api.vapi.ai (August 2026).
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from ava_onboard.domain.verdict import Region
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.request_log import bearer, headers_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

# Word for word.
INVALID_KEY = "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa."
NAME_LIMIT = 40
LIST_LIMIT = 1000

# Default names of HTTP libraries, which Vapi's CDN blocks.
_BLOCKED_USER_AGENTS = ("python-httpx/", "python-requests/", "python-urllib/", "aiohttp/", "go-http-client/")

Assistant = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Organisation:
    """The owner of keys.

    Attributes:
        id: The `orgId` of its assistants.
        names: The names of its first assistants, oldest first.
    """

    id: str
    names: tuple[str, ...]


_AVA = Organisation("0a0b0c0d-fade-4dad-8bad-facade100001", ("Accueil", "Prise de rendez-vous", "Standard de nuit"))
_OTHER = Organisation("0a0b0c0d-fade-4dad-8bad-facade100002", ("Reception",))
_EMPTY = Organisation("0a0b0c0d-fade-4dad-8bad-facade100003", ())
_EUROPEAN = Organisation("0a0b0c0d-fade-4dad-8bad-facade100004", ("Empfang",))

_ORGANISATIONS: dict[Region, dict[str, Organisation]] = {
    Region.US: {
        samples.VALID: _AVA,
        samples.SK_LIVE: _AVA,
        samples.SLOW: _AVA,
        samples.HANG: _AVA,
        samples.OTHER: _OTHER,
        samples.EMPTY: _EMPTY,
    },
    Region.EU: {samples.EU: _EUROPEAN},
}


def _failure(status: int, message: str, error: str, *, retry_after: int | None = None) -> Fault:
    return Fault.status(status, {"message": message, "error": error, "statusCode": status}, retry_after=retry_after)


_INVALID_KEY = _failure(401, INVALID_KEY, "Unauthorized")
_BEHAVIOURS = {
    samples.FORBIDDEN: _failure(403, "This key is not allowed to access this resource.", "Forbidden"),
    samples.LIMITED: _failure(429, "Too many requests.", "Too Many Requests"),
    samples.LIMITED_RETRY: _failure(429, "Too many requests.", "Too Many Requests", retry_after=1),
    samples.DOWN: _failure(503, "Service temporarily unavailable.", "Service Unavailable"),
    samples.HTML: Fault.html(502),
    samples.HANG: Fault.hang(),
    samples.CUT: Fault.cut(),
}


class VapiServer:
    """One region of Vapi.

    Attributes:
        app: The ASGI application, to be used behind `own_fault`.
        slow_seconds: Seconds that the `slow` key waits for its answer.
    """

    def __init__(self, region: Region, *, slow_seconds: float = 2) -> None:
        self.slow_seconds = slow_seconds
        self._region = region
        self._organisations = _ORGANISATIONS[region]
        self.app = Starlette(
            routes=[
                Route("/assistant", self._list, methods=["GET"]),
                Route("/assistant", self._create, methods=["POST"]),
                Route("/assistant/{id}", self._get, methods=["GET"]),
                Route("/assistant/{id}", self._delete, methods=["DELETE"]),
            ],
            exception_handlers={HTTPException: _error},
        )
        self.reset()

    def reset(self) -> None:
        """Go back to the first assistants."""
        self._assistants = {
            organisation.id: [_first_assistant(organisation, number) for number in range(len(organisation.names))]
            for organisation in self._organisations.values()
        }

    def own_fault(self, scope: "Scope") -> Fault | None:
        """Return what comes before the application: the CDN, the check of the key, and the behaviour of a sample key.

        Args:
            scope: The ASGI scope of a request.

        Returns:
            The answer or delay; None if the application answers at once.
        """
        headers = headers_of(scope)
        if _is_blocked(headers.get("user-agent", "")):
            return Fault.text(403, "error code: 1010")
        name = samples.name_of(bearer(headers.get("authorization")))
        if self._region is Region.US and name in _BEHAVIOURS:
            return _BEHAVIOURS[name]
        if name not in self._organisations:
            return _INVALID_KEY
        return Fault.slow(self.slow_seconds) if name == samples.SLOW else None

    async def _list(self, request: "Request") -> JSONResponse:
        text = request.query_params.get("limit", "100")
        if not (text.isascii() and text.isdigit() and int(text) <= LIST_LIMIT):
            raise HTTPException(400, f"limit must be a number between 0 and {LIST_LIMIT}")
        newest_first = sorted(self._of(request), key=lambda assistant: str(assistant["createdAt"]), reverse=True)
        return JSONResponse(newest_first[: int(text)])

    async def _create(self, request: "Request") -> JSONResponse:
        try:
            fields = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            fields = None
        if not isinstance(fields, dict):
            raise HTTPException(400, "the body must be a JSON object")
        name = fields.get("name", "")
        if not isinstance(name, str) or len(name) > NAME_LIMIT:
            raise HTTPException(400, f"name must be shorter than or equal to {NAME_LIMIT} characters")
        assistant = _assistant(str(uuid4()), self._organisation(request), datetime.now(UTC), fields)
        self._of(request).append(assistant)
        return JSONResponse(assistant, status_code=201)

    async def _get(self, request: "Request") -> JSONResponse:
        return JSONResponse(self._find(request))

    async def _delete(self, request: "Request") -> JSONResponse:
        assistant = self._find(request)
        self._of(request).remove(assistant)
        return JSONResponse(assistant)

    def _organisation(self, request: "Request") -> Organisation:
        name = samples.name_of(bearer(request.headers.get("authorization")))
        return self._organisations[name or ""]

    def _of(self, request: "Request") -> list[Assistant]:
        return self._assistants[self._organisation(request).id]

    def _find(self, request: "Request") -> Assistant:
        wanted = request.path_params["id"]
        for assistant in self._of(request):
            if assistant["id"] == wanted:
                return assistant
        raise HTTPException(404, "Couldn't find the assistant")


def _is_blocked(user_agent: str) -> bool:
    return not user_agent or user_agent.lower().startswith(_BLOCKED_USER_AGENTS)


async def _error(_request: "Request", error: Exception) -> JSONResponse:
    """Answer an error as Vapi does: `message` is a list for invalid fields, otherwise a text."""
    error = cast("HTTPException", error)  # Starlette passes nothing else
    names = {400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}
    message = [error.detail] if error.status_code == 400 else error.detail
    body = {"message": message, "error": names.get(error.status_code, "Error"), "statusCode": error.status_code}
    return JSONResponse(body, status_code=error.status_code)


def _first_assistant(organisation: Organisation, number: int) -> Assistant:
    identity = f"{organisation.id[-1]}{number:07d}-fade-4dad-8bad-facade200000"
    created = datetime(2026, 8, 1 + number, 9, 0, tzinfo=UTC)
    return _assistant(identity, organisation, created, {"name": organisation.names[number]})


def _assistant(identity: str, organisation: Organisation, created: datetime, fields: Assistant) -> Assistant:
    at = created.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {**fields, "id": identity, "orgId": organisation.id, "createdAt": at, "updatedAt": at}
