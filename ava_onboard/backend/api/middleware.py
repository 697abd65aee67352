"""What every request passes: an id, security headers, a body limit, an access log line, a last handler for errors."""

import contextlib
import logging
import random
import re
import time
import traceback
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ava_onboard.backend.logs import fields

BODY_LIMIT = 16 * 1024
"""Bytes."""

_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_PACKAGE = str(Path(__file__).parents[1])
_SECURITY = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
]
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")
_log = logging.getLogger(__name__)
_access = logging.getLogger("ava_onboard.backend.access")


class Boundary:
    """The outermost ASGI middleware: every answer gets a request id, and no exception gets out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        length, request_id, correlation_id = _announced(scope)
        request_id = request_id or b"%032x" % random.getrandbits(128)
        headers = [*_SECURITY, (b"x-request-id", request_id), (b"x-correlation-id", correlation_id or request_id)]
        if scope["scheme"] == "https":
            headers.append(_HTTPS_ONLY)
        status: int | None = None

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        try:
            if length > BODY_LIMIT:
                await _refusal(_too_large())(scope, receive, send_with_headers)
            else:
                await self._app(scope, _limited(receive), send_with_headers)
        except Exception as error:  # noqa: BLE001 - the last place where anything can be caught
            _log_unexpected(error, request_id.decode())
            if status is None:
                unexpected = HTTPException(500, f"Internal server error (request {request_id.decode()})")
                await _refusal(unexpected)(scope, receive, send_with_headers)
        finally:
            if _access.isEnabledFor(logging.INFO):
                _log_request(scope, status, time.perf_counter() - started, request_id.decode())


def _too_large() -> HTTPException:
    return HTTPException(413, f"The body has more than {BODY_LIMIT} bytes")


def _announced(scope: Scope) -> tuple[int, bytes | None, bytes | None]:
    """Return the length of the body, 0 without one, and the client's request and correlation ids if well-formed.

    The client's request id is adopted, so that support finds what a customer reads out.
    """
    length, request_id, correlation_id = 0, None, None
    for name, value in scope["headers"]:
        if name == b"content-length":
            with contextlib.suppress(ValueError):
                length = int(value)
        elif name == b"x-request-id" and _ID.fullmatch(value):
            request_id = value
        elif name == b"x-correlation-id" and _ID.fullmatch(value):
            correlation_id = value
    return length, request_id, correlation_id


def _limited(receive: Receive) -> Receive:
    """Count the bytes that arrive: a body may have no announced length."""
    length = 0

    async def counted() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > BODY_LIMIT:
            raise _too_large()
        return message

    return counted


def _refusal(error: HTTPException) -> JSONResponse:
    return JSONResponse({"detail": error.detail}, error.status_code)


def _log_unexpected(error: Exception, request_id: str) -> None:
    """Log the type and place of an error, not its text, which may hold what was sent."""
    innermost, *outer = reversed(traceback.extract_tb(error.__traceback__))
    ours = [frame for frame in outer if frame.filename.startswith(_PACKAGE)]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in (innermost, *ours)]
    _log.error("request %s failed: %s at %s", request_id, type(error).__qualname__, " < ".join(places))


def _log_request(scope: Scope, status: int | None, seconds: float, request_id: str) -> None:
    """Write one line, with the route in place of the path, which may hold personal data.

    The status is None if the client left before the answer.
    """
    user = scope.get("state", {}).get("user")
    details = fields(
        method=scope["method"],
        route=getattr(scope.get("route"), "path", None),
        status=status,
        duration_ms=round(seconds * 1000, 1),
        request_id=request_id,
        user_id=user and str(user),
    )
    _access.info("request", extra=details)
