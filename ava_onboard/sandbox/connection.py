"""What ASGI lacks: closing a connection without an answer, and waiting until the client has left."""

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Receive, Scope

_CLOSE = "ava_onboard.sandbox.close_connection"


class ClosableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, whose applications can close a connection in the middle of an answer.

    `close` finds the means in the connection's ASGI state, which uvicorn copies into `scope["state"]` of each request.
    """

    def connection_made(self, transport: "asyncio.Transport") -> None:  # type: ignore[override]  # uvicorn's own type
        """Offer the new connection's `close` to the application."""
        super().connection_made(transport)
        self.app_state: dict[str, Any] = {**self.app_state, _CLOSE: transport.close}


async def close(scope: "Scope", receive: "Receive") -> None:
    """Close the connection of a request once what was written to it is sent.

    Args:
        scope: The ASGI scope of the request.
        receive: Its receive channel, read until the connection is closed, so that the server does not report the
            incomplete answer as an error of the application.

    Raises:
        RuntimeError: The server does not use `ClosableProtocol`.
    """
    closing = scope.get("state", {}).get(_CLOSE)
    if closing is None:
        raise RuntimeError("Only a server with ClosableProtocol can close a connection early")
    closing()
    await until_gone(receive)


async def until_gone(receive: "Receive") -> None:
    """Wait until the client has closed the connection (or the server is stopping).

    Args:
        receive: The ASGI receive channel of the request. The rest of its body is discarded.
    """
    while (await receive())["type"] != "http.disconnect":
        pass
