import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest

from ava_onboard.backend import logs
from tests.backend.conftest import KEY_PATH, PASSWORD, Backend
from tests.backend.db.places import sqlite_only

KEY = "MARKED-8f14e45f-key"


class Lines(io.StringIO):
    def read_all(self, logger: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.getvalue().splitlines()]
        return [line for line in lines if line["logger"] == logger]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Return the backend's log lines with its own configuration, without changing that of the tests."""
    out = Lines()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonLines())
    ours = logging.getLogger("ava_onboard")
    before = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield out
    ours.removeHandler(handler)
    ours.setLevel(before)


@sqlite_only
async def test_a_request_is_one_line(backend: Backend, lines: Lines) -> None:
    answer = await backend.client.get(KEY_PATH, headers=backend.alice.headers)

    (line,) = lines.read_all("ava_onboard.backend.access")
    assert line.pop("duration_ms") >= 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "ava_onboard.backend.access",
        "message": "request",
        "method": "GET",
        "route": KEY_PATH,
        "status": 200,
        "request_id": answer.headers["x-request-id"],
        "user_id": str(backend.alice.id),
    }


@sqlite_only
async def test_no_line_holds_what_was_sent(backend: Backend, lines: Lines) -> None:
    client, alice = backend.client, backend.alice
    await client.post("/api/v1/auth/login", json={"identifier": alice.email, "password": PASSWORD})
    await client.post("/api/v1/auth/login", json={"identifier": "MARKED@b.c", "password": "MARKED"})
    await client.post(KEY_PATH, headers=alice.headers, json={"vapi_api_key": KEY})
    await client.post(KEY_PATH, headers=alice.headers, json={"vapi_api_key": "MARKED " * 3})
    await client.get(f"/{KEY}?key={KEY}")
    await client.get(KEY_PATH, headers={"Authorization": "Bearer MARKED"})
    await client.post(KEY_PATH, content=b"MARKED" * 10_000)

    written = lines.getvalue()
    seen = lines.read_all("ava_onboard.backend.access")
    assert [line["status"] for line in seen] == [200, 401, 200, 422, 404, 401, 413]
    assert [line["user_id"] is None for line in seen] == [False, True, False, False, True, True, True]
    assert seen[4]["route"] is None
    for secret in ("MARKED", PASSWORD, alice.email, alice.headers["Authorization"].removeprefix("Bearer ")):
        assert secret not in written


def test_an_exception_is_logged_by_type_and_place_only(lines: Lines) -> None:
    try:
        int(KEY)  # its error repeats the value
    except ValueError:
        logging.getLogger("ava_onboard.test").exception("it failed")

    (line,) = lines.read_all("ava_onboard.test")
    assert (line["level"], line["message"], line["error"]) == ("error", "it failed", "ValueError")
    assert "test_logs.py" in line["at"][0]
    assert "MARKED" not in lines.getvalue()
