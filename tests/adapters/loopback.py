"""Small servers on loopback, each with one scripted behaviour."""

import asyncio
import contextlib
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

Play = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Loopback:
    """What a server has seen, and where it is."""

    play: Play
    url: str = ""
    requests: list[bytes] = field(default_factory=list, repr=False)
    _open: dict["asyncio.Task[None]", asyncio.StreamWriter] = field(default_factory=dict)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(header(head, "content-length") or "0")
                self.requests.append(head + await reader.readexactly(length))
                await self.play(writer)
        finally:
            writer.close()

    async def end(self) -> None:
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open)
        for writer in self._open.values():
            writer.transport.abort()


def header(request: bytes, name: str) -> str | None:
    lines = request.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    return next((line.partition(":")[2].strip() for line in lines if line.lower().startswith(f"{name}:")), None)


def answer(status: int, body: object, **headers: str) -> Play:
    """Return a complete answer: JSON, or text as it is."""
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    kind = "application/json" if not isinstance(body, str) else "text/html" if body.startswith("<") else "text/plain"
    lines = [f"HTTP/1.1 {status} Whatever", f"content-type: {kind}", f"content-length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return raw("\r\n".join([*lines, "connection: close", "", ""]).encode() + content)


def raw(content: bytes) -> Play:
    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return play


async def hang(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def stall_in_the_body(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n[")
    await hang(writer)


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[")
    while True:
        writer.write(b" " * 65536)
        await writer.drain()


CUT = raw(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n[{"id":')
NOTHING = raw(b"")
GARBAGE = raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


def closed_port() -> int:
    """Return a port where no program listens."""
    with socket.socket() as connection:
        connection.bind(("127.0.0.1", 0))
        return int(connection.getsockname()[1])


@contextlib.asynccontextmanager
async def serving(play: Play, tls: ssl.SSLContext | None = None, *, port: int = 0) -> AsyncIterator[Loopback]:
    loopback = Loopback(play)
    server = await asyncio.start_server(loopback.handle, "127.0.0.1", port, ssl=tls)
    loopback.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield loopback
    finally:
        server.close()
        await loopback.end()
        await server.wait_closed()
