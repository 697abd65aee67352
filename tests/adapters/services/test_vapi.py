"""The verdict for each answer of Vapi."""

import httpx
import pytest

from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict
from tests.adapters.leaks import MARK
from tests.adapters.loopback import CUT, Play, answer, closed_port, endless, hang, header, serving
from tests.waits import Waits

KEY = ApiKey(MARK)
UNAUTHORIZED = {"message": "Invalid Key.", "error": "Unauthorized", "statusCode": 401}
FORBIDDEN = {"message": "Forbidden resource", "error": "Forbidden", "statusCode": 403}


async def check(client: httpx.AsyncClient, play: Play, seconds: float = 5) -> Verdict:
    async with serving(play) as server:
        return await HttpVapi(client, {Region.EU: server.url}, deadline=seconds).check(KEY, Region.EU)


@pytest.mark.parametrize(
    ("body", "organisation", "count"),
    [
        ([], None, 0),
        ([{"id": "a", "orgId": "org-1", "name": "Ava"}], "org-1", 1),
        ([{"id": "a"}], None, 1),
        ([{"orgId": 7}], None, 1),
        ([{"orgId": "\x1b[2Jgone"}], None, 1),
        ([{"orgId": "a"}, {"orgId": "b"}], "a", 2),
    ],
)
async def test_a_list_of_assistants_means_accepted(
    client: httpx.AsyncClient, body: object, organisation: str | None, count: int
) -> None:
    assert await check(client, answer(200, body)) == Accepted(Region.EU, organisation, count)


@pytest.mark.parametrize(
    ("play", "refusal"),
    [
        (answer(401, UNAUTHORIZED), Refusal.UNKNOWN),
        (answer(401, "whatever the text"), Refusal.UNKNOWN),
        (answer(403, FORBIDDEN), Refusal.FORBIDDEN),
    ],
)
async def test_vapi_refuses_in_two_ways(client: httpx.AsyncClient, play: Play, refusal: Refusal) -> None:
    assert await check(client, play) == Rejected(refusal, (Region.EU,))


@pytest.mark.parametrize(
    ("play", "code"),
    [
        pytest.param(answer(200, "<html>Welcome to the hotel</html>"), "V03", id="a page"),
        pytest.param(answer(200, ""), "V03", id="empty"),
        pytest.param(answer(200, {"assistants": []}), "V03", id="not a list"),
        pytest.param(answer(200, ["text"]), "V03", id="not a list of objects"),
        pytest.param(answer(200, '[{"id":'), "V03", id="half a JSON"),
        pytest.param(endless, "V03", id="endless"),
        pytest.param(answer(204, ""), "V03", id="204"),
        pytest.param(answer(401, "<html>Proxy</html>"), "V03", id="401 page"),
        pytest.param(answer(403, "error code: 1010"), "V04", id="the CDN"),
        pytest.param(answer(403, {"cloudflare_error": True, "error_code": 1010}), "V04", id="the CDN in JSON"),
        pytest.param(answer(404, {"message": "Not found"}), "V03", id="404"),
        pytest.param(answer(429, {"message": "Slow down"}), "V01", id="429"),
        pytest.param(answer(500, {"message": "Oops"}), "V02", id="500"),
        pytest.param(answer(502, "<html>Bad gateway</html>"), "V02", id="502 page"),
        pytest.param(answer(301, "", location="https://vapi.example"), "N06", id="redirect"),
        pytest.param(CUT, "N05", id="cut"),
        pytest.param(hang, "N03", id="hang"),
    ],
)
async def test_an_outage_is_not_a_refusal(client: httpx.AsyncClient, play: Play, code: str) -> None:
    verdict = await check(client, play, seconds=0.3)
    assert isinstance(verdict, Undecided)
    assert (verdict.failure.code, verdict.region) == (code, Region.EU)
    assert "{" not in verdict.failure.sentence + verdict.failure.remedy
    assert MARK not in repr(verdict)


async def test_the_request_id_and_the_time_to_wait_are_kept(client: httpx.AsyncClient) -> None:
    verdict = await check(client, answer(429, {}, retry_after="7", x_request_id="req-1"))
    assert isinstance(verdict, Undecided)
    assert (verdict.failure.request_id, verdict.failure.retry_after) == ("req-1", 7.0)


async def test_a_busy_vapi_is_asked_again(client: httpx.AsyncClient) -> None:
    waits = Waits()
    async with serving(answer(429, {})) as server:
        vapi = HttpVapi(client, {Region.US: server.url}, retries=waits.retries)
        verdict = await vapi.check(KEY, Region.US)
        assert isinstance(verdict, Undecided)
        assert (verdict.failure.code, waits, len(server.requests)) == ("V01", [2, 4, 8], 4)
        await vapi.warm_up()
    assert len(server.requests) == 5, "opening the connection ahead is not worth another request"


async def test_the_key_goes_only_to_the_region_that_is_asked(client: httpx.AsyncClient) -> None:
    async with serving(answer(200, [])) as america, serving(answer(200, [])) as europe:
        vapi = HttpVapi(client, {Region.US: america.url, Region.EU: europe.url})
        await vapi.check(KEY, Region.EU)
    assert vapi.regions == (Region.US, Region.EU)
    assert america.requests == []
    assert header(europe.requests[0], "authorization") == f"Bearer {MARK}"


async def test_warming_up_opens_a_connection_without_a_key(client: httpx.AsyncClient) -> None:
    async with serving(answer(404, {})) as server:
        await HttpVapi(client, {Region.US: server.url}).warm_up()
    assert header(server.requests[0], "authorization") is None


async def test_warming_up_ignores_failures(client: httpx.AsyncClient) -> None:
    await HttpVapi(client, {Region.US: f"http://127.0.0.1:{closed_port()}"}).warm_up()
