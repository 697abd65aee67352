"""The HTTP client: what it sends, and the problem for each network failure."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import Secret

from ava_onboard import __version__
from ava_onboard.adapters.http.answer import LARGEST_BODY, LONGEST_WAIT
from ava_onboard.adapters.http.client import Service, new_client
from ava_onboard.contract.vapi_settings import NewKey
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from tests.adapters.leaks import MARK, assert_no_mark
from tests.adapters.loopback import (
    CUT,
    GARBAGE,
    NOTHING,
    Play,
    answer,
    closed_port,
    endless,
    hang,
    header,
    reset,
    serving,
    stall_in_the_body,
)

KEY = ApiKey(MARK)
BODY = NewKey(vapi_api_key=Secret(MARK))


def service(client: httpx.AsyncClient, url: str, seconds: float = 5.0) -> Service:
    return Service(client, "Ava", url, seconds)


@pytest.mark.parametrize(
    ("play", "code", "seconds"),
    [
        pytest.param(hang, "N03", 0.5, id="hang"),
        pytest.param(stall_in_the_body, "N03", 0.5, id="stall in the body"),
        pytest.param(reset, "N05", 5, id="reset"),
        pytest.param(CUT, "N05", 5, id="cut"),
        pytest.param(NOTHING, "N05", 5, id="closed without a word"),
        pytest.param(GARBAGE, "N05", 5, id="not HTTP"),
        pytest.param(answer(301, "", location="http://127.0.0.1:1/"), "N06", 5, id="301"),
        pytest.param(answer(307, {}, location="/x/"), "N06", 5, id="307"),
        pytest.param(answer(511, "<html>Welcome"), "N13", 5, id="511"),
    ],
)
async def test_each_failure_has_its_problem_and_holds_nothing_of_the_request(
    client: httpx.AsyncClient, play: Play, code: str, seconds: float
) -> None:
    async with serving(play) as server:
        with pytest.raises(ProblemError) as caught:
            await service(client, server.url, seconds).ask("POST", "/", bearer=KEY, body=BODY)
    assert caught.value.failure.code == code
    assert "{" not in caught.value.failure.sentence + caught.value.failure.remedy
    assert_no_mark(caught.value)
    assert len(server.requests) == 1  # a redirect is not followed, and nothing is sent twice


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param(f"http://127.0.0.1:{closed_port()}", "N02", id="closed port"),
        pytest.param("https://ava.invalid", "N01", id="no such name"),
        pytest.param("http://127.0.0.1:99999", "N02", id="no such port"),
        pytest.param("ftp://127.0.0.1", "N02", id="not HTTP"),
    ],
)
async def test_an_address_without_a_service_is_named(client: httpx.AsyncClient, url: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        await service(client, url).ask("GET", "/", bearer=KEY)
    assert caught.value.failure.code == code
    assert_no_mark(caught.value)


async def test_the_request_has_a_user_agent_and_refuses_compression(client: httpx.AsyncClient) -> None:
    async with serving(answer(200, [])) as server:
        await service(client, f"{server.url}/").ask("GET", "/assistant?limit=1", bearer=KEY)
    [request] = server.requests
    assert request.startswith(b"GET /assistant?limit=1 HTTP/1.1\r\n")
    assert header(request, "user-agent") == f"ava-onboard/{__version__}"
    assert header(request, "accept-encoding") == "identity"
    assert header(request, "authorization") == f"Bearer {MARK}"


async def test_at_most_one_megabyte_of_an_answer_is_read(client: httpx.AsyncClient) -> None:
    async with serving(endless) as server:
        reply = await service(client, server.url).ask("GET", "/")
    assert len(reply.body) == LARGEST_BODY
    assert reply.json() is None


async def test_the_body_of_a_422_is_not_even_read(client: httpx.AsyncClient) -> None:
    async with serving(answer(422, {"detail": [{"input": MARK}]})) as server:
        reply = await service(client, server.url).ask("GET", "/")
    assert reply.body == b""


async def test_an_answer_is_not_printed_with_its_body(client: httpx.AsyncClient) -> None:
    async with serving(answer(200, {"access_token": MARK})) as server:
        reply = await service(client, server.url).ask("GET", "/")
    assert reply.json() == {"access_token": MARK}
    assert MARK not in repr(reply)


@pytest.mark.parametrize(
    "body",
    ["", "[" * 100_000, '{"a":', "<html></html>", "1" * 5000],
    ids=["empty", "deep", "cut", "a page", "a number"],
)
async def test_a_body_that_is_not_json_reads_as_none(client: httpx.AsyncClient, body: str) -> None:
    async with serving(answer(200, body)) as server:
        assert (await service(client, server.url).ask("GET", "/")).json() is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "-1"}, None),
        ({"retry_after": "3153600000"}, LONGEST_WAIT),
        ({"retry_after": "9" * 5000}, LONGEST_WAIT),
        ({"retry_after": "Fri, 31 Dec 9999 23:59:59 GMT"}, LONGEST_WAIT),
        ({"retry_after": "Fri, 31 Dec 9999 23:59:59 -2359"}, LONGEST_WAIT),
        ({"retry_after": "Fri, 31 Dec 9999 23:59:59 GMT", "date": "Mon, 01 Jan 0001 00:00:00 +2359"}, LONGEST_WAIT),
        ({"retry_after": f"Fri, 31 Dec {'9' * 20} 23:59:59 GMT"}, None),
        ({"retry_after": "Mon, 01 Jan 0001 00:00:00 +2359"}, 0.0),
        ({"retry_after": "Mon, 23 Nov 2026 99:99:99 GMT"}, None),
        ({"retry_after": "1e9"}, None),
        ({"retry_after": "٣"}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "Mon, 23 Nov 2026 10:00:30 GMT", "date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"retry_after": "Mon, 23 Nov 2026 10:00:00 GMT", "date": "Mon, 23 Nov 2026 10:00:30 GMT"}, 0.0),
        ({"retry_after": "Mon, 23 Nov 2020 10:00:00 GMT"}, 0.0),
    ],
)
async def test_the_time_to_wait_comes_in_both_forms(
    client: httpx.AsyncClient, headers: dict[str, str], seconds: float | None
) -> None:
    async with serving(answer(429, {}, **headers)) as server:
        assert (await service(client, server.url).ask("GET", "/")).retry_after == seconds


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"x_request_id": "req-1", "x_correlation_id": "cor-1"}, "req-1"),
        ({"x_correlation_id": "cor-1"}, "cor-1"),
        ({"x_request_id": "\x1b[31mred"}, None),
        ({"x_request_id": "é" * 200}, None),
    ],
)
async def test_the_request_id_is_kept_if_it_can_be_read_out(
    client: httpx.AsyncClient, headers: dict[str, str], name: str | None
) -> None:
    async with serving(answer(302, {}, **headers)) as server:
        with pytest.raises(ProblemError) as caught:
            await service(client, server.url).ask("GET", "/")
    assert caught.value.failure.request_id == name


def test_the_host_is_shown_without_user_name_and_path(client: httpx.AsyncClient) -> None:
    assert service(client, "https://user:pass@ava.example:8443/base").host == "ava.example:8443"


async def test_loopback_never_uses_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    async with new_client(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
        async with serving(answer(200, [])) as server:
            assert (await service(client, server.url).ask("GET", "/")).status == 200
        with pytest.raises(ProblemError) as caught:
            await service(client, "http://ava.example").ask("GET", "/", bearer=KEY)
    assert caught.value.failure.code == "N07"
    assert_no_mark(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "socks5://127.0.0.1:1"), ("HTTP_PROXY", "gopher://user:pass@x"), ("SSL_CERT_FILE", __file__)],
)
def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ProblemError) as caught:
        new_client()
    assert caught.value.failure.code == "C02"
    assert caught.value.failure.values["name"] == name


async def test_an_untrusted_certificate_is_refused(tmp_path: Path) -> None:
    server_side, trusting = own_certificate(tmp_path)
    async with serving(answer(200, []), server_side) as server:
        async with new_client() as client:
            with pytest.raises(ProblemError) as caught:
                await service(client, server.url).ask("GET", "/", bearer=KEY)
        assert caught.value.failure.code == "N04"
        assert_no_mark(caught.value)
        assert server.requests == []
        async with new_client(trusting) as client:
            assert (await service(client, server.url).ask("GET", "/", bearer=KEY)).status == 200


def own_certificate(folder: Path, days: tuple[int, int] = (-1, 1)) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a self-signed certificate for 127.0.0.1, and a client's that trusts it.

    ``days``: from when it is valid and until when, seen from today.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), 1, now + dt.timedelta(days[0]), now + dt.timedelta(days[1])
        )
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(public, private)
    return server, ssl.create_default_context(cafile=public)
