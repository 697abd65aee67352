"""What a request may be: one message of HTTP that can be read in one way only, of limited size, sent in limited time.

The server refuses most of the rest itself. What is checked here holds under any server.
"""

import asyncio
import contextlib
import logging
import traceback
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = 16 * 1024
"""Bytes."""
_PER_HEADER = 4
"""Bytes around each header: a colon, a space, and the end of the line."""
_CLOSE = {"Connection": "close"}
_PACKAGE = str(Path(__file__).parents[1])
_log = logging.getLogger(__name__)


class Limits:
    """The innermost ASGI middleware: refuses what is not a request, and answers errors that nothing else expects."""

    def __init__(self, app: ASGIApp, largest_head: int, body_deadline: float) -> None:
        """Set the limits.

        Args:
            app: Gets the requests.
            largest_head: Bytes of a request's path and headers together.
            body_deadline: Seconds from here until the body of a request must be complete.
        """
        self._app = app
        self._largest_head = largest_head
        self._body_deadline = body_deadline

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answered = False

        async def noting(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            if refusal := self._refusal(scope):
                await _answer(refusal)(scope, receive, noting)
            else:
                await self._app(scope, self._limited(receive), noting)
        except HTTPException as refusal:  # raised while a body was read, where nothing else answers it
            if not answered:
                await _answer(refusal)(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the last place where anything can be caught
            request_id = scope["state"]["request_id"]
            log_unexpected(error, request_id)
            if not answered:
                unexpected = HTTPException(500, f"Internal server error (request {request_id})")
                await _answer(unexpected)(scope, receive, send)

    def _refusal(self, scope: Scope) -> HTTPException | None:
        """Return what is wrong with the head of a request; None if nothing is."""
        size, hosts, lengths, codings = len(scope.get("raw_path") or b""), [], [], []
        for name, value in scope["headers"]:
            size += len(name) + len(value) + _PER_HEADER
            match name:
                case b"host":
                    hosts.append(value)
                case b"content-length":
                    lengths.append(value)
                case b"transfer-encoding":
                    codings.append(value.lower())
        if size > self._largest_head:
            return HTTPException(431, f"The headers have more than {self._largest_head} bytes", _CLOSE)
        if len(hosts) > 1 or (scope.get("http_version") == "1.1" and not any(hosts)):
            return HTTPException(400, "A request names one host", _CLOSE)
        if len(lengths) > 1 or codings not in ([], [b"chunked"]) or (lengths and codings):
            return HTTPException(400, "The length of the body is not clear", _CLOSE)
        with contextlib.suppress(ValueError):
            if lengths and int(lengths[0]) > BODY_LIMIT:
                return _too_large()
        return None

    def _limited(self, receive: Receive) -> Receive:
        """Count the bytes and the time of a body: it may have no announced length, or never end."""
        length, more = 0, True
        until = asyncio.get_running_loop().time() + self._body_deadline

        async def limited() -> Message:
            nonlocal length, more
            if not more:  # waits for the client to leave
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, "The body did not arrive in time", _CLOSE) from None
            if message["type"] == "http.disconnect":  # the client has left, or its chunks are none
                raise HTTPException(400, "The body is not complete", _CLOSE)
            length += len(message.get("body", b""))
            more = message.get("more_body", False)
            if length > BODY_LIMIT:
                raise _too_large()
            return message

        return limited


def _too_large() -> HTTPException:
    return HTTPException(413, f"The body has more than {BODY_LIMIT} bytes", _CLOSE)


def _answer(error: HTTPException) -> JSONResponse:
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)


def log_unexpected(error: Exception, request_id: str) -> None:
    """Log the type and place of an error, not its text, which may hold what was sent."""
    innermost, *outer = reversed(traceback.extract_tb(error.__traceback__))
    ours = [frame for frame in outer if frame.filename.startswith(_PACKAGE)]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in (innermost, *ours)]
    _log.error("request %s failed: %s at %s", request_id, type(error).__qualname__, " < ".join(places))
