"""Attacks by size and by time, on the server alone: each is tried while another client goes on with its requests."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import repeat

from tests.backend.attacks.echo import DEADLINE

MANY = 200
"""Connections that do the same at once."""
_GET = b"GET /load HTTP/1.1\r\nHost: ava\r\n"
_POST = b"POST /load HTTP/1.1\r\nHost: ava\r\n"


@dataclass(frozen=True)
class Load:
    """One attack.

    Attributes:
        name: What it is called in the table.
        run: Attacks a port; returns what came back last, or what the server did.
        allowed: What may come back.
    """

    name: str
    run: Callable[[int], str]
    allowed: tuple[str, ...]


def _flood(first: bytes, pieces: Iterator[bytes]) -> Callable[[int], str]:
    """Send all the pieces, or as many as the server takes; return the status of the answer."""

    def run(port: int) -> str:
        received = b""
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            with suppress(ConnectionError):
                client.sendall(first)
                for piece in pieces:
                    client.sendall(piece)
            client.settimeout(DEADLINE * 3)
            with suppress(ConnectionError):
                received = client.recv(1000)
        return received[9:12].decode() or "closed"

    return run


def _silence(first: bytes, drip: bytes = b"") -> Callable[[int], str]:
    """Send something on many connections, then nothing, or a byte at a time; tell whether all were closed."""

    def run(port: int) -> str:
        began = time.monotonic()
        with ExitStack() as stack:
            clients = [
                stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20)) for _ in range(MANY)
            ]
            for client in clients:
                client.sendall(first)
            while clients and time.monotonic() - began < DEADLINE * 3:
                clients = [client for client in clients if not _is_closed(client, drip)]
        return f"{len(clients)} still open" if clients else "closed in time"

    return run


def _is_closed(client: socket.socket, drip: bytes) -> bool:
    try:
        if drip:
            client.sendall(drip)
        client.settimeout(0.01)
        while client.recv(65_536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def _deaf(port: int) -> str:
    """Ask again and again on many connections without reading an answer."""
    request = _GET + b"X-A: " + b"a" * 1000 + b"\r\n\r\n"
    with ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20)) for _ in range(MANY)]
        for client in clients:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.setblocking(False)
            with suppress(BlockingIOError, ConnectionError):
                while client.send(request * 10):
                    pass
        time.sleep(DEADLINE / 2)  # how long the attack lasts, while another client goes on
    return "done"


MEGABYTE = b"a" * 1_000_000
LOADS = [
    Load("108 MB in one header", _flood(_GET + b"X-A: ", repeat(MEGABYTE, 108)), ("431", "closed")),
    Load("108 MB in the path", _flood(b"GET /", repeat(MEGABYTE, 108)), ("414", "431", "closed")),
    Load("a million headers", _flood(_GET, repeat(b"X-A: a\r\n" * 1000, 1000)), ("431", "closed")),
    Load(
        "108 MB of body",
        _flood(_POST + b"Content-Length: 108000000\r\n\r\n", repeat(MEGABYTE, 108)),
        ("413", "closed"),
    ),
    Load(
        "108 MB in chunks",
        _flood(_POST + b"Transfer-Encoding: chunked\r\n\r\n", repeat(b"f4240\r\n" + MEGABYTE + b"\r\n", 108)),
        ("413", "closed"),
    ),
    Load(
        "100 MB of chunk extensions",
        _flood(_POST + b"Transfer-Encoding: chunked\r\n\r\n3;", repeat(MEGABYTE, 100)),
        ("400", "408", "closed"),
    ),
    Load(
        "100 MB of trailers",
        _flood(_POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-A: ", repeat(MEGABYTE, 100)),
        ("400", "408", "closed"),
    ),
    Load("half a head, then silence", _silence(_GET), ("closed in time",)),
    Load("half a head, a byte at a time", _silence(_GET + b"X-A: ", b"a"), ("closed in time",)),
    Load("half a body, then silence", _silence(_POST + b"Content-Length: 9\r\n\r\na"), ("closed in time",)),
    Load(
        "half a body, a byte at a time",
        _silence(_POST + b"Content-Length: 9999\r\n\r\na", b"a"),
        ("closed in time",),
    ),
    Load("nothing at all", _silence(b""), ("closed in time",)),
    Load("answers that nobody reads", _deaf, ("done",)),
]
