import logging
import re
from typing import Any

import pytest
from opentelemetry import _logs, trace
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import KEY_PATH, Backend
from tests.backend.db.places import sqlite_only

MARKED = "MARKEDkey9f5b"
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        {"vapi_api_key": "MARKEDkey"},
        {"vapi_api_key": MARKED * 20},
        {"vapi_api_key": f"{MARKED} {MARKED}"},
        {"vapi_api_key": f"{MARKED}\n{MARKED}"},
        {"vapi_api_key": f"{MARKED}\n"},
        {"vapi_api_key": f"{MARKED}é{MARKED}"},
        {"vapi_api_key": f"{MARKED}\x00{MARKED}"},
        {"vapi_api_key": [MARKED]},
        {"vapi_api_key": {MARKED: MARKED}},
        {"vapi_api_key": None},
        {"vapi_api_key": 1234567890123},
        {"key": MARKED},
        {MARKED: MARKED},
        [MARKED],
        MARKED,
        None,
    ],
)
async def test_an_unusable_value_is_refused_and_not_repeated(backend: Backend, body: object) -> None:
    answer = await backend.client.post(KEY_PATH, headers=backend.alice.headers, json=body)

    assert answer.status_code == 422
    assert all(mistake.keys() == {"type", "loc", "msg"} for mistake in answer.json()["detail"])
    assert "MARKED" not in answer.text
    assert await backend.keys.read(backend.alice.id) is None


async def test_json_with_another_content_type_is_refused_and_not_repeated(backend: Backend) -> None:
    body = {"vapi_api_key": MARKED}
    answer = await backend.client.post(KEY_PATH, headers=backend.alice.headers, data=body)

    assert answer.status_code == 422
    assert "MARKED" not in answer.text


async def test_nothing_is_reported_to_opentelemetry(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Watching(_logs.LoggerProvider, trace.TracerProvider):
        def get_logger(self, name: str, *_: Any, **__: Any) -> _logs.Logger:
            asked.append(name)
            return _logs.NoOpLogger(name)

        def get_tracer(self, name: str, *_: Any, **__: Any) -> trace.Tracer:  # type: ignore[override]  # the rest does not matter here
            asked.append(name)
            return trace.NoOpTracer()

    monkeypatch.setattr(trace, "get_tracer_provider", Watching)
    monkeypatch.setattr(_logs, "get_logger_provider", Watching)
    answer = await backend.client.post(KEY_PATH, headers=backend.alice.headers, json={"vapi_api_key": [MARKED]})

    assert (answer.status_code, asked) == (422, [])


async def test_a_password_is_not_repeated(backend: Backend) -> None:
    answer = await backend.client.post("/api/v1/auth/login", json={"identifier": MARKED, "password": [MARKED]})

    assert answer.status_code == 422
    assert "MARKED" not in answer.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("PUT", KEY_PATH, 405)])
async def test_every_error_has_its_detail(backend: Backend, method: str, path: str, status: int) -> None:
    answer = await backend.client.request(method, path)

    assert answer.status_code == status
    assert answer.json().keys() == {"detail"}


async def test_every_answer_has_its_own_ids(backend: Backend) -> None:
    answers = [await backend.client.get(path) for path in ("/healthz", "/healthz", "/nothing", KEY_PATH)]

    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == len(ids)
    assert [answer.headers["x-correlation-id"] for answer in answers] == ids


@pytest.mark.parametrize(("given", "kept"), [("shop-1.a", True), ("two words", False), ("x" * 65, False)])
async def test_a_well_formed_correlation_id_is_returned(backend: Backend, given: str, kept: bool) -> None:
    answer = await backend.client.get("/healthz", headers={"x-correlation-id": given})

    assert (answer.headers["x-correlation-id"] == given) is kept


async def test_no_origin_is_allowed_by_default(backend: Backend) -> None:
    answer = await backend.client.get("/healthz", headers={"Origin": "https://example.com"})

    assert not [name for name in answer.headers if name.startswith("access-control")]


@sqlite_only  # PostgreSQL's text holds the refused row, but is never logged: see the next test
async def test_a_database_error_does_not_show_what_was_written(backend: Backend) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with backend.engine.begin() as connection:
            await connection.execute(text("INSERT INTO users (id) VALUES (:value)"), {"value": MARKED})

    assert MARKED not in str(caught.value)


async def test_an_unexpected_error_is_answered_without_a_secret(
    backend: Backend, caplog: pytest.LogCaptureFixture
) -> None:
    await backend.keys.save(backend.bob.id, ApiKey("8f14e45f-of-bob"))
    async with backend.engine.begin() as connection:
        await connection.execute(text("CREATE UNIQUE INDEX a_mistake ON users (vapi_key_master)"))

    with caplog.at_level(logging.DEBUG):
        answer = await backend.client.post(KEY_PATH, headers=backend.alice.headers, json={"vapi_api_key": MARKED})

    request_id = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert answer.json() == {"detail": f"Internal server error (request {request_id})"}
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("ava_onboard"))
    assert re.search(f"request {request_id} failed: [A-Za-z]+Error at ", logged)
    assert "MARKED" not in caplog.text
