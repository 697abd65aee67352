"""Faults on demand: scripted from outside while a server runs.

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
    """One thing that goes wrong with a request. Create it with a class method.

    Attributes:
        kind: `answer` sends the status, headers and body below instead of the application's answer; `cut` sends half
            of them and closes the connection; `disconnect` closes it without an answer; `lose` lets the application
            do its work and closes the connection instead of answering; `pass` lets the application answer.
        code: The HTTP status.
        body: The bytes of the body.
        headers: More response headers.
        delay: Seconds to wait first; infinite: until the client leaves or `Faults.release` is called.
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
            body: Any JSON value; None sends `{"detail": ...}` with the status.
            retry_after: The value of the `Retry-After` header; None for no header.
        """
        body = {"detail": f"Fault {code}"} if body is None else body
        headers = {"content-type": "application/json"}
        if retry_after is not None:
            headers["retry-after"] = str(retry_after)
        return cls("answer", code, json.dumps(body).encode(), headers)

    @classmethod
    def truncated_json(cls, code: int = 200) -> Self:
        """Answer with incomplete JSON in a complete HTTP response."""
        return cls("answer", code, b'{"has_vapi_key": tr', {"content-type": "application/json"})

    @classmethod
    def html(cls, code: int = 200) -> Self:
        """Answer with an HTML page, as captive portals and gateways do."""
        return cls("answer", code, HTML_PAGE.encode(), {"content-type": "text/html; charset=utf-8"})

    @classmethod
    def text(cls, code: int, body: str) -> Self:
        """Answer with plain text."""
        return cls("answer", code, body.encode(), {"content-type": "text/plain; charset=utf-8"})

    @classmethod
    def empty(cls, code: int = 200) -> Self:
        """Answer without a body."""
        return cls("answer", code)

    @classmethod
    def redirect(cls, location: str, code: int = 307) -> Self:
        """Redirect the client."""
        return cls("answer", code, headers={"location": location})

    @classmethod
    def cut(cls) -> Self:
        """Close the connection in the middle of the body of a 200."""
        body = json.dumps({"padding": "." * 200}).encode()
        return cls("cut", 200, body, {"content-type": "application/json"})

    @classmethod
    def disconnect(cls) -> Self:
        """Close the connection without an answer; the request is not carried out."""
        return cls("disconnect")

    @classmethod
    def lost_answer(cls) -> Self:
        """Carry out the request, then close the connection instead of answering."""
        return cls("lose")

    @classmethod
    def slow(cls, seconds: float) -> Self:
        """Wait, then let the application answer."""
        return cls("pass", delay=seconds)

    @classmethod
    def hang(cls) -> Self:
        """Do not answer until the client leaves; after `Faults.release` the application answers."""
        return cls("pass", delay=float("inf"))

    def after(self, seconds: float) -> Self:
        """Return the same fault after a wait: a sleeping host is `Fault.status(502).after(20)`."""
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
    """The faults that a server shows. Scriptable from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rules: list[_Rule] = []
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def add(self, fault: Fault, *, method: str | None = None, path: str = "/", times: int | None = None) -> None:
        """Show a fault to matching requests. If several faults match, the first one added is shown.

        Args:
            fault: What goes wrong.
            method: Only for this HTTP method, in capitals; None means any.
            path: Only for paths with this prefix.
            times: Number of requests; None means until `clear`.
        """
        with self._changed:
            self._rules.append(_Rule(fault, method, path, times))

    def clear(self) -> None:
        """Remove all faults; waiting requests continue."""
        with self._changed:
            self._rules.clear()
        self.release()

    def release(self) -> None:
        """Let the waiting requests continue, whatever their delay; the faults stay."""
        with self._changed:
            waiting = list(self._waiting)
        for loop, released in waiting:
            loop.call_soon_threadsafe(released.set)

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault for a request and count it as shown; None if there is none."""
        with self._changed:
            for rule in self._rules:
                if rule.matches(method, path):
                    if rule.left is not None:
                        rule.left -= 1
                    return rule.fault
        return None

    def wait_for_held(self, *, timeout: float = 20) -> None:
        """Block until a delay holds up a request.

        In a coroutine, call it with `asyncio.to_thread`, or the client cannot send its request.

        Args:
            timeout: Seconds.

        Raises:
            TimeoutError: No request was held up in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._waiting, timeout):
                raise TimeoutError(f"no request was held up within {timeout} s")

    def wait_for_none_held(self, *, timeout: float = 5) -> None:
        """Block until no request is held up, so the requests of clients that left have ended.

        In a coroutine, call it with `asyncio.to_thread`, like `wait_for_held`.

        Args:
            timeout: Seconds.

        Raises:
            TimeoutError: A request is still held up.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: not self._waiting, timeout):
                raise TimeoutError(f"a request is still held up after {timeout} s")

    async def wait(self, seconds: float, gone: "asyncio.Future[None]") -> None:
        """Wait until the time is over, `release` is called or the client leaves."""
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
