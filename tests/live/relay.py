"""A piece of the network between a program and Ava, which can be cut and mended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx


class Relay:
    """Passes bytes on, in both directions.

    Args:
        target: The address behind it.
    """

    def __init__(self, target: str) -> None:
        self._target = httpx.URL(target)
        self._port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """The address in front of it."""
        return f"http://127.0.0.1:{self._port}"

    async def mend(self) -> None:
        """Accept connections, always on the same port."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Break every connection, and refuse new ones."""
        if self._server:
            self._server.close()
        for writer in self._open:
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(self._target.host, self._target.port)
        both = {writer, there[1]}
        self._open |= both
        await asyncio.gather(_pass_on(reader, there[1]), _pass_on(there[0], writer))
        self._open -= both


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def relay_to(target: str) -> AsyncIterator[Relay]:
    """Relay for the block."""
    relay = Relay(target)
    await relay.mend()
    try:
        yield relay
    finally:
        await relay.cut()
