"""Which requests are retried, and after which pauses."""

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest

from ava_onboard.adapters.http.answer import Answer
from ava_onboard.adapters.http.client import Service
from ava_onboard.adapters.http.retries import NoAnswer, Retries
from ava_onboard.contract.body import Body
from ava_onboard.domain.failure import ProblemError
from tests.adapters.loopback import NOTHING, Loopback, Play, answer, closed_port, reset, serving
from tests.waits import Waits


def one_after_the_other(*plays: Play) -> Play:
    """Answer each request with the next one; the last one stays."""
    left = list(plays)

    async def play(writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(writer)

    return play


async def ask(
    client: httpx.AsyncClient,
    url: str,
    waits: Waits,
    method: str = "GET",
    seconds: float = 5,
    *,
    may_sleep: bool = False,
    retry_when_limited: bool = True,
) -> Answer:
    service = Service(client, "Ava", url, seconds, waits.retries, may_sleep)
    return await service.ask(
        method, "/", body=Body() if method == "POST" else None, retry_when_limited=retry_when_limited
    )


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_safe_requests_are_retried_while_the_service_starts(
    client: httpx.AsyncClient, method: str, status: int
) -> None:
    waits = Waits()
    async with serving(one_after_the_other(answer(status, {}), answer(status, {}), answer(200, {}))) as server:
        assert (await ask(client, server.url, waits, method)).status == 200
    assert waits == [0.4, 0.8]


async def test_a_request_is_retried_twice_and_then_fails(client: httpx.AsyncClient) -> None:
    waits = Waits()
    async with serving(answer(503, {})) as server:
        assert (await ask(client, server.url, waits)).status == 503
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("method", "play"),
    [
        pytest.param("POST", answer(503, {}), id="a key"),
        pytest.param("GET", answer(500, {}), id="500"),
        pytest.param("GET", answer(503, {}, retry_after="6"), id="a long wait"),
        pytest.param("HEAD", answer(503, {}), id="warming up"),
    ],
)
async def test_everything_else_is_sent_once(client: httpx.AsyncClient, method: str, play: Play) -> None:
    waits = Waits()
    async with serving(play) as server:
        await ask(client, server.url, waits, method)
    assert (waits, len(server.requests)) == ([], 1)


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
async def test_any_request_is_retried_after_a_rate_limit(client: httpx.AsyncClient, method: str) -> None:
    waits = Waits()
    async with serving(one_after_the_other(answer(429, {}), answer(429, {}), answer(200, {}))) as server:
        assert (await ask(client, server.url, waits, method, seconds=15)).status == 200
    assert waits == [2, 4]


@pytest.mark.parametrize(
    ("retry_after", "seconds", "pauses"),
    [
        pytest.param(None, 60, [2, 4, 8], id="three times"),
        pytest.param(None, 15, [2, 4, 8], id="as long as an answer has time"),
        pytest.param(None, 14.5, [2, 4], id="not into the last half second"),
        pytest.param("1", 60, [2, 4, 8], id="never sooner than the back-off"),
        pytest.param("7", 60, [7, 7, 8], id="never sooner than it asks for"),
        pytest.param("9", 60, [], id="a long wait is left to the person"),
    ],
)
async def test_a_lasting_rate_limit_fails_before_the_deadline(
    client: httpx.AsyncClient, retry_after: str | None, seconds: float, pauses: list[float]
) -> None:
    waits = Waits()
    headers = {"retry_after": retry_after} if retry_after else {}
    async with serving(answer(429, {}, **headers)) as server:
        assert (await ask(client, server.url, waits, "POST", seconds=seconds, may_sleep=True)).status == 429
    assert waits == pauses
    assert len(server.requests) == len(pauses) + 1


async def test_a_service_that_counts_attempts_is_not_asked_again(client: httpx.AsyncClient) -> None:
    waits = Waits()
    async with serving(answer(429, {}, retry_after="1")) as server:
        assert (await ask(client, server.url, waits, "POST", retry_when_limited=False)).status == 429
    assert (waits, len(server.requests)) == ([], 1)


@pytest.mark.parametrize("play", [reset, NOTHING], ids=["reset", "nothing"])
async def test_a_new_connection_that_breaks_is_not_retried(client: httpx.AsyncClient, play: Play) -> None:
    waits = Waits()
    async with serving(play) as server:
        with pytest.raises(ProblemError, match="N05"):
            await ask(client, server.url, waits)
    assert (waits, len(server.requests)) == ([], 1)


async def test_a_retry_after_is_respected(client: httpx.AsyncClient) -> None:
    waits = Waits()
    async with serving(one_after_the_other(answer(503, {}, retry_after="3"), answer(200, {}))) as server:
        assert (await ask(client, server.url, waits)).status == 200
    assert waits == [3]


async def test_a_wait_beyond_the_deadline_is_not_started(client: httpx.AsyncClient) -> None:
    waits = Waits()
    async with serving(answer(503, {}, retry_after="3")) as server:
        assert (await ask(client, server.url, waits, seconds=2)).status == 503
    assert (waits, len(server.requests)) == ([], 1)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_any_request_is_retried_after_a_refused_connection(client: httpx.AsyncClient, method: str) -> None:
    waits = Waits()
    with pytest.raises(ProblemError, match="N02"):
        await ask(client, f"http://127.0.0.1:{closed_port()}", waits, method)
    assert waits == [0.4, 0.8]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
async def test_any_request_waits_for_a_restarting_service_that_refuses_connections(
    client: httpx.AsyncClient, method: str, host: str
) -> None:
    waits = Waits()
    with pytest.raises(ProblemError, match="N02"):
        await ask(client, f"http://{host}:{closed_port()}", waits, method, seconds=60, may_sleep=True)
    assert 55 < sum(waits) < 60


async def test_a_restarted_service_gets_the_request(client: httpx.AsyncClient) -> None:
    port = closed_port()
    async with AsyncExitStack() as started:
        servers: list[Loopback] = []

        async def restart(_seconds: float) -> None:
            servers.append(await started.enter_async_context(serving(answer(200, {}), port=port)))

        service = Service(client, "Ava", f"http://127.0.0.1:{port}", 60, Retries(sleep=restart), may_sleep=True)
        assert (await service.ask("POST", "/", body=Body())).status == 200
        assert len(servers[0].requests) == 1


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
async def test_any_request_waits_for_a_sleeping_service(client: httpx.AsyncClient, method: str, status: int) -> None:
    waits = Waits()
    plays = [answer(status, {})] * 10
    async with serving(one_after_the_other(*plays, answer(200, {}))) as server:
        assert (await ask(client, server.url, waits, method, seconds=60, may_sleep=True)).status == 200
    assert waits == [0.4, 0.8, 1.6, 3.2, 5, 5, 5, 5, 5, 5]


async def test_a_service_that_does_not_start_fails_at_the_deadline(
    client: httpx.AsyncClient,
) -> None:
    waits = Waits()
    async with serving(answer(503, {})) as server:
        assert (await ask(client, server.url, waits, "POST", seconds=60, may_sleep=True)).status == 503
    assert 55 < sum(waits) < 60


async def test_a_starting_service_is_not_asked_before_its_retry_after(client: httpx.AsyncClient) -> None:
    waits = Waits()
    async with serving(one_after_the_other(answer(503, {}, retry_after="30"), answer(200, {}))) as server:
        assert (await ask(client, server.url, waits, "POST", seconds=60, may_sleep=True)).status == 200
    assert waits == [30]


@pytest.mark.parametrize("status", [401, 403, 404, 422, 500])
async def test_any_other_answer_ends_the_retries(client: httpx.AsyncClient, status: int) -> None:
    waits = Waits()
    async with serving(one_after_the_other(answer(503, {}), answer(status, {}))) as server:
        assert (await ask(client, server.url, waits, "POST", seconds=60, may_sleep=True)).status == status
    assert (len(waits), len(server.requests)) == (1, 2)


@pytest.mark.parametrize("play", [reset, NOTHING], ids=["reset", "nothing"])
async def test_a_key_whose_answer_was_lost_is_not_sent_again(client: httpx.AsyncClient, play: Play) -> None:
    waits = Waits()
    async with serving(play) as server:
        with pytest.raises(ProblemError, match="N05"):
            await ask(client, server.url, waits, "POST", seconds=60, may_sleep=True)
    assert (waits, len(server.requests)) == ([], 1)


class Forgetful(asyncio.Protocol):
    """Answers the first request of each connection and keeps it; the second one finds it broken."""

    seen: list[bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.answered = transport, False

    def data_received(self, data: bytes) -> None:
        self.seen.append(data)
        if self.answered:
            self.transport.abort()
        else:
            self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            self.answered = True


@pytest.mark.parametrize(("method", "repeated"), [("GET", True), ("DELETE", True), ("POST", False)])
async def test_a_kept_connection_that_broke_is_replaced_unless_a_key_was_sent(
    client: httpx.AsyncClient, method: str, repeated: bool
) -> None:
    Forgetful.seen = []
    server = await asyncio.get_running_loop().create_server(Forgetful, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    waits = Waits()
    await ask(client, url, waits)
    if repeated:
        assert (await ask(client, url, waits, method)).status == 200
    else:
        with pytest.raises(ProblemError, match="N05"):
            await ask(client, url, waits, method)
    assert (len(waits), len(Forgetful.seen)) == ((1, 3) if repeated else (0, 2))
    await client.aclose()
    server.close()


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_the_pause_grows_and_has_jitter(jitter: float) -> None:
    retries = Retries(jitter=lambda: jitter)
    first, second = (retries.pause(tried, "GET", 502, left=60) for tried in (1, 2))
    assert first == pytest.approx(0.2 + 0.2 * jitter)
    assert second == pytest.approx(2 * (first or 0))
    assert retries.pause(3, "GET", 502, left=60) is None
    assert retries.pause(1, "GET", NoAnswer.OTHER, left=60) is None
