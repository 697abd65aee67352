"""A log of the requests to the servers, without secrets."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ava_onboard.sandbox import samples

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request.

    Attributes:
        server: The server that received it: `vapi`, `vapi_eu` or `ava`.
        method: The HTTP method, in capitals.
        path: The decoded path, without the query.
        query: The raw query without the question mark; empty without one.
        headers: Values by name in lower case, without credentials.
        key: The name of the sample key that was the bearer token; None for any other.
    """

    server: str
    method: str
    path: str
    query: str
    headers: "Mapping[str, str]"
    key: str | None


class RequestLog:
    """The requests to the servers, oldest first. Readable from any thread."""

    def __init__(self) -> None:
        self._requests: list[RecordedRequest] = []
        self._lock = threading.Lock()

    def all(
        self, *, server: str | None = None, method: str | None = None, path: str | None = None
    ) -> list[RecordedRequest]:
        """Return the requests that match every given argument.

        Args:
            server: `vapi`, `vapi_eu` or `ava`.
            method: An HTTP method, in capitals.
            path: A complete path, such as `/assistant`.
        """
        with self._lock:
            return [
                request
                for request in self._requests
                if server in (None, request.server)
                and method in (None, request.method)
                and path in (None, request.path)
            ]

    def clear(self) -> None:
        """Forget every request."""
        with self._lock:
            self._requests.clear()

    def add(self, request: RecordedRequest) -> None:
        """Add one request."""
        with self._lock:
            self._requests.append(request)


class RequestLogMiddleware:
    """ASGI middleware that logs each request before it is answered."""

    def __init__(self, app: "ASGIApp", *, log: RequestLog, server: str) -> None:
        self._app = app
        self._log = log
        self._server = server

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Log one request and pass it on."""
        if scope["type"] == "http":
            headers = headers_of(scope)
            self._log.add(
                RecordedRequest(
                    server=self._server,
                    method=scope["method"],
                    path=scope["path"],
                    query=scope["query_string"].decode("latin-1"),
                    headers={name: value for name, value in headers.items() if name not in _SECRET_HEADERS},
                    key=samples.name_of(bearer(headers.get("authorization"))),
                )
            )
        await self._app(scope, receive, send)


def headers_of(scope: "Scope") -> dict[str, str]:
    """Return the headers of a request, with names in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def bearer(authorization: str | None) -> str | None:
    """Return the token of an `Authorization: Bearer TOKEN` header.

    Args:
        authorization: The header's value; None without one.

    Returns:
        The token; None for a missing header, another scheme or an empty token.
    """
    scheme, _, token = (authorization or "").partition(" ")
    return (token.strip() or None) if scheme.lower() == "bearer" else None
