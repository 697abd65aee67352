"""Programs for a test, each in a process of its own, so that neither slows the test's own requests.

`relay LISTEN PORT` passes everything on a little later; `guess PORT` guesses passwords on many connections, and
`guess PORT ACCOUNT` those of one account, each connection from a network of its own in one site.
"""

import asyncio
import json
import sys
from contextlib import suppress

ATTACKERS = 300
ADDRESS = "203.0.113.66"
ONE_WAY = 0.001
"""Seconds to the database, and back."""
LOGIN = "/api/v1/auth/login"


async def relay(listen: int, port: int) -> None:
    """Pass everything on, until the process ends."""

    async def meet(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, forth = await asyncio.open_connection("127.0.0.1", port)
        with suppress(ConnectionError):
            await asyncio.gather(hand_on(near, forth), hand_on(far, back))

    async def hand_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while piece := await source.read(65_536):
            await asyncio.sleep(ONE_WAY)
            target.write(piece)
        target.close()

    async with await asyncio.start_server(meet, "127.0.0.1", listen) as server:
        await server.serve_forever()


async def guess(port: int, account: str | None = None) -> None:
    """Guess on every connection as soon as the answer to the last guess is there, until the process ends."""
    await asyncio.gather(
        *(
            _guess(port, account or f"{number}@example.com", f"2001:db8:66:{number:x}::1" if account else ADDRESS)
            for number in range(ATTACKERS)
        )
    )


async def _guess(port: int, account: str, address: str) -> None:
    body = json.dumps({"identifier": account, "password": "wrong"})
    request = (
        f"POST {LOGIN} HTTP/1.1\r\nHost: ava\r\nX-Forwarded-For: {address}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                writer.write(request.encode())
                answer = await reader.readuntil(b"\r\n\r\n")
                length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                await reader.readexactly(length)


if __name__ == "__main__":
    what, first, *rest = sys.argv[1:]
    asyncio.run(relay(int(first), int(rest[0])) if what == "relay" else guess(int(first), *rest))
