"""Each setting that can break the client, one by one: the message names it, and only it."""

import os
import ssl
import sys
from collections.abc import Callable
from pathlib import Path

import certifi
import httpx
import pytest

from ava_onboard.adapters.http import proxy_settings
from ava_onboard.adapters.http.client import Service, new_client
from ava_onboard.domain.failure import Failure, ProblemError
from tests.adapters.http.test_client import own_certificate
from tests.adapters.leaks import MARK, assert_no_mark
from tests.adapters.loopback import answer, closed_port, serving

PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
NO_PROXIES = [
    f"socks5://user:{MARK}@127.0.0.1:1",
    f"gopher://user:{MARK}@127.0.0.1",
    f"file:///{MARK}",
    f"http://user:{MARK}@[::1",
    f"http://user:{MARK}@127.0.0.1:port",
    "127.0.0.1:99999",
    "://",
    "http://",
    f"http://{MARK}\x7f",
    " ",
    "\t",
    "http:// ",
    "http://a b",
    "a b:3128",
    "http://proxy.example,http://other.example",
    "proxy.example;other.example",
    "http://<proxy>",
    "http://a..b",
    f"http://{'x' * 64}.example",
    "http://127.0.0.1:0",
    "proxy.example:0",
    "http://proxy.example:-1",
    f"http://user:{MARK}@:3128",
]
PROXIES = [
    "proxy.example",
    "proxy.example:3128",
    "http://my_proxy:3128",
    "http://proxy.example./",
    "https://proxy.example",
    "http://[::1]:3128",
    "http://10.1:3128",
    "http://bücher.example:3128",
    "http://user:p%40ss word@proxy.example:3128",
]
UNTOUCHED = {
    "REQUESTS_CA_BUNDLE": "/nowhere",
    "CURL_CA_BUNDLE": "/nowhere",
    "NODE_EXTRA_CA_CERTS": "/nowhere",
    "NETRC": "/nowhere",
    "PYTHONHTTPSVERIFY": "0",
    "RES_OPTIONS": "nonsense ndots:99",
    "LOCALDOMAIN": "nonsense",
    "HOSTALIASES": "/nowhere",
    "SSLKEYLOGFILE": "/nowhere/at/all",
    "HTTPX_LOG_LEVEL": "trace",
    "REQUEST_METHOD": "GET",
    "FTP_PROXY": "gopher://127.0.0.1",
    "SOCKS_PROXY": "nonsense",
    "NO_PROXY": "fe80::/10",
}
"""Settings of other programs, or that do no harm."""


NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: to read the authorities of the system takes longer than the rest of a test about proxies."""


def refused(trusted: ssl.SSLContext | None = None) -> Failure:
    with pytest.raises(ProblemError) as caught:
        new_client(trusted)
    assert_no_mark(caught.value)
    return caught.value.failure


async def reached(url: str, client: httpx.AsyncClient) -> Failure:
    with pytest.raises(ProblemError) as caught:
        await Service(client, "Ava", url, 5.0).ask("GET", "/")
    assert_no_mark(caught.value)
    failure = caught.value.failure
    assert "{" not in failure.sentence + failure.remedy
    return failure


@pytest.mark.parametrize("proxy", NO_PROXIES)
@pytest.mark.parametrize("name", PROXY_VARIABLES)
def test_a_proxy_that_cannot_be_used_is_named_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, proxy: str
) -> None:
    if sys.platform == "win32" and name.islower():
        pytest.skip("Windows does not tell them apart")
    monkeypatch.setenv("NO_PROXY", "fe80::/10,elsewhere.example")
    monkeypatch.setenv(name, proxy)
    failure = refused(NO_AUTHORITIES)
    assert (failure.code, failure.values) == ("C02", {"name": name})


@pytest.mark.parametrize("proxy", PROXIES)
async def test_a_proxy_however_it_is_written_is_used(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    await new_client(NO_AUTHORITIES).aclose()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell them apart")
def test_of_two_variables_the_one_that_counts_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("https_proxy", "gopher://127.0.0.1")
    assert refused().values == {"name": "https_proxy"}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_of_the_system_s_settings_blames_no_variable(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """The settings of Windows and macOS, as ``urllib`` reads them there: a stand-in, because this may be neither."""
    monkeypatch.setattr(proxy_settings, "_of_system", list)
    monkeypatch.setattr(proxy_settings, "getproxies", lambda: {scheme: f"gopher://user:{MARK}@127.0.0.1"})
    failure = refused()
    assert (failure.code, failure.values) == ("C10", {})


async def test_a_missing_proxy_names_the_setting_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = f"http://user:{MARK}@127.0.0.1:{closed_port()}"
    for name in ("HTTPS_PROXY", "ALL_PROXY"):
        with monkeypatch.context() as only:
            only.setenv(name, proxy)
            async with new_client() as client:
                failure = await reached("https://ava.invalid", client)
        assert (failure.code, failure.values["name"]) == ("N07", name)
    monkeypatch.setattr(proxy_settings, "_of_system", list)
    monkeypatch.setattr(proxy_settings, "getproxies", lambda: {"https": proxy})
    async with new_client() as client:
        failure = await reached("https://ava.invalid", client)
    assert (failure.code, failure.values["name"]) == ("N07", "system settings")


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def text(content: str) -> Callable[[Path], Path]:
    def file(folder: Path) -> Path:
        (folder / "file.pem").write_text(content)
        return folder / "file.pem"

    return file


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda folder: folder / "missing.pem", id="missing"),
        pytest.param(lambda folder: folder, id="folder"),
        pytest.param(lambda folder: Path(os.devnull), id="device"),
        pytest.param(text(""), id="empty"),
        pytest.param(text("no certificate"), id="text"),
        pytest.param(text("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"), id="cut"),
        pytest.param(pipe, id="pipe", marks=pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders")),
        pytest.param(lambda folder: folder / ("x" * 5000), id="too long"),
    ],
)
def test_a_file_of_certificates_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(make(tmp_path)))
    failure = refused()
    assert (failure.code, failure.values) == ("C02", {"name": "SSL_CERT_FILE"})


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda folder: folder / "missing", id="missing"),
        pytest.param(lambda folder: folder, id="empty"),
        pytest.param(lambda folder: Path(certifi.where()), id="file"),
        pytest.param(lambda folder: Path(certifi.where()).parent, id="without hashed names"),
        pytest.param(lambda folder: folder / ("x" * 5000), id="too long"),
    ],
)
def test_a_folder_of_certificates_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(make(tmp_path)))
    failure = refused()
    assert (failure.code, failure.values) == ("C02", {"name": "SSL_CERT_DIR"})


@pytest.mark.parametrize("name", UNTOUCHED)
async def test_a_setting_of_another_program_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    server_side, _trusting = own_certificate(tmp_path)
    monkeypatch.setenv(name, UNTOUCHED[name])
    async with new_client() as client:
        async with serving(answer(200, [])) as server:
            assert (await Service(client, "Ava", server.url, 5.0).ask("GET", "/")).status == 200
        async with serving(answer(200, []), server_side) as server:
            assert (await reached(server.url, client)).code == "N04", "certificates are verified"


async def test_no_secret_of_tls_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    server_side, _trusting = own_certificate(tmp_path)
    async with serving(answer(200, []), server_side) as server:
        monkeypatch.setenv("SSLKEYLOGFILE", str(log))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "public.pem"))
        async with new_client() as client:
            assert (await Service(client, "Ava", server.url, 5.0).ask("GET", "/")).status == 200
    assert not log.exists()


@pytest.mark.parametrize(
    ("exceptions", "code"),
    [
        ("", "N07"),
        ("fe80::/10", "N07"),
        ("2001:db8::/32,[::1]:80,[", "N07"),
        ("10.0.0.0/8, 192.168.0.0/16", "N07"),
        ("%%%,:::,http://,://,\x7f,é..é,*.", "N07"),
        (",;, ,", "N07"),
        (":443", "N07"),
        ("fe80::/10,ava.invalid", "N01"),
        ("fe80::/10 ava.invalid", "N01"),
        (".invalid", "N01"),
        ("*.invalid", "N01"),
        ("invalid", "N01"),
        ("AVA.invalid", "N01"),
        ("ava.invalid:443", "N01"),
        ("ava.invalid:8443", "N07"),
        ("fe80::/10,*", "N01"),
    ],
)
async def test_an_odd_exception_is_passed_over_and_the_others_count(
    monkeypatch: pytest.MonkeyPatch, exceptions: str, code: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("NO_PROXY", exceptions)
    async with new_client(NO_AUTHORITIES) as client:
        assert (await reached("https://ava.invalid", client)).code == code


async def test_configured_certificates_are_named_only_if_the_usual_ones_would_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "service").mkdir()
    own_certificate(tmp_path / "other")
    server_side, _trusting = own_certificate(tmp_path / "service")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other" / "public.pem"))
    async with serving(answer(200, []), server_side) as server:
        async with new_client() as client:
            assert (await reached(server.url, client)).code == "N04"
        monkeypatch.setattr(certifi, "where", lambda: str(tmp_path / "service" / "public.pem"))
        async with new_client() as client:
            failure = await reached(server.url, client)
    assert (failure.code, failure.values["name"]) == ("N14", "SSL_CERT_FILE")


def test_an_own_context_needs_no_certificates_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    assert new_client(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
