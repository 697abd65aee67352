"""Faults scripted from outside, seen by a client over real HTTP."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

HEADERS = {"User-Agent": "ava-onboard-test", "Authorization": f"Bearer {samples.KEYS[samples.EMPTY]}"}


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=world.vapi_url, headers=HEADERS, timeout=5) as client:
        yield client


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (Fault.status(500), 500, '{"detail": "Fault 500"}'),
        (Fault.status(422, {"detail": []}), 422, '{"detail": []}'),
        (Fault.truncated_json(), 200, '{"has_vapi_key": tr'),
        (Fault.text(403, "error code: 1010"), 403, "error code: 1010"),
        (Fault.empty(), 200, ""),
        (Fault.empty(204), 204, ""),
    ],
)
def test_a_fault_replaces_the_applications_answer(
    world: World, client: httpx.Client, fault: Fault, status: int, body: str
) -> None:
    world.vapi_faults.add(fault)
    answer = client.get("/assistant")
    assert (answer.status_code, answer.text) == (status, body)


def test_a_rate_limit_may_have_a_retry_after(world: World, client: httpx.Client) -> None:
    world.vapi_faults.add(Fault.status(429, retry_after=7))
    assert client.get("/assistant").headers["retry-after"] == "7"


def test_an_html_page_has_the_html_type(world: World, client: httpx.Client) -> None:
    world.vapi_faults.add(Fault.html(200))
    assert client.get("/assistant").headers["content-type"].startswith("text/html")


def test_a_redirect_names_another_address(world: World, client: httpx.Client) -> None:
    world.vapi_faults.add(Fault.redirect("https://example.invalid/"))
    answer = client.get("/assistant")
    assert (answer.status_code, answer.headers["location"]) == (307, "https://example.invalid/")


def test_a_fault_is_shown_to_matching_requests_a_number_of_times(world: World, client: httpx.Client) -> None:
    world.vapi_faults.add(Fault.status(503), method="POST", path="/assistant", times=2)
    assert client.get("/assistant").status_code == 200
    statuses = [client.post("/assistant", json={}).status_code for _ in range(3)]
    assert statuses == [503, 503, 201]


def test_the_fault_added_first_is_shown_first(world: World, client: httpx.Client) -> None:
    world.vapi_faults.add(Fault.status(502), times=1)
    world.vapi_faults.add(Fault.status(503))
    assert [client.get("/assistant").status_code for _ in range(3)] == [502, 503, 503]
    world.vapi_faults.clear()
    assert client.get("/assistant").status_code == 200


def test_one_server_fails_and_the_others_do_not(world: World, client: httpx.Client) -> None:
    world.vapi_eu_faults.add(Fault.status(503))
    assert client.get("/assistant").status_code == 200
    assert client.get(f"{world.vapi_eu_url}/assistant").status_code == 503


def test_a_disconnected_request_is_not_carried_out(world: World, client: httpx.Client) -> None:
    world.vapi_faults.add(Fault.disconnect(), times=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):  # the second if the rest of it comes too late
        client.post("/assistant", json={})
    assert client.get("/assistant").json() == []


def test_a_request_whose_answer_is_lost_is_carried_out(world: World, client: httpx.Client) -> None:
    world.vapi_faults.add(Fault.lost_answer(), times=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.post("/assistant", json={"name": "kept"})
    assert [assistant["name"] for assistant in client.get("/assistant").json()] == ["kept"]


def test_a_slow_request_is_carried_out(world: World, client: httpx.Client) -> None:
    world.vapi_faults.add(Fault.slow(0.1), method="POST")
    answer = client.post("/assistant", json={"name": "late", "firstMessage": "." * 200_000})
    assert answer.elapsed.total_seconds() >= 0.1
    assert (answer.status_code, len(answer.json()["firstMessage"])) == (201, 200_000)


def test_a_failure_may_come_after_a_delay(world: World, client: httpx.Client) -> None:
    world.vapi_faults.add(Fault.status(502).after(0.1))
    answer = client.get("/assistant")
    assert answer.status_code == 502
    assert answer.elapsed.total_seconds() >= 0.1


@pytest.mark.parametrize("end", ["release", "clear"])
async def test_a_hanging_request_continues_when_released(world: World, end: str) -> None:
    world.vapi_faults.add(Fault.hang())
    async with httpx.AsyncClient(headers=HEADERS, timeout=5) as client:
        request = asyncio.create_task(client.get(f"{world.vapi_url}/assistant"))
        await asyncio.to_thread(world.vapi_faults.wait_for_held)
        assert not request.done()
        getattr(world.vapi_faults, end)()
        assert (await request).status_code == 200


async def test_a_closed_connection_is_noticed_before_the_request_continues(world: World) -> None:
    world.vapi_faults.add(Fault.hang(), path="/assistant")
    async with httpx.AsyncClient(headers=HEADERS, timeout=5) as client:
        request = asyncio.create_task(client.post(f"{world.vapi_url}/assistant", json={"name": "Too late"}))
        await asyncio.to_thread(world.vapi_faults.wait_for_held)
        with pytest.raises(TimeoutError, match="still held up"):
            world.vapi_faults.wait_for_none_held(timeout=0.01)
        request.cancel()
        await asyncio.to_thread(world.vapi_faults.wait_for_none_held)
        world.vapi_faults.clear()
        assert (await client.get(f"{world.vapi_url}/assistant")).json() == []
