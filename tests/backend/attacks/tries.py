"""Try every row at a door, all at the same time, while another client goes on with its own requests."""

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.backend.attacks.echo import SEEN
from tests.backend.attacks.rows import ROWS, Row

QUIET = 1.0
"""Seconds without a byte after which no more answers are expected."""
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")


@dataclass
class Try:
    """What a row led to.

    Attributes:
        statuses: Of the answers, without 100.
        paths: Of the requests that the answers are for, as the server saw them.
        wrong: What must not be; empty if all is well.
    """

    row: Row
    statuses: list[int]
    paths: list[str]
    wrong: list[str]


@dataclass
class Victim:
    """Another client's requests through the same door."""

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Seconds."""
        return sorted(self.times)[len(self.times) // 2]


def ask(port: int, path: str) -> dict[str, object]:
    """Send a GET on a connection of its own, and return the answer."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        client.request("GET", path)
        told: dict[str, object] = json.load(client.getresponse())
    finally:
        client.close()
    return told


@contextmanager
def victim(port: int) -> Iterator[Victim]:
    """Go on with requests until the block ends; each must get its own answer."""
    found, ended = Victim(), threading.Event()

    def go_on() -> None:
        number = 0
        while not ended.is_set() or number < 5:
            path, began = f"/victim-{number}", time.perf_counter()
            told = ask(port, path)
            found.times.append(time.perf_counter() - began)
            if told.get("path") != path:
                found.wrong.append(f"{path} got {told}")
            number += 1

    with ThreadPoolExecutor(1) as pool:
        going_on = pool.submit(go_on)
        try:
            yield found
        finally:
            ended.set()
            going_on.result(60)


def exchange(port: int, segments: tuple[bytes, ...], answers: int, quiet: float = QUIET) -> bytes:
    """Send the segments on a new connection; return all that comes back until it is closed or quiet."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(TimeoutError, ConnectionError):
            for number, segment in enumerate(segments):
                if number:
                    client.settimeout(0.1)  # so that the segments do not arrive in one piece
                    with suppress(TimeoutError):
                        received += client.recv(65_536)
                client.settimeout(20)
                client.sendall(segment)
            client.settimeout(quiet)
            while piece := client.recv(65_536):
                received += piece
    return received


def attempt(port: int, number: int) -> Try:
    """Try one row. What is wrong with it is known once all are done."""
    row = ROWS[number]
    path, smuggled = f"/row-{number:02}", f"/smuggled-{number:02}"
    inner = len(b"GET  HTTP/1.1\r\nHost: ava\r\n\r\n") + len(smuggled)
    segments = tuple(
        segment.replace(b"{path}", path.encode())
        .replace(b"{smuggled}", smuggled.encode())
        .replace(b"{smuggled-length}", str(inner).encode())
        for segment in row.segments
    )
    received = exchange(port, segments, row.answers)
    statuses = [status for status in map(int, _STATUS.findall(received)) if status != 100]
    paths = [found.decode() for found in re.findall(rb'"path":"([^"]*)"', received)]
    wrong = []
    if row.must_succeed and statuses != [200] * row.answers:
        wrong.append(f"answered {statuses}")
    if strange := set(paths) - {path, smuggled, "/*"}:  # the last one is that of HTTP/2's first line
        wrong.append(f"got the answer of {strange}")
    if b'"x-trailer"' in received.lower():
        wrong.append("a trailer became a header")
    return Try(row, statuses, paths, wrong)


def try_all(port: int, server: int) -> tuple[list[Try], Victim]:
    """Try every row.

    A proxy may take what follows a request for another one of the same client: its answer has to reach that client.
    The server alone must see one request only.
    """
    with victim(port) as other, ThreadPoolExecutor(8) as pool:
        tries = list(pool.map(lambda number: attempt(port, number), range(len(ROWS))))
    seen = ask(server, SEEN)["seen"]
    assert isinstance(seen, list)
    for number, tried in enumerate(tries):
        smuggled = f"/smuggled-{number:02}"
        if seen.count(smuggled) > (tried.paths.count(smuggled) if port != server else 0):
            tried.wrong.append("the request inside was served")
        if seen.count(f"/row-{number:02}") > tried.row.answers:
            tried.wrong.append("it was served more than once")
        if port == server and len(tried.statuses) > tried.row.answers:
            tried.wrong.append(f"{len(tried.statuses)} answers")
    return tries, other
