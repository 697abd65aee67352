"""What the servers were asked: a log of requests that holds no secret."""

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
    """One request as it arrived.

    Attributes:
        server: Which server got it: `vapi`, `vapi_eu` or `ava`.
        method: The HTTP method, in capitals.
        path: The decoded path, without the query.
        query: The raw query, without the question mark; empty where there was none.
        headers: Header names in lower case with their values; those that carry credentials are left out.
        key: The name of the sample key that was sent as the bearer token, None for anything else.
    """

    server: str
    method: str
    path: str
    query: str
    headers: "Mapping[str, str]"
    key: str | None


class RequestLog:
    """The requests that the servers got, oldest first. May be read from any thread."""

    def __init__(self) -> None:
        self._requests: list[RecordedRequest] = []
        self._lock = threading.Lock()

    def all(
        self, *, server: str | None = None, method: str | None = None, path: str | None = None
    ) -> list[RecordedRequest]:
        """Return the requests that match everything that is given.

        Args:
            server: `vapi`, `vapi_eu` or `ava`.
            method: An HTTP method, in capitals.
            path: A whole path, such as `/assistant`.
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
        """Note one request."""
        with self._lock:
            self._requests.append(request)


class RequestLogMiddleware:
    """ASGI middleware that notes each request before anything answers it."""

    def __init__(self, app: "ASGIApp", *, log: RequestLog, server: str) -> None:
        self._app = app
        self._log = log
        self._server = server

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Note one request and pass it on."""
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
    """The headers of a request, their names in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def bearer(authorization: str | None) -> str | None:
    """Take the token out of an `Authorization: Bearer TOKEN` header.

    Args:
        authorization: The header's value, or None where there is none.

    Returns:
        The token, or None for a missing header, another scheme or an empty token.
    """
    scheme, _, token = (authorization or "").partition(" ")
    return (token.strip() or None) if scheme.lower() == "bearer" else None
