"""The settings of Windows and macOS: proxies, exceptions, certificates. They are stand-ins.

``tests/windows/test_system_settings.py`` does the same with those of a real Windows.
"""

import ssl
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from ava_onboard.adapters.doctor.sockets import Target
from ava_onboard.adapters.http import proxy_settings
from ava_onboard.adapters.http.client import Service, new_client
from ava_onboard.adapters.http.tls import Trust
from tests.adapters.http.test_client import own_certificate
from tests.adapters.http.test_settings import reached, refused
from tests.adapters.loopback import answer, closed_port, serving

Windows = Callable[[str, str], None]


@pytest.fixture
def windows_uses(monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Gives ``windows_uses(proxies, exceptions)``, as the two fields of Windows' settings have them."""

    def use(proxies: str, exceptions: str) -> None:
        found = dict(part.split("=", 1) for part in proxies.split(";")) if "=" in proxies else {"https": proxies}
        if socks := found.pop("socks", None):  # as ``urllib.request.getproxies_registry``
            found = {"http": f"socks4://{socks}", "https": f"socks4://{socks}", "socks": f"socks://{socks}", **found}
        monkeypatch.setattr(proxy_settings, "getproxies", lambda: urllib.request.getproxies_environment() or found)
        monkeypatch.setattr(proxy_settings, "_of_system", lambda: exceptions.split(";"))

    return use


EXCEPTIONS = [
    ("", False),
    ("ava.invalid", True),
    ("AVA.invalid", True),
    ("invalid", False),
    ("*.invalid", True),
    ("*va.inv*", True),
    ("https://ava.invalid", True),
    ("ava.invalid:443", True),
    ("ava.invalid:8443", False),
    ("10.*;<local>;*.invalid", True),
    ("10.*;<local>", False),
    ("[a-z]va.invalid", False),
    ("*", True),
]


@pytest.mark.parametrize(("exceptions", "is_direct"), EXCEPTIONS)
async def test_requests_and_doctor_take_the_same_way(windows_uses: Windows, exceptions: str, is_direct: bool) -> None:
    windows_uses(f"127.0.0.1:{closed_port()}", exceptions)
    assert (Target("Ava", "https://ava.invalid").proxy is None) is is_direct
    async with new_client() as client:
        assert (await reached("https://ava.invalid", client)).code == ("N01" if is_direct else "N07")


@pytest.mark.parametrize(
    ("exception", "url", "matches"),
    [
        ("<local>", "http://intranet", True),
        ("<local>", "http://[fe80::1]", False),
        ("10.*", "http://10.1.2.3:8080", True),
        ("169.254/16", "http://169.254.7.8", True),
        ("10.0.0.0/8", "http://11.0.0.1", False),
        ("10.0.0.0/8", "http://ten.example", False),
        ("fe80::/10", "http://[fe80::1]", True),
        ("nonsense/99", "http://10.0.0.1", False),
        ("[fe80::1]", "http://[fe80::1]", True),
    ],
)
def test_an_exception_of_the_system_is_a_pattern_or_a_network(exception: str, url: str, matches: bool) -> None:
    settings = proxy_settings.ProxySettings({"http": "http://proxy.example"}, (exception,), of_system=True)
    assert (settings.proxy_for(httpx.URL(url)) is None) is matches


def test_a_proxy_for_socks_in_the_settings_of_windows_blames_no_variable(
    windows_uses: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows_uses("socks=127.0.0.1:1080", "")
    assert (refused().code, refused().values) == ("C10", {})
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    new_client()


async def test_a_proxy_of_windows_that_is_missing_is_named_after_its_place(windows_uses: Windows) -> None:
    windows_uses(f"http=127.0.0.1:1;https=127.0.0.1:{closed_port()}", "")
    async with new_client() as client:
        failure = await reached("https://ava.invalid", client)
    assert (failure.code, failure.values["name"]) == ("N07", "system settings")


async def test_no_name_is_looked_up_to_choose_a_way(windows_uses: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def look_up(*_arguments: object) -> None:
        raise AssertionError("the event loop would wait for it")

    windows_uses("127.0.0.1:1", "10.*;*.example")
    for name in ("gethostbyname", "getfqdn", "getaddrinfo"):
        monkeypatch.setattr(socket, name, look_up)
    assert Target("Ava", "https://ava.invalid").proxy


@pytest.mark.parametrize("unreadable", [b"0\x03\x02\x01", b"no certificate", b""], ids=repr)
async def test_an_unreadable_certificate_in_the_store_of_windows_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unreadable: bytes
) -> None:
    server_side, _ = own_certificate(tmp_path)
    company = ssl.PEM_cert_to_DER_cert((tmp_path / "public.pem").read_text())
    store = [(unreadable, "x509_asn", True), (company, "x509_asn", {ssl.Purpose.SERVER_AUTH.oid})]
    with monkeypatch.context() as windows:
        windows.setattr(sys, "platform", "win32")
        windows.setattr(ssl, "enum_certificates", lambda name: store if name == "ROOT" else [], raising=False)
        trust = Trust()
    async with serving(answer(200, []), server_side) as server, new_client(trust) as client:
        assert (await Service(client, "Ava", server.url, 5.0).ask("GET", "/")).status == 200


def test_a_certificate_of_windows_for_another_purpose_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_certificate(tmp_path)
    company = ssl.PEM_cert_to_DER_cert((tmp_path / "public.pem").read_text())
    store = [(b"no certificate", "x509_asn", True), (company, "x509_asn", {"1.3.6.1.5.5.7.3.4"})]
    with monkeypatch.context() as windows:
        windows.setattr(sys, "platform", "win32")
        windows.setattr(ssl, "enum_certificates", lambda name: store if name == "ROOT" else [], raising=False)
        trust = Trust()
    assert company not in trust._files.get_ca_certs(binary_form=True)
