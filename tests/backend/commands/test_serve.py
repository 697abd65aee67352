"""`serve` in its own process: it starts with the settings in the environment and stops without losing a request."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from ava_onboard.backend.settings import new_master_key
from tests.backend.conftest import PASSWORD, Template
from tests.backend.db.places import sqlite_only
from tests.backend.serving import wait_until_it_answers

pytestmark = [
    pytest.mark.process,
    sqlite_only,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them"),
]

FORWARDED = "X-Forwarded-For"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found


@contextmanager
def serving(url: str, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {
        "AVA_BACKEND_DATABASE_URL": url,
        "AVA_BACKEND_MASTER_KEYS": f"1:{new_master_key().get_secret_value()}",
        "AVA_BACKEND_TOKEN_SECRET": f"MARKED{secrets.token_hex(16)}",
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "ava_onboard.backend", "serve", *arguments]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines_until(process: subprocess.Popen[str], message: str, times: int) -> list[dict[str, Any]]:
    """Return the output of the process up to the last expected line that begins with `message`."""
    assert process.stdout is not None
    lines: list[dict[str, Any]] = []
    for line in process.stdout:
        lines.append(json.loads(line))
        times -= lines[-1]["message"].startswith(message)
        if not times:
            return lines
    pytest.fail(f"the process ended: {lines} {process.stderr and process.stderr.read()}")


def wait_until_started(process: subprocess.Popen[str], port: int, workers: int = 1) -> None:
    lines_until(process, "Started worker", workers)
    wait_until_it_answers(port, process)  # each worker opens the port once it has said so


@pytest.mark.parametrize(
    ("workers", "number"),
    [
        (1, signal.SIGTERM),
        pytest.param(1, signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(2, signal.SIGTERM, marks=pytest.mark.slow),
    ],
)
def test_a_request_in_progress_is_answered_before_the_server_stops(
    template: Template, port: int, workers: int, number: signal.Signals
) -> None:
    body = json.dumps({"identifier": "alice@example.com", "password": PASSWORD}).encode()
    head = (
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: ava\r\nContent-Type: application/json\r\n"
        f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with (
        template.databases.new(template.url) as url,
        serving(url, port, "--workers", str(workers)) as process,
    ):
        wait_until_started(process, port, workers)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
            client.sendall(head.encode())
            assert client.recv(4096).startswith(b"HTTP/1.1 100")  # the application now waits for the body
            process.send_signal(number)
            written = lines_until(process, "Shutting down", 1)
            client.sendall(body)
            answer = client.recv(65_536)
        rest, errors = process.communicate(timeout=30)

    assert answer.startswith(b"HTTP/1.1 200")
    assert process.returncode == 0
    assert errors == ""
    written += [json.loads(line) for line in rest.splitlines()]
    assert [line["status"] for line in written if line.get("route") == "/api/v1/auth/login"] == [200]
    assert "MARKED" not in rest
    assert PASSWORD not in rest


@pytest.mark.parametrize(
    ("trusted", "header", "first", "second", "is_one_client"),
    [
        ("127.0.0.1", None, {FORWARDED: "198.51.100.1"}, {FORWARDED: "198.51.100.2"}, False),
        pytest.param(
            "127.0.0.1",
            None,
            {FORWARDED: "203.0.113.1, 198.51.100.1"},
            {FORWARDED: "203.0.113.2, 198.51.100.1"},
            True,
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "127.0.0.0/8,10.0.0.0/8",
            None,
            {FORWARDED: "203.0.113.1,198.51.100.1, 10.19.6.53"},
            {FORWARDED: "203.0.113.2,198.51.100.1, 10.226.90.65"},
            True,
            marks=pytest.mark.slow,
        ),
        ("192.0.2.1", None, {FORWARDED: "198.51.100.1"}, {FORWARDED: "198.51.100.2"}, True),
        pytest.param(
            "127.0.0.1",
            "CF-Connecting-IP",
            {FORWARDED: "203.0.113.1, 172.70.247.28", "CF-Connecting-IP": "198.51.100.1"},
            {FORWARDED: "203.0.113.2, 172.71.95.118", "CF-Connecting-IP": "198.51.100.1"},
            True,
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "127.0.0.1",
            "CF-Connecting-IP",
            {FORWARDED: "172.70.247.28", "CF-Connecting-IP": "198.51.100.1"},
            {FORWARDED: "172.70.247.28", "CF-Connecting-IP": "198.51.100.2"},
            False,
            marks=pytest.mark.slow,
        ),
    ],
    ids=["a proxy", "forged", "forged, behind two", "not trusted", "forged, header", "header"],
)
def test_a_client_cannot_choose_the_address_for_its_rate_limit(
    template: Template,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    trusted: str,
    header: str | None,
    first: dict[str, str],
    second: dict[str, str],
    is_one_client: bool,
) -> None:
    monkeypatch.setenv("AVA_BACKEND_LOGIN_FAILURES_PER_ADDRESS", "1")
    monkeypatch.setenv("AVA_BACKEND_PASSWORD_MEMORY", "8")
    monkeypatch.setenv("AVA_BACKEND_CLIENT_ADDRESS_HEADER", header or "")

    with (
        template.databases.new(template.url) as url,
        serving(url, port, "--trusted-proxies", trusted) as process,
    ):
        wait_until_started(process, port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            answers = [
                client.post("/api/v1/auth/login", headers=headers, json={"identifier": name, "password": "wrong"})
                for name, headers in (("1@example.com", first), ("2@example.com", second))
            ]

    assert [answer.status_code for answer in answers] == [401, 429 if is_one_client else 401]


@pytest.mark.parametrize(("trusted", "is_believed"), [("127.0.0.1", True), ("192.0.2.1", False)])
def test_only_a_trusted_proxy_can_report_https(template: Template, port: int, trusted: str, is_believed: bool) -> None:
    with (
        template.databases.new(template.url) as url,
        serving(url, port, "--trusted-proxies", trusted) as process,
    ):
        wait_until_started(process, port)
        answer = httpx.get(f"http://127.0.0.1:{port}/healthz", headers={"X-Forwarded-Proto": "https"})

    assert ("strict-transport-security" in answer.headers) is is_believed


def test_a_port_in_use_is_reported_as_a_failure(template: Template) -> None:
    with socket.socket() as taken, template.databases.new(template.url) as url:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with serving(url, taken.getsockname()[1]) as process:
            out, errors = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "address already in use" in errors.lower()
    assert "Traceback" not in out + errors


def test_the_server_itself_refuses_what_is_not_http(template: Template, port: int) -> None:
    with template.databases.new(template.url) as url, serving(url, port) as process:
        wait_until_started(process, port)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
            client.sendall(b"MARKED\r\n\r\n")
            answer = client.makefile("rb").read()
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert b"x-request-id" not in head.lower()
    assert body == b""
