"""The id that this program gives each request to Ava, and where support finds it."""

import httpx
import pytest

from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.secret import Token
from ava_onboard.domain.speakable import spoken
from ava_onboard.domain.verdict import Region
from ava_onboard.sandbox.world import World
from ava_onboard.text import problem
from tests.adapters.loopback import CUT, Loopback, Play, answer, closed_port, hang, header, serving
from tests.waits import Waits


async def failing(client: httpx.AsyncClient, server: Loopback, seconds: float = 5) -> Failure:
    """Return why Ava does not say what it has."""
    with pytest.raises(ProblemError) as caught:
        await HttpAva(client, server.url, deadline=seconds, retries=Waits().retries).stored_key(Token("marked-token"))
    return caught.value.failure


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(answer(500, {}), id="an error of its own"),
        pytest.param(answer(401, {"detail": "Invalid token"}), id="refused"),
        pytest.param(answer(200, "<html>"), id="a web page"),
        pytest.param(answer(200, {}), id="unreadable"),
        pytest.param(CUT, id="cut"),
        pytest.param(hang, id="too late"),
    ],
)
async def test_a_failure_names_the_request_that_ava_got(client: httpx.AsyncClient, play: Play) -> None:
    async with serving(play) as server:
        failure = await failing(client, server, seconds=0.3 if play is hang else 5)
        sent = header(server.requests[-1], "x-request-id")
    assert sent
    assert failure.request_id == sent
    assert problem.code(failure) == f"Code {failure.code}, request {spoken(sent)}"
    assert problem.code(failure, whole_id=True) == f"Code {failure.code}, request {sent}"


async def test_every_try_of_a_call_has_the_same_id_and_every_call_its_own(client: httpx.AsyncClient) -> None:
    async with serving(answer(429, {})) as server:
        first, second = await failing(client, server, seconds=60), await failing(client, server, seconds=60)
        sent = [header(request, "x-request-id") for request in server.requests]
    assert sent == [first.request_id] * 4 + [second.request_id] * 4
    assert first.request_id != second.request_id


async def test_the_id_of_an_ava_that_adopts_none_is_what_counts(client: httpx.AsyncClient) -> None:
    async with serving(answer(500, {}, x_request_id="its-own-id")) as server:
        assert (await failing(client, server)).request_id == "its-own-id"


async def test_a_request_that_did_not_arrive_has_no_id(client: httpx.AsyncClient) -> None:
    server = Loopback(hang, f"http://127.0.0.1:{closed_port()}")
    assert (await failing(client, server, seconds=0.3)).request_id is None


async def test_vapi_gets_no_id(client: httpx.AsyncClient) -> None:
    async with serving(answer(500, {})) as server:
        await HttpVapi(client, {Region.US: server.url}).check(ApiKey("8f14e45f-marked"), Region.US)
        assert header(server.requests[0], "x-request-id") is None


async def test_the_backend_of_this_repository_adopts_the_id(client: httpx.AsyncClient, world: World) -> None:
    headers = {"X-Request-ID": "K7QF-3XRD-9ACE-HJKM"}
    adopted = await client.get(f"{world.ava_url}/healthz", headers=headers)
    assert adopted.headers["x-request-id"] == "K7QF-3XRD-9ACE-HJKM"
    refused = await client.get(f"{world.ava_url}/healthz", headers={"X-Request-ID": "not an id"})
    assert refused.headers["x-request-id"] != "not an id"
