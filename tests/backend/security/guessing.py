"""Programs for a test, each in a process of its own, so that neither slows the test's own requests.

`relay LISTEN PORT` passes everything on a little later; `guess PORT` guesses passwords on many connections.
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


async def guess(port: int) -> None:
    """Guess on every connection as soon as the answer to the last guess is there, until the process ends."""
    await asyncio.gather(*(_guess(port, number) for number in range(ATTACKERS)))


async def _guess(port: int, number: int) -> None:
    body = json.dumps({"identifier": f"{number}@example.com", "password": "wrong"})
    request = (
        f"POST {LOGIN} HTTP/1.1\r\nHost: ava\r\nX-Forwarded-For: {ADDRESS}\r\n"
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
    what, *ports = sys.argv[1:]
    asyncio.run(relay(*map(int, ports)) if what == "relay" else guess(int(ports[0])))
