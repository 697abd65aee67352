"""How long a request took: for a stream, until it began."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from ava_onboard.backend.api.middleware import Boundary
from ava_onboard.backend.api.proxies import Proxies
from ava_onboard.backend.metrics import metrics


@pytest.mark.parametrize(("kind", "seconds"), [("text/event-stream; charset=utf-8", 1.0), ("application/json", 3.0)])
async def test_a_stream_took_as_long_as_its_beginning(
    monkeypatch: pytest.MonkeyPatch, kind: str, seconds: float
) -> None:
    now: Iterator[float] = iter([0.0, 1.0, 3.0] if "stream" in kind else [0.0, 3.0])
    noted: list[float] = []
    monkeypatch.setattr("ava_onboard.backend.api.middleware.time.perf_counter", lambda: next(now))
    monkeypatch.setattr(metrics, "request", lambda method, route, status, took: noted.append(took))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind.encode())]})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        pass

    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": [], "scheme": "http"}
    await Boundary(app, Proxies((), None))(scope | {"client": ("127.0.0.1", 1)}, receive, send)
    assert noted == [seconds]
