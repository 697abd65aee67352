"""The headers of every answer, and which origins may read it."""

import re

import pytest
from sqlalchemy import text

from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import KEY_PATH, Backend, Template, running
from tests.backend.db.places import sqlite_only

pytestmark = sqlite_only

SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
SHOP = "https://shop.example"


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), (KEY_PATH, 403), ("/nothing", 404), ("/docs", 200)])
async def test_every_answer_is_safe_to_show(backend: Backend, path: str, status: int) -> None:
    answer = await backend.client.get(path)

    assert answer.status_code == status
    assert {name: answer.headers[name] for name in SECURITY} == SECURITY
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize(("method", "status"), [("PUT", 405), ("GET", 503), ("POST", 500)])
async def test_so_is_an_unknown_path_and_an_unexpected_error(backend: Backend, method: str, status: int) -> None:
    statement = "DROP TABLE users" if method == "GET" else "CREATE UNIQUE INDEX a_mistake ON users (vapi_key_master)"
    await backend.keys.save(backend.bob.id, ApiKey("8f14e45f-of-bob"))
    async with backend.engine.begin() as connection:
        await connection.execute(text(statement))

    body = {"vapi_api_key": "8f14e45f-dropped"}
    answer = await backend.client.request(method, KEY_PATH, headers=backend.alice.headers, json=body)

    assert answer.status_code == status
    assert {name: answer.headers[name] for name in SECURITY} == SECURITY
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
    assert answer.headers["x-correlation-id"] == answer.headers["x-request-id"]
    if status == 405:
        assert answer.headers["allow"] == "DELETE, GET, HEAD, POST"


async def test_over_https_browsers_must_keep_using_it(backend: Backend) -> None:
    answer = await backend.client.get("https://ava.test/healthz")

    assert answer.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize(("origin", "is_let_in"), [(SHOP, True), ("https://evil.example", False)])
async def test_only_configured_origins_are_allowed(template: Template, origin: str, is_let_in: bool) -> None:
    async with running(template, cors_origins=(SHOP,)) as backend:
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        preflight = await backend.client.options(KEY_PATH, headers=asked)
        answer = await backend.client.get(KEY_PATH, headers={"Origin": origin} | backend.alice.headers)

        too_large = await backend.client.post(
            KEY_PATH, headers={"Origin": origin} | backend.alice.headers, content=b" " * 20_000
        )
        async with backend.engine.begin() as connection:
            await connection.execute(text("CREATE UNIQUE INDEX a_mistake ON users (vapi_key_master)"))
        await backend.keys.save(backend.bob.id, ApiKey("8f14e45f-of-bob"))
        body = {"vapi_api_key": "8f14e45f-mistake"}
        failed = await backend.client.post(KEY_PATH, headers={"Origin": origin} | backend.alice.headers, json=body)

    assert [each.status_code for each in (too_large, failed)] == [413, 500]
    for given in (preflight, answer, too_large, failed):
        assert (given.headers.get("access-control-allow-origin") == origin) is is_let_in
        assert given.headers["x-request-id"]
        assert "access-control-allow-credentials" not in given.headers
