"""The client's address, as trusted proxies report it."""

import logging
from ipaddress import ip_network
from typing import Any

import pytest

from ava_onboard.backend.api.proxies import Proxies, parse

PROXY = "127.0.0.1"
CLIENT = "198.51.100.7"


def resolved(
    *headers: tuple[str, str], peer: str = PROXY, header: str | None = None, trusted: tuple[str, ...] = (PROXY,)
) -> dict[str, Any]:
    scope: dict[str, Any] = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 5),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
    }
    Proxies([ip_network(each) for each in trusted], header).resolve(scope)
    return scope


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("198.51.100.7", CLIENT),
        ("198.51.100.7:51234", CLIENT),
        ('"198.51.100.7:51234"', CLIENT),
        ("198.051.100.007", CLIENT),
        ("::ffff:198.51.100.7", CLIENT),
        ("[::ffff:198.51.100.7]:80", CLIENT),
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%eth0]:1", "fe80::1"),
        ("unknown", None),
        ("_hidden", None),
        ("", None),
        ("1.2.3", None),
        ("198.51.100.7:x", None),
        ("198.51.100.7 198.51.100.8", None),
        ("\xb2.3.4.5", None),
    ],
)
def test_every_usual_way_to_write_an_address_is_read(text: str, address: str | None) -> None:
    found = parse(text)
    assert (str(found) if found else None) == address


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (["198.51.100.7"], CLIENT),
        (["203.0.113.9, 198.51.100.7:1234"], CLIENT),
        (["203.0.113.9", "198.51.100.7"], CLIENT),
        (["198.51.100.7, 127.0.0.1"], CLIENT),
        (["198.51.100.7, nonsense"], PROXY),
        (["nonsense, 198.51.100.7"], CLIENT),
        ([""], PROXY),
        ([], PROXY),
    ],
)
def test_the_last_address_that_is_not_a_proxy_counts(forwarded: list[str], address: str) -> None:
    assert resolved(*(("X-Forwarded-For", line) for line in forwarded))["client"][0] == address


def test_forwarded_headers_of_a_client_that_is_not_a_proxy_are_ignored() -> None:
    scope = resolved(("X-Forwarded-For", CLIENT), ("X-Forwarded-Proto", "https"), peer="203.0.113.9")

    assert (scope["client"][0], scope["scheme"]) == ("203.0.113.9", "http")


def test_a_proxy_reports_the_scheme() -> None:
    assert resolved(("X-Forwarded-Proto", "https"))["scheme"] == "https"
    assert resolved(("X-Forwarded-Proto", "gopher"))["scheme"] == "http"


@pytest.mark.parametrize(("value", "address"), [(CLIENT, CLIENT), (f"203.0.113.9, {CLIENT}", CLIENT), ("?", PROXY)])
def test_a_header_that_only_the_proxy_writes_wins(value: str, address: str) -> None:
    scope = resolved(("X-Forwarded-For", "203.0.113.8"), ("CF-Connecting-IP", value), header="CF-Connecting-IP")

    assert scope["client"][0] == address


def test_a_header_of_the_proxy_is_not_believed_from_anybody_else() -> None:
    scope = resolved(("CF-Connecting-IP", CLIENT), peer="203.0.113.9", header="CF-Connecting-IP")

    assert scope["client"][0] == "203.0.113.9"


def test_what_cannot_be_read_is_logged_once_and_not_repeated(caplog: pytest.LogCaptureFixture) -> None:
    proxies = Proxies([ip_network(PROXY)], None)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            proxies.resolve({"client": (PROXY, 1), "scheme": "http", "headers": [(b"x-forwarded-for", b"MARKED")]})

    assert [record.getMessage().startswith("a proxy reports") for record in caplog.records] == [True]
    assert "MARKED" not in caplog.text


def test_a_connection_without_an_address_stays_without_one() -> None:
    scope: dict[str, Any] = {"client": None, "scheme": "http", "headers": []}
    Proxies([ip_network(PROXY)], None).resolve(scope)

    assert scope["client"] is None
