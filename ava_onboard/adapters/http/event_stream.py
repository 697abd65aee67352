"""Read a stream of server-sent events, as the HTML standard describes it."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import NamedTuple

import httpx

from ava_onboard.adapters import deadline
from ava_onboard.adapters.http import errors
from ava_onboard.adapters.http.answer import Answer, answer_of, read_body
from ava_onboard.adapters.http.client import Bearer, Service
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem
from ava_onboard.domain.secret import Secret

SILENCE = 40.0
"""Seconds without a byte after which the connection counts as lost: two heartbeats and more."""
LARGEST_EVENT = 16 * 1024
"""Bytes; a longer one is not an event of ours."""
_END_OF_LINE = re.compile(rb"\r\n|\n|\r")


class ServerEvent(NamedTuple):
    """One event."""

    kind: str
    data: str
    id: str
    """The last one that was sent; empty if none was."""


class EventParser:
    """Makes events of bytes, wherever these are cut."""

    def __init__(self) -> None:
        self._rest = b""
        self._after_cr = False
        self._kind, self._data, self._id = "", list[str](), ""

    @property
    def is_too_long(self) -> bool:
        """Whether something longer than an event has arrived."""
        return len(self._rest) + sum(map(len, self._data)) > LARGEST_EVENT

    def feed(self, chunk: bytes) -> Iterator[ServerEvent]:
        """Yield the events that are complete."""
        if self._after_cr and chunk:  # its line has ended already, also if the LF that belongs to it comes only now
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if not chunk:
            return
        self._after_cr = chunk.endswith(b"\r")
        *lines, self._rest = _END_OF_LINE.split(self._rest + chunk)
        for line in lines:
            yield from self._take(line.decode("utf-8", "replace"))

    def _take(self, line: str) -> Iterator[ServerEvent]:
        if not line:
            if self._data:
                yield ServerEvent(self._kind or "message", "\n".join(self._data), self._id)
            self._kind, self._data = "", []
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "event":
                self._kind = value
            case "data":
                self._data.append(value)
            case "id" if "\0" not in value:
                self._id = value


async def open_stream(service: Service, path: str, bearer: Secret, last: int) -> "AsyncGenerator[ServerEvent] | Answer":
    """Ask for a stream.

    Args:
        service: The service. Its ``seconds`` are for the beginning of the answer.
        path: The path.
        bearer: The token.
        last: The number of the last event that was seen; 0 for none.

    Returns:
        The events, to be closed by the caller; or the answer, if it is not a stream.

    Raises:
        ProblemError: N01 to N15 if there is no answer. So does the stream if it breaks.
    """
    deadline.resolve_names_in_daemon_threads()
    headers = {"Accept": "text/event-stream", **({"Last-Event-ID": str(last)} if last else {})}
    request = service.client.build_request("GET", service.url.rstrip("/") + path, headers=headers)
    outcome = await _begin(service, request, bearer)
    if isinstance(outcome, Problem):
        raise service.failed(outcome)  # outside of the handlers, so that no context is kept
    return outcome if isinstance(outcome, Answer) else _events(service, outcome)


async def _begin(service: Service, request: httpx.Request, bearer: Secret) -> "httpx.Response | Answer | Problem":
    try:
        async with asyncio.timeout(service.seconds):
            response = await service.client.send(request, auth=Bearer(bearer), stream=True)
            if response.status_code == 200 and "event-stream" in response.headers.get("content-type", ""):
                return response
            try:
                return answer_of(response, await read_body(response))
            finally:
                await response.aclose()
    except TimeoutError:
        return problems.TIMED_OUT
    except Exception as error:  # noqa: BLE001 - whatever it is, its frames and its text may hold a header
        return errors.problem_of(error)


async def _events(service: Service, response: httpx.Response) -> AsyncGenerator[ServerEvent]:
    parser, chunks = EventParser(), response.aiter_bytes()
    try:
        while True:
            chunk = await _next(chunks)
            if isinstance(chunk, Problem):
                raise service.failed(chunk)
            if chunk is None:
                return
            for event in parser.feed(chunk):
                yield event
            if parser.is_too_long:
                raise service.failed(problems.AVA_UNREADABLE)
    finally:
        await response.aclose()


async def _next(chunks: AsyncIterator[bytes]) -> "bytes | Problem | None":
    """Return what arrives next; None at the end."""
    try:
        async with asyncio.timeout(SILENCE):
            return await anext(chunks)
    except StopAsyncIteration:
        return None
    except TimeoutError:
        return problems.TIMED_OUT
    except Exception as error:  # noqa: BLE001 - see above
        return errors.problem_of(error)
