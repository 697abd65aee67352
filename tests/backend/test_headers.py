"""What every answer carries, and who may read it."""

import pytest

from .conftest import KEY_PATH, Backend, Template, running
from .databases.places import sqlite_only

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


async def test_behind_https_the_browser_is_told_to_stay_there(backend: Backend) -> None:
    answer = await backend.client.get("https://ava.test/healthz")

    assert answer.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize(("origin", "is_let_in"), [(SHOP, True), ("https://evil.example", False)])
async def test_only_sites_that_were_named_are_let_in(template: Template, origin: str, is_let_in: bool) -> None:
    async with running(template, cors_origins=(SHOP,)) as backend:
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        preflight = await backend.client.options(KEY_PATH, headers=asked)
        answer = await backend.client.get(KEY_PATH, headers={"Origin": origin} | backend.alice.headers)

    for given in (preflight, answer):
        assert (given.headers.get("access-control-allow-origin") == origin) is is_let_in
        assert given.headers["x-request-id"]
        assert "access-control-allow-credentials" not in given.headers
