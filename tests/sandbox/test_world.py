"""The whole sandbox: it starts, gives its addresses, resets, and leaves nothing behind."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from ava_onboard.backend.settings import Form
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.server import Servers, StartError
from ava_onboard.sandbox.world import World

KEY = samples.KEYS[samples.VALID]
VAPI_HEADERS = {"User-Agent": "ava-onboard-test", "Authorization": f"Bearer {KEY}"}


def ava_headers(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.token}"}


def test_a_sandbox_leaves_no_trace(capfd: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    world = World()
    for _ in range(2):
        world.start()
        urls = (world.ava_url, world.vapi_url, world.vapi_eu_url)
        assert all(urlsplit(url).hostname == "127.0.0.1" for url in urls)
        assert httpx.get(f"{world.ava_url}/healthz").json() == {"status": "healthy"}
        folder = world.database.parent
        assert world.database.is_file()
        world.stop()
        for url in urls:
            with pytest.raises(httpx.ConnectError):
                httpx.get(url)
        assert not folder.exists()
        assert threading.active_count() == before
    world.stop()
    assert capfd.readouterr() == ("", "")


def test_a_hanging_request_does_not_delay_stopping() -> None:
    with World() as world, ThreadPoolExecutor() as threads:
        world.vapi_faults.add(Fault.hang())
        request = threads.submit(httpx.get, f"{world.vapi_url}/assistant", headers=VAPI_HEADERS, timeout=10)
        world.vapi_faults.wait_for_held()
        began = time.monotonic()
        world.stop()
        assert time.monotonic() - began < 2
        assert isinstance(request.exception(), httpx.TransportError)


def test_a_server_that_cannot_start_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(scope: object, receive: object, send: object) -> None:
        raise RuntimeError("no database")

    before = threading.active_count()
    servers = Servers()
    servers.add("vapi", World()._vapi.app)
    servers.add("ava", broken)
    with pytest.raises(StartError, match="ava could not start"):
        servers.start()
    assert threading.active_count() == before
    assert "no database" in caplog.text


async def test_a_sandbox_can_start_while_an_event_loop_runs() -> None:
    with World() as world:
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{world.ava_url}/healthz")).status_code == 200


@pytest.mark.parametrize(("form", "field"), [(Form.DOCUMENTED, "message"), (Form.DEPLOYED, "has_vapi_key")])
def test_ava_answers_in_the_chosen_form(form: Form, field: str) -> None:
    with World(form=form) as world:
        answer = httpx.delete(f"{world.ava_url}/api/v1/vapi-settings", headers=ava_headers(world))
        assert field in answer.json()


def test_two_sandboxes_share_nothing() -> None:
    with World() as one, World() as two:
        httpx.post(
            f"{one.ava_url}/api/v1/vapi-settings", headers=ava_headers(one), json={"vapi_api_key": KEY}
        ).raise_for_status()
        assert not httpx.get(f"{two.ava_url}/api/v1/vapi-settings", headers=ava_headers(two)).json()["has_vapi_key"]
        assert httpx.get(f"{two.ava_url}/api/v1/auth/me", headers=ava_headers(one)).status_code == 401


def test_every_promised_sample_key_is_there_with_its_own_preview(world: World) -> None:
    promised = {"valid", "public", "unknown", "eu", "forbidden", "limited", "down", "html", "slow", "hang", "cut"}
    assert promised <= set(world.keys)
    assert len({key[:8] for key in world.keys.values()}) == len(world.keys)


def test_the_token_and_the_account_work(world: World) -> None:
    me = httpx.get(f"{world.ava_url}/api/v1/auth/me", headers=ava_headers(world)).json()
    assert (me["email"], me["phone"], me["name"]) == (
        samples.ACCOUNT_IDENTIFIER,
        samples.ACCOUNT_PHONE,
        samples.ACCOUNT_NAME,
    )
    for identifier in (samples.ACCOUNT_IDENTIFIER, samples.ACCOUNT_PHONE):
        body = {"identifier": identifier, "password": samples.ACCOUNT_PASSWORD, "remember": False}
        assert httpx.post(f"{world.ava_url}/api/v1/auth/login", json=body).status_code == 200


def test_a_reset_forgets_everything(world: World) -> None:
    settings = f"{world.ava_url}/api/v1/vapi-settings"
    httpx.post(settings, headers=ava_headers(world), json={"vapi_api_key": KEY}).raise_for_status()
    httpx.post(f"{world.vapi_url}/assistant", headers=VAPI_HEADERS, json={}).raise_for_status()
    for faults in (world.ava_faults, world.vapi_faults, world.vapi_eu_faults):
        faults.add(Fault.status(503))
    world.reset()
    assert world.requests.all() == []
    assert not httpx.get(settings, headers=ava_headers(world)).json()["has_vapi_key"]
    assert len(httpx.get(f"{world.vapi_url}/assistant", headers=VAPI_HEADERS).json()) == 3


def test_requests_are_logged_without_secrets(world: World) -> None:
    httpx.get(f"{world.vapi_url}/assistant?limit=1", headers=VAPI_HEADERS)
    httpx.get(f"{world.vapi_eu_url}/assistant", headers=VAPI_HEADERS)
    httpx.post(f"{world.ava_url}/api/v1/vapi-settings", headers=ava_headers(world), json={"vapi_api_key": KEY})
    noted = world.requests.all()
    assert [(request.server, request.method, request.path) for request in noted] == [
        ("vapi", "GET", "/assistant"),
        ("vapi_eu", "GET", "/assistant"),
        ("ava", "POST", "/api/v1/vapi-settings"),
    ]
    assert (noted[0].query, noted[0].key, noted[0].headers["user-agent"]) == ("limit=1", "valid", "ava-onboard-test")
    assert world.requests.all(server="ava", method="POST", path="/api/v1/vapi-settings") == noted[2:]
    assert KEY not in repr(noted)
    assert world.token not in repr(noted)
