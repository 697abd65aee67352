"""How long `serve` keeps a connection open: measured on the wire, because docs/operate says it."""

import signal
import socket
import sys
import time
from contextlib import ExitStack

import pytest

from tests.backend.attacks.doors import free_port
from tests.backend.commands.test_serve import serving, wait_until_started
from tests.backend.conftest import Template
from tests.backend.db.places import sqlite_only

pytestmark = [
    pytest.mark.process,
    sqlite_only,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them"),
]
REQUEST = b"GET /healthz HTTP/1.1\r\nHost: ava\r\n\r\n"
DEADLINE = 2
"""Seconds."""


def answer(client: socket.socket) -> bytes:
    received = b""
    while not received.endswith(b'"healthy"}'):
        piece = client.recv(4096)
        assert piece
        received += piece
    return received


def test_an_idle_connection_is_closed_after_the_deadline_for_a_head(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVA_BACKEND_HEADER_DEADLINE", str(DEADLINE))
    port = free_port()
    with template.databases.new(template.url) as url, serving(url, port) as process:
        wait_until_started(process, port)
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            for _ in range(3):
                client.sendall(REQUEST)
                assert answer(client).startswith(b"HTTP/1.1 200")
                since = time.monotonic()
            assert client.recv(1) == b""

    assert time.monotonic() - since >= DEADLINE * 0.9


@pytest.mark.slow
def test_requests_that_never_end_do_not_delay_a_stop(template: Template) -> None:
    """Half a head, half a body and a keep-alive connection."""
    port = free_port()
    head = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: ava\r\nContent-Type: application/json\r\n"
    with template.databases.new(template.url) as url, serving(url, port) as process, ExitStack() as opened:
        wait_until_started(process, port)
        for sent in (REQUEST[:-2], head + b'Content-Length: 100\r\n\r\n{"identifier', REQUEST):
            client = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            client.sendall(sent)
        answer(client)  # the server has read the others too
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        took = time.monotonic() - began

    assert process.returncode == 0
    assert took < 10


def test_without_keep_alive_a_connection_serves_one_request(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVA_BACKEND_KEEP_ALIVE", "false")
    port = free_port()
    with template.databases.new(template.url) as url, serving(url, port) as process:
        wait_until_started(process, port)
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(REQUEST)
            received = answer(client)
            assert client.recv(1) == b""

    assert b"\r\nconnection: close\r\n" in received.lower()


@pytest.mark.parametrize(
    ("setting", "lengths"), [("8192", (7_000, 9_000)), (None, (30_000, 34_000))], ids=["set", "default"]
)
def test_headers_beyond_the_largest_head_are_refused(
    template: Template, monkeypatch: pytest.MonkeyPatch, setting: str | None, lengths: tuple[int, int]
) -> None:
    if setting is not None:
        monkeypatch.setenv("AVA_BACKEND_LARGEST_HEAD", setting)
    port = free_port()
    statuses = []
    with template.databases.new(template.url) as url, serving(url, port) as process:
        wait_until_started(process, port)
        for length in lengths:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
                client.sendall(REQUEST[:-2] + b"X-A: " + b"a" * length + b"\r\n\r\n")
                statuses.append(client.recv(4096)[9:12])

    assert statuses == [b"200", b"431"]
