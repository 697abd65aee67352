"""What every request passes first and every answer last: the client's address, an id, security headers, a log line."""

import logging
import random
import re
import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ava_onboard.backend.api.proxies import Proxies
from ava_onboard.backend.audit import Origin
from ava_onboard.backend.logs import fields
from ava_onboard.backend.metrics import metrics

_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_SECURITY = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
]
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")
_access = logging.getLogger("ava_onboard.backend.access")


class Boundary:
    """The outermost ASGI middleware. A HEAD is answered as the GET that it stands for, without a body."""

    def __init__(self, app: ASGIApp, proxies: Proxies, root_path: str = "") -> None:
        """Set what is around the application.

        Args:
            app: Gets the requests.
            proxies: Tells where a request comes from.
            root_path: The path under which a proxy offers the application; empty to leave it to the server.
        """
        self._app = app
        self._proxies = proxies
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        self._proxies.resolve(scope)
        if self._root_path:
            scope["root_path"] = self._root_path
        request_id = _id(scope, b"x-request-id") or b"%032x" % random.getrandbits(128)
        scope.setdefault("state", {})["request_id"] = request_id.decode()
        headers = [
            *_SECURITY,
            (b"x-request-id", request_id),
            (b"x-correlation-id", _id(scope, b"x-correlation-id") or request_id),
        ]
        if scope["scheme"] == "https":
            headers.append(_HTTPS_ONLY)
        method, status, streams_since = scope["method"], None, None
        if method == "HEAD":
            scope["method"] = "GET"

        async def send_with_headers(message: Message) -> None:
            nonlocal status, streams_since
            if message["type"] == "http.response.start":
                status = message["status"]
                if (b"content-type", b"text/event-stream; charset=utf-8") in message.get("headers", ()):
                    streams_since = time.perf_counter()
                message["headers"] = [*message.get("headers", ()), *headers]
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            # A stream was answered when it began: how long it stays open is not waiting time.
            seconds = (streams_since or time.perf_counter()) - started
            metrics.request(method, _route(scope), status, seconds)
            if _access.isEnabledFor(logging.INFO):
                _log_request(scope, method, status, seconds)


def origin(request: Request) -> Origin:
    """Return the address and the id of a request, for the audit log."""
    return Origin(address=request.client and request.client.host, request_id=request.state.request_id)


def _id(scope: Scope, name: bytes) -> bytes | None:
    """Return an id that the client has sent, if it is well-formed: support finds what a customer reads out."""
    for header, value in scope["headers"]:
        if header == name and _ID.fullmatch(value):
            found: bytes = value
            return found
    return None


def _route(scope: Scope) -> str | None:
    """Return the template of the path, which may itself hold personal data; None if there is no such path."""
    return getattr(scope.get("route"), "path", None)


def _log_request(scope: Scope, method: str, status: int | None, seconds: float) -> None:
    """Write one line.

    The status is None if the client left before the answer.
    """
    state = scope["state"]
    user = state.get("user")
    details = fields(
        method=method,
        route=_route(scope),
        status=status,
        duration_ms=round(seconds * 1000, 1),
        request_id=state["request_id"],
        user_id=user and str(user),
    )
    _access.info("request", extra=details)
