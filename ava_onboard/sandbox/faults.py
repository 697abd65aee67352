"""Faults on demand: what goes wrong between a client and a server, scripted from outside while the server runs.

Example: `faults.add(Fault.status(503), method="POST", path="/api/v1/vapi-settings", times=1)`.
"""

import asyncio
import json
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

HTML_PAGE = (
    "<!doctype html>\n<html><head><title>502 Bad Gateway</title></head>\n"
    "<body><h1>Bad Gateway</h1><p>The server returned an invalid or incomplete response.</p></body></html>\n"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with a request. Made by the class methods.

    Attributes:
        kind: `answer` gives the status, headers and body below instead of the application's answer; `cut` gives half
            of them and closes the connection; `disconnect` closes it without a word; `lose` lets the application do
            its work and closes the connection in place of its answer; `pass` lets the application answer.
        code: The HTTP status.
        body: The bytes of the body.
        headers: Further response headers.
        delay: Seconds to wait first; infinite means until the client leaves or `Faults.release` is called.
    """

    kind: Literal["answer", "cut", "disconnect", "lose", "pass"]
    code: int = 200
    body: bytes = b""
    headers: "Mapping[str, str]" = field(default_factory=dict)
    delay: float = 0

    @classmethod
    def status(cls, code: int, body: Any = None, *, retry_after: str | int | None = None) -> Self:
        """Answer with a status and JSON.

        Args:
            code: 200 to 599.
            body: Any JSON value; None gives `{"detail": ...}` with the number of the status.
            retry_after: The value of a `Retry-After` header; None leaves it out.
        """
        body = {"detail": f"Fault {code}"} if body is None else body
        headers = {"content-type": "application/json"}
        if retry_after is not None:
            headers["retry-after"] = str(retry_after)
        return cls("answer", code, json.dumps(body).encode(), headers)

    @classmethod
    def truncated_json(cls, code: int = 200) -> Self:
        """Answer with JSON that breaks off, in a response that is complete as far as HTTP can tell."""
        return cls("answer", code, b'{"has_vapi_key": tr', {"content-type": "application/json"})

    @classmethod
    def html(cls, code: int = 200) -> Self:
        """Answer with a page of HTML, as captive portals and gateways do."""
        return cls("answer", code, HTML_PAGE.encode(), {"content-type": "text/html; charset=utf-8"})

    @classmethod
    def text(cls, code: int, body: str) -> Self:
        """Answer with plain text."""
        return cls("answer", code, body.encode(), {"content-type": "text/plain; charset=utf-8"})

    @classmethod
    def empty(cls, code: int = 200) -> Self:
        """Answer with no body at all."""
        return cls("answer", code)

    @classmethod
    def redirect(cls, location: str, code: int = 307) -> Self:
        """Send the client elsewhere."""
        return cls("answer", code, headers={"location": location})

    @classmethod
    def cut(cls) -> Self:
        """Close the connection half-way through the body of a 200."""
        body = json.dumps({"padding": "." * 200}).encode()
        return cls("cut", 200, body, {"content-type": "application/json"})

    @classmethod
    def disconnect(cls) -> Self:
        """Close the connection without any answer; the request is not carried out."""
        return cls("disconnect")

    @classmethod
    def lost_answer(cls) -> Self:
        """Carry the request out, then close the connection in place of the answer."""
        return cls("lose")

    @classmethod
    def slow(cls, seconds: float) -> Self:
        """Wait, then let the application answer."""
        return cls("pass", delay=seconds)

    @classmethod
    def hang(cls) -> Self:
        """Say nothing until the client leaves; after `Faults.release` the application answers."""
        return cls("pass", delay=float("inf"))

    def after(self, seconds: float) -> Self:
        """Return the same fault, coming after a wait: a sleeping host is `Fault.status(502).after(20)`."""
        return replace(self, delay=seconds)


@dataclass(slots=True)
class _Rule:
    fault: Fault
    method: str | None
    path: str
    left: int | None

    def matches(self, method: str, path: str) -> bool:
        return self.method in (None, method) and path.startswith(self.path) and self.left != 0


class Faults:
    """The faults that one server shows at present. May be scripted from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rules: list[_Rule] = []
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def add(self, fault: Fault, *, method: str | None = None, path: str = "/", times: int | None = None) -> None:
        """Show a fault to the requests that match. Of several faults that match, the one added first is shown.

        Args:
            fault: What goes wrong.
            method: Only for this HTTP method, in capitals; None means any.
            path: Only for paths that begin with this.
            times: For so many requests; None means until `clear`.
        """
        with self._changed:
            self._rules.append(_Rule(fault, method, path, times))

    def clear(self) -> None:
        """Take all faults back; requests that wait go on to the application."""
        with self._changed:
            self._rules.clear()
        self.release()

    def release(self) -> None:
        """Let the requests that wait at this moment go on, whatever their delay; the faults stay."""
        with self._changed:
            waiting = list(self._waiting)
        for loop, released in waiting:
            loop.call_soon_threadsafe(released.set)

    def take(self, method: str, path: str) -> Fault | None:
        """Use up one showing of the fault for a request, and return it; None when nothing goes wrong."""
        with self._changed:
            for rule in self._rules:
                if rule.matches(method, path):
                    if rule.left is not None:
                        rule.left -= 1
                    return rule.fault
        return None

    def wait_for_held(self, *, timeout: float = 5) -> None:
        """Block until a request is held up by a delay.

        In a coroutine use it with `asyncio.to_thread`, or the client that is waited for stands still.

        Args:
            timeout: Seconds.

        Raises:
            TimeoutError: No request was held up in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._waiting, timeout):
                raise TimeoutError(f"no request was held up within {timeout} s")

    def wait_for_none_held(self, *, timeout: float = 5) -> None:
        """Block until no request is held up: those of clients that have left are then known to have ended.

        In a coroutine use it with `asyncio.to_thread`, like `wait_for_held`.

        Args:
            timeout: Seconds.

        Raises:
            TimeoutError: A request is still held up.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: not self._waiting, timeout):
                raise TimeoutError(f"a request is still held up after {timeout} s")

    async def wait(self, seconds: float, gone: "asyncio.Future[None]") -> None:
        """Wait until the time is over, `release` is called or the client has gone, whichever is first."""
        released = asyncio.Event()
        entry = (asyncio.get_running_loop(), released)
        releasing = asyncio.ensure_future(released.wait())
        with self._changed:
            self._waiting.add(entry)
            self._changed.notify_all()
        try:
            timeout = None if seconds == float("inf") else seconds
            await asyncio.wait((gone, releasing), timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            with self._changed:
                self._waiting.discard(entry)
                self._changed.notify_all()
            releasing.cancel()
