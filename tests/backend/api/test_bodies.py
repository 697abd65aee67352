"""Bodies that are not JSON, or too large, on every call with a body."""

import json
from collections.abc import AsyncIterator

import pytest
from starlette.types import Message

from ava_onboard.backend.api.limits import BODY_LIMIT
from tests.backend.conftest import KEY_PATH, Backend
from tests.backend.db.places import sqlite_only

MARKED = "MARKEDkey9f5b"
JSON = {"content-type": "application/json"}
BODIES = {
    KEY_PATH: {"vapi_api_key": MARKED},
    "/api/v1/auth/login": {"identifier": "alice@example.com", "password": MARKED},
    "/api/v1/auth/refresh": {"refresh_token": MARKED},
    "/api/v1/assistants": {"name": MARKED},
}
ACCEPTED = {KEY_PATH: 200, "/api/v1/auth/login": 401, "/api/v1/auth/refresh": 401, "/api/v1/assistants": 400}
"""Status for each body when it is valid: a key is saved, a password and a token are wrong, there is no key yet."""

pytestmark = [sqlite_only, pytest.mark.parametrize("path", BODIES)]


def written(path: str) -> bytes:
    return json.dumps(BODIES[path]).encode()


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ("empty", 422),
        ("cut", 422),
        ("not JSON", 422),
        ("half a pair", 422),
        ("not UTF-8", 400),
        ("UTF-16, cut", 400),
        ("deep", 400),
        ("deep inside", 400),
        ("long number", 400),
    ],
)
async def test_a_body_that_is_not_json_is_refused_and_not_repeated(
    backend: Backend, path: str, how: str, status: int
) -> None:
    whole, secret = written(path), f'"{MARKED}"'.encode()
    content = {
        "empty": b"",
        "cut": whole[:-2],
        "not JSON": whole.replace(secret, MARKED.encode()),
        "half a pair": whole.replace(secret, f'"{MARKED}\\ud800"'.encode()),
        "not UTF-8": whole.replace(secret, b'"' + MARKED.encode() + b'\xff"'),
        "UTF-16, cut": whole.decode().encode("utf-16-le") + b"\xd8",
        "deep": b"[" * BODY_LIMIT,
        "deep inside": whole.replace(secret, b"[" * (BODY_LIMIT - len(whole))),
        "long number": b"1" * 5000,
    }[how]

    answer = await backend.client.post(path, headers=backend.alice.headers | JSON, content=content)

    assert answer.status_code == status
    assert answer.json().keys() == {"detail"}
    assert "MARKED" not in answer.text
    assert await backend.keys.read(backend.alice.id) is None


async def test_a_body_announced_as_too_large_is_refused(backend: Backend, path: str) -> None:
    answer = await backend.client.post(path, headers=backend.alice.headers | JSON, content=b" " * (BODY_LIMIT + 1))

    assert answer.status_code == 413
    assert answer.json().keys() == {"detail"}
    assert answer.headers["x-request-id"]


async def test_a_body_of_unknown_length_is_refused_once_it_is_too_large(backend: Backend, path: str) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1024
            yield b" " * 1024

    answer = await backend.client.post(path, headers=backend.alice.headers | JSON, content=endless())

    assert answer.status_code == 413
    assert answer.json().keys() == {"detail"}
    assert sent <= BODY_LIMIT + 2048


async def test_a_body_in_chunks_of_unknown_length_is_accepted(backend: Backend, path: str) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in written(path):
            yield bytes([byte])

    answer = await backend.client.post(path, headers=backend.alice.headers | JSON, content=pieces())

    assert answer.status_code == ACCEPTED[path]


async def test_a_client_that_leaves_before_the_end_of_its_body_changes_nothing(backend: Backend, path: str) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": written(path), "more_body": True},
        {"type": "http.disconnect"},
    ]
    headers = [(name.lower().encode(), value.encode()) for name, value in (backend.alice.headers | JSON).items()]
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b"", "scheme": "http"}

    async def receive() -> Message:
        return messages.pop(0)

    async def send(_: Message) -> None:
        """Discard the answer: the client has left."""

    await backend.app(scope, receive, send)

    assert await backend.keys.read(backend.alice.id) is None


async def test_a_body_at_the_limit_is_accepted(backend: Backend, path: str) -> None:
    body = written(path).ljust(BODY_LIMIT)
    answer = await backend.client.post(path, headers=backend.alice.headers | JSON, content=body)

    assert answer.status_code == ACCEPTED[path]
