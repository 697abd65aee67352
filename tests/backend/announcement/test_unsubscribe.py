"""The link in the mail: a GET shows a button, and only a POST unsubscribes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.api.app import create_app
from ava_onboard.backend.db.suppressions import Suppression
from ava_onboard.backend.settings import Settings
from ava_onboard.sandbox.server import Servers
from tests.backend.announcement.conftest import Announce
from tests.backend.announcement.mailserver import MailServer
from tests.backend.announcement.people import add_people
from tests.backend.announcement.test_send import FAST, suppressed_addresses
from tests.backend.db.places import sqlite_only

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@contextmanager
def backend() -> Iterator[httpx.Client]:
    """Serve with the settings of the environment."""
    servers = Servers()
    address = servers.add("ava", create_app(Settings.from_environment()))
    servers.start()
    try:
        with httpx.Client(base_url=address) as client:
            yield client
    finally:
        servers.stop()


def links(mail: MailServer) -> dict[str, str]:
    """Return the path that each recipient's mail programs post to."""
    found = {}
    for recipient, content in mail.accepted:
        match = re.search(rb"^List-Unsubscribe: <https://api\.ava\.example(/[^>]+)>", content, re.MULTILINE)
        assert match
        found[recipient] = match[1].decode()
    return found


def test_one_click_unsubscribes_and_a_get_never_does(database: str, announce: Announce, mail: MailServer) -> None:
    add_people(database, [{"locale": "fr"}, {"locale": "he"}])
    announce("send", *FAST)
    french, english = (links(mail)[f"user{number}@example.com"] for number in (0, 1))
    assert french != english

    with backend() as client:
        for method in ("GET", "HEAD", "GET"):
            assert client.request(method, french).status_code == 200
        assert suppressed_addresses(database) == {}
        page = client.get(french)
        assert '<form method="post"><button>Me désabonner</button></form>' in page.text
        assert "<button>Unsubscribe</button>" in client.get(english).text

        done = client.post(french, data=ONE_CLICK)
        assert "Désabonnement enregistré" in done.text
        assert "<form" not in done.text
        assert client.post(french).status_code == 200
        assert client.post(english, files={"List-Unsubscribe": (None, "One-Click")}).status_code == 200

    assert suppressed_addresses(database) == dict.fromkeys(
        ("user0@example.com", "user1@example.com"), Suppression.UNSUBSCRIBED
    )
    announce("send", *FAST, "--campaign", "second")
    assert set(mail.counts.values()) == {1}


@sqlite_only
@pytest.mark.parametrize(
    "token",
    ["x" * 43, "x", "x" * 44, "x" * 5_000, "%00" * 43, "é" * 43],
    ids=["unknown", "short", "long", "very long", "zeros", "not ASCII"],
)
def test_a_link_that_was_not_sent_leads_nowhere(database: str, token: str) -> None:
    path = f"/announcement/unsubscribe/{token}"
    with backend() as client:
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 404
            assert "This link leads nowhere" in answer.text
        french = client.get(path, headers={"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.8"})
        assert "Ce lien ne mène nulle part" in french.text
    assert suppressed_addresses(database) == {}


@sqlite_only
def test_the_page_loads_nothing_and_nobody_may_frame_it(database: str, announce: Announce, mail: MailServer) -> None:
    add_people(database, [{}])
    announce("send", *FAST)
    (path,) = links(mail).values()
    with backend() as client:
        page = client.get(path)
        refused = client.put(path)

    policy = page.headers["content-security-policy"]
    assert policy == "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, {"GET", "POST"})


@sqlite_only
def test_a_link_of_an_account_that_is_gone_leads_nowhere(database: str, announce: Announce, mail: MailServer) -> None:
    (user,) = add_people(database, [{}])
    announce("send", *FAST)
    (path,) = links(mail).values()

    assert main(["users", "delete", str(user)]) == 0
    with backend() as client:
        assert client.post(path, data=ONE_CLICK).status_code == 404
