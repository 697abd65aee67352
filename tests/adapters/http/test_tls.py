"""Which certificates are trusted, in real handshakes: those in a folder, in the files, and in the system's store."""

import ssl
from pathlib import Path

import httpx
import pytest
from pydantic import Secret

from ava_onboard.adapters.doctor import sockets
from ava_onboard.adapters.doctor.sockets import Target
from ava_onboard.adapters.http.answer import Answer
from ava_onboard.adapters.http.client import Service, new_client
from ava_onboard.adapters.http.tls import Trust
from ava_onboard.contract.vapi_settings import NewKey
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from tests.adapters.http.test_client import own_certificate
from tests.adapters.leaks import MARK
from tests.adapters.loopback import Loopback, answer, header, serving

HASH_OF_OWN = "88d0bdcb.0"
"""Under which OpenSSL looks for the certificate of a server that the tests start: the hash of its subject."""
KEY = ApiKey(MARK)
BODY = NewKey(vapi_api_key=Secret(MARK))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that the system's store is asked about from then on, on a system without a folder of certificates."""
    use_folder(None, monkeypatch)
    hosts: list[str] = []
    ask_system = Trust.ask_system

    def ask(trust: Trust, host: str) -> bool:
        asked_now = ask_system(trust, host)
        hosts.extend([host] * asked_now)
        return asked_now

    monkeypatch.setattr(Trust, "ask_system", ask)
    return hosts


def use_folder(folder: Path | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system's certificates be in this folder, under names that are hashes; None if there is no such folder."""
    monkeypatch.setattr("ava_onboard.certificates.folder_of_the_system", lambda: folder and str(folder))


def use_among_those_of_httpx(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a certificate be the only one that comes with httpx."""
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_options: ssl.create_default_context(cafile=certificate))


async def send(client: httpx.AsyncClient, server: Loopback) -> Answer:
    return await Service(client, "Ava", server.url, 5.0).ask("POST", "/", bearer=KEY, body=BODY)


def let_the_system_trust(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a certificate to the system's store: on Linux, that is what OpenSSL finds when a context is made."""
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "public.pem"))


@pytest.mark.not_on_windows("the system's store is not a file there")
async def test_a_certificate_that_only_the_system_knows_is_trusted_and_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    server_side, _ = own_certificate(tmp_path)
    async with serving(answer(200, []), server_side) as server, new_client() as client:
        let_the_system_trust(tmp_path, monkeypatch)
        assert (await send(client, server)).status == 200
        assert (await send(client, server)).status == 200
    assert len(server.requests) == 2, "nothing was sent before the certificate was trusted"
    assert header(server.requests[0], "authorization") == f"Bearer {MARK}"
    assert asked == ["127.0.0.1"]


async def test_an_unknown_certificate_stays_refused(tmp_path: Path, asked: list[str]) -> None:
    server_side, _ = own_certificate(tmp_path)
    async with serving(answer(200, []), server_side) as server, new_client() as client:
        for _ in range(2):
            with pytest.raises(ProblemError, match="N04"):
                await send(client, server)
    assert server.requests == []
    assert asked == ["127.0.0.1"], "once is enough"


async def test_a_certificate_of_another_host_stays_refused_for_any_issuer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server_side, _ = own_certificate(tmp_path)
    async with serving(answer(200, []), server_side) as server, new_client() as client:
        let_the_system_trust(tmp_path, monkeypatch)
        server.url = server.url.replace("127.0.0.1", "localhost")
        with pytest.raises(ProblemError, match="N04"):
            await send(client, server)
    assert server.requests == []


async def test_the_system_is_not_asked_about_an_expired_certificate(tmp_path: Path, asked: list[str]) -> None:
    server_side, trusting = own_certificate(tmp_path, (-3, -2))
    async with serving(answer(200, []), server_side) as server, new_client(trusting) as client:
        with pytest.raises(ProblemError, match="N11"):
            await send(client, server)
    assert asked == []


@pytest.mark.not_on_windows("the system's store is not a file there")
async def test_doctor_trusts_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    server_side, _ = own_certificate(tmp_path)
    trust = Trust()
    async with serving(answer(200, []), server_side) as server:
        target = Target("Ava", server.url)
        found = await sockets.tried_within(lambda: sockets.certificate(target, Trust()), 5)
        assert getattr(found, "code", None) == "N04"
        let_the_system_trust(tmp_path, monkeypatch)
        assert isinstance(await sockets.tried_within(lambda: sockets.certificate(target, trust), 5), bytes)
    assert asked == ["127.0.0.1"] * 2


async def test_a_certificate_in_the_files_needs_no_system_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    server_side, _ = own_certificate(tmp_path)
    let_the_system_trust(tmp_path, monkeypatch)
    async with serving(answer(200, []), server_side) as server, new_client() as client:
        assert (await send(client, server)).status == 200
    assert asked == []


@pytest.mark.not_on_windows("the system's certificates are in no folder there")
async def test_a_certificate_in_the_folder_is_trusted_before_any_other_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server_side, _ = own_certificate(tmp_path)
    (tmp_path / "public.pem").rename(tmp_path / HASH_OF_OWN)
    use_folder(tmp_path, monkeypatch)
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_options: pytest.fail("loaded all of them"))
    trust = Trust()
    async with serving(answer(200, []), server_side) as server, new_client(trust) as client:
        assert trust._files.cert_store_stats()["x509"] == 0
        assert (await send(client, server)).status == 200
        assert trust._files.cert_store_stats()["x509"] == 1


async def test_a_certificate_that_is_not_in_the_folder_but_in_the_files_is_trusted_before_a_secret_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    server_side, _ = own_certificate(tmp_path)
    use_folder(tmp_path, monkeypatch)
    async with serving(answer(200, []), server_side) as server, new_client() as client:
        use_among_those_of_httpx(tmp_path / "public.pem", monkeypatch)
        assert (await send(client, server)).status == 200
    assert len(server.requests) == 1
    assert asked == []


async def test_what_is_neither_in_the_folder_nor_in_the_files_is_looked_for_in_the_systems_store_and_then_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    server_side, _ = own_certificate(tmp_path)
    use_folder(tmp_path, monkeypatch)
    async with serving(answer(200, []), server_side) as server, new_client() as client:
        with pytest.raises(ProblemError, match="N04"):
            await send(client, server)
        target = Target("Ava", server.url)
        found = await sockets.tried_within(lambda: sockets.certificate(target, Trust()), 5)
    assert getattr(found, "code", None) == "N04"
    assert server.requests == []
    assert asked == ["127.0.0.1"] * 2
