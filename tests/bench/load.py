"""The load: a few connections over raw sockets that each send the next request when the answer to the last is there.

`python -m tests.bench.load PORT SECONDS CONNECTIONS FILE START` sends the requests of FILE (a JSON list of texts) in
turn, beginning with that number, and prints, as JSON, how many were answered, how many that is per second, and the 99th
percentile of their time in milliseconds.
"""

import asyncio
import contextlib
import json
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import cast

with contextlib.suppress(ImportError):
    import uvloop

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length: "


class Connection(asyncio.Protocol):
    """One keep-alive connection: cheap enough not to be what is measured."""

    def __init__(self, requests: "cycle[bytes]", until: float) -> None:
        self._requests = requests
        self._until = until
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._sent = 0.0
        self.times: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop has its own classes
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(_END_OF_HEAD)
        if end < 0:
            return
        start = self._buffer.find(_LENGTH) + len(_LENGTH)
        length = int(self._buffer[start : self._buffer.index(b"\r\n", start)])
        if len(self._buffer) < end + len(_END_OF_HEAD) + length:
            return
        now = time.perf_counter()
        if not self._buffer.startswith(b"HTTP/1.1 200"):
            self._fail(f"not a success: {self._buffer!r}")
            return
        self.times.append(now - self._sent)
        self._buffer = b""
        if now < self._until:
            self._send()
        else:
            self._close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self._fail(f"the server closed the connection: {error}")

    def _send(self) -> None:
        assert self._transport is not None
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def _close(self) -> None:
        assert self._transport is not None
        self.done.set_result(None)
        self._transport.close()

    def _fail(self, why: str) -> None:
        self.done.set_exception(RuntimeError(why))


async def load(port: int, seconds: float, connections: int, requests: list[str]) -> dict[str, float]:
    """Send for some seconds; how many, per second, and the time that one in a hundred exceeds, in milliseconds."""
    turn = cycle([request.encode() for request in requests])
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    opened = [
        (await loop.create_connection(lambda: Connection(turn, start + seconds), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(connection.done for connection in opened))
    took = time.perf_counter() - start
    times = sorted(time for connection in opened for time in connection.times)
    return {"done": len(times), "per_second": len(times) / took, "p99": times[len(times) * 99 // 100] * 1000}


def main() -> None:
    port, seconds, connections, file, start = sys.argv[1:]
    requests = json.loads(Path(file).read_text())
    first = int(start) % len(requests)
    work = load(int(port), float(seconds), int(connections), requests[first:] + requests[:first])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if "uvloop" in globals() else None) as runner:
        sys.stdout.write(json.dumps(runner.run(work)))


if __name__ == "__main__":
    main()
