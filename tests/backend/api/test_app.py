import httpx
import pytest

from ava_onboard.backend.api.app import create_app
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.sandbox.server import Servers
from tests.backend.conftest import KEY_PATH, Template, running, settings_for
from tests.backend.db.places import sqlite_only


def test_it_serves_over_real_http_from_a_thread_and_stops_cleanly(template: Template) -> None:
    with template.databases.new(template.url) as url:
        serve_once(template, url)


@sqlite_only
def test_stopping_leaves_one_file(template: Template) -> None:
    with template.databases.new(template.url) as url:
        serve_once(template, url)

        # The last connection that closes checkpoints the write-ahead log and deletes it.
        assert [left.name for left in template.databases.files(url)] == ["ava.db"]


@sqlite_only
@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_the_description_of_the_calls_can_be_switched_off(template: Template, path: str) -> None:
    async with running(template) as usual, running(template, docs=False) as without:
        assert (await usual.client.get(path)).status_code == 200
        assert (await without.client.get(path)).status_code == 404
        assert (await without.client.put(KEY_PATH)).headers["Allow"] == "DELETE, GET, HEAD, POST"


def serve_once(template: Template, url: str) -> None:
    settings = settings_for(url)
    headers = {"Authorization": f"Bearer {Tokens(settings).access(template.alice)}"}
    servers = Servers()
    address = servers.add("ava", create_app(settings))
    servers.start()
    try:
        with httpx.Client(base_url=address, headers=headers) as client:
            assert client.get("/healthz").json() == {"status": "healthy"}
            assert client.post(KEY_PATH, json={"vapi_api_key": "8f14e45f-over-http"}).status_code == 200
            assert client.get(KEY_PATH).json()["vapi_api_key_preview"] == "8f14e45f..."
            huge = client.post(KEY_PATH, content=b" " * 1_000_000)
            assert (huge.status_code, huge.json().keys()) == (413, {"detail"})
    finally:
        servers.stop()
