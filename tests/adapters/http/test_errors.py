"""The problem for missing and refusing proxies, wrong clocks, and addresses without TLS."""

import asyncio
import ssl
from pathlib import Path

import httpx
import pytest
from pydantic import Secret

from ava_onboard.adapters.doctor import sockets
from ava_onboard.adapters.doctor.sockets import Target
from ava_onboard.adapters.http.client import Service, new_client
from ava_onboard.contract.vapi_settings import NewKey
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure, ProblemError
from tests.adapters.http.test_client import own_certificate
from tests.adapters.leaks import MARK, assert_no_mark
from tests.adapters.loopback import answer, closed_port, reset, serving
from tests.waits import Waits

KEY = ApiKey(MARK)
BODY = NewKey(vapi_api_key=Secret(MARK))


async def failure_of(client: httpx.AsyncClient, url: str) -> Failure:
    with pytest.raises(ProblemError) as caught:
        await Service(client, "Ava", url, 5.0).ask("POST", "/", bearer=KEY, body=BODY)
    assert_no_mark(caught.value)
    assert "{" not in caught.value.failure.sentence + caught.value.failure.remedy
    return caught.value.failure


def through(monkeypatch: pytest.MonkeyPatch, proxy: str) -> httpx.AsyncClient:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    return new_client(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


@pytest.mark.parametrize(("status", "code"), [(407, "N10"), (403, "N08"), (502, "N08"), (503, "N08")])
async def test_a_proxy_that_refuses_is_reported(monkeypatch: pytest.MonkeyPatch, status: int, code: str) -> None:
    async with serving(answer(status, "<html>the proxy</html>")) as proxy:
        address = proxy.url.replace("://", f"://user:{MARK}@")
        async with through(monkeypatch, address) as client:
            failure = await failure_of(client, "https://ava.invalid")
        assert (failure.code, failure.values["host"]) == (code, "ava.invalid")
        target = Target("Ava", "https://ava.invalid")
        found = await sockets.tried_within(lambda: sockets.certificate(target, sockets.trusting_all()), 5)
        assert getattr(found, "code", None) == code, "doctor says the same"


async def test_a_missing_proxy_is_reported_with_its_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    port, waits = closed_port(), Waits()
    async with through(monkeypatch, f"http://user:{MARK}@127.0.0.1:{port}") as client:
        failure = await failure_of(client, "https://ava.invalid")
        assert (failure.code, failure.values["host"]) == ("N07", f"127.0.0.1:{port}")
        with pytest.raises(ProblemError, match="N07"):
            await Service(client, "Ava", "https://ava.invalid", 5.0, waits.retries).ask("POST", "/", bearer=KEY)
    assert waits == [0.4, 0.8], "nothing was sent, so it is tried again"


async def test_an_unknown_proxy_host_is_not_reported_as_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    async with through(monkeypatch, "http://proxy.invalid:3128") as client:
        failure = await failure_of(client, "https://ava.example")
    assert (failure.code, failure.values["host"]) == ("N07", "proxy.invalid:3128")


async def test_a_proxy_that_closes_the_connection_is_not_called_unreachable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(reset) as proxy, through(monkeypatch, proxy.url) as client:
        assert (await failure_of(client, "https://ava.invalid")).code == "N05"


@pytest.mark.parametrize("days", [(-3, -2), (2, 3)], ids=["expired", "not yet valid"])
async def test_an_expired_certificate_points_to_the_clock(tmp_path: Path, days: tuple[int, int]) -> None:
    server_side, trusting = own_certificate(tmp_path, days)
    async with serving(answer(200, []), server_side) as server, new_client(trusting) as client:
        failure = await failure_of(client, server.url)
        assert server.requests == []
        assert failure.code == "N11"
        assert "this computer's clock" in failure.sentence
        target = Target("Ava", server.url)
        found = await sockets.tried_within(lambda: sockets.certificate(target, trusting), 5)
        assert getattr(found, "code", None) == "N11", "doctor says the same"


class PlainHttp(asyncio.Protocol):
    """What a web server without TLS says to a handshake."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")


async def test_an_address_without_tls_is_not_taken_for_an_inspecting_proxy() -> None:
    server = await asyncio.get_running_loop().create_server(PlainHttp, "127.0.0.1", 0)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with new_client() as client:
        failure = await failure_of(client, url)
    assert (failure.code, failure.problem.exit) == ("N12", 6)
    assert "does not use TLS" in failure.sentence
    target = Target("Ava", url)
    found = await sockets.tried_within(lambda: sockets.certificate(target, sockets.trusting_all()), 5)
    assert getattr(found, "code", None) == "N12", "doctor says the same"
    server.close()
