"""Show faults in front of an ASGI application."""

import asyncio
from typing import TYPE_CHECKING

from ava_onboard.sandbox.connection import close

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ava_onboard.sandbox.faults import Fault, Faults


def no_fault(_scope: "Scope") -> "Fault | None":
    """Return None: the behaviour of a server without its own faults."""
    return None


class FaultMiddleware:
    """Shows the scripted faults, or the server's own fault for a request."""

    def __init__(self, app: "ASGIApp", *, faults: "Faults", own: "Callable[[Scope], Fault | None]" = no_fault) -> None:
        self._app = app
        self._faults = faults
        self._own = own

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer, cut off or pass on one request."""
        fault = None
        if scope["type"] == "http":
            fault = self._faults.take(scope["method"], scope["path"]) or self._own(scope)
        if fault is None:
            await self._app(scope, receive, send)
            return
        if fault.delay:
            body, gone = await self._delay(fault.delay, receive)
            if gone:
                return
            receive = _replaying(body, receive)
        match fault.kind:
            case "answer":
                await _answer(fault, send)
            case "cut":
                await _half_answer(fault, send)
                await close(scope, receive)
            case "disconnect":
                await close(scope, receive)
            case "lose":
                await self._app(scope, receive, _discard)
                await close(scope, receive)
            case "pass":
                await self._app(scope, receive, send)

    async def _delay(self, seconds: float, receive: "Receive") -> "tuple[list[Message], bool]":
        """Wait; return the parts of the request body that arrived, and whether the client left."""
        body: list[Message] = []

        async def listen() -> None:
            while (message := await receive())["type"] != "http.disconnect":
                body.append(message)

        gone = asyncio.ensure_future(listen())
        try:
            await self._faults.wait(seconds, gone)
            return body, gone.done()
        finally:
            gone.cancel()


async def _answer(fault: "Fault", send: "Send") -> None:
    bodiless = fault.code in (204, 304)  # these have neither a body nor a length
    headers = _encoded(fault) if bodiless else [*_encoded(fault), _length(fault)]
    await send({"type": "http.response.start", "status": fault.code, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if bodiless else fault.body})


async def _half_answer(fault: "Fault", send: "Send") -> None:
    headers = [*_encoded(fault), _length(fault)]
    await send({"type": "http.response.start", "status": fault.code, "headers": headers})
    await send({"type": "http.response.body", "body": fault.body[: len(fault.body) // 2], "more_body": True})


def _encoded(fault: "Fault") -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fault.headers.items()]


def _length(fault: "Fault") -> tuple[bytes, bytes]:
    return b"content-length", str(len(fault.body)).encode()


def _replaying(messages: "list[Message]", receive: "Receive") -> "Receive":
    left = list(messages)

    async def receive_again() -> "Message":
        return left.pop(0) if left else await receive()

    return receive_again


async def _discard(message: "Message") -> None:
    """Discard an application's answer."""
