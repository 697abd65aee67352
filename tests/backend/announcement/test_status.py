"""`announce status` and `announce suppress`."""

import asyncio
import json

import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.announcements import MailState, attempt
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.suppressions import Suppression, suppress
from tests.backend.announcement.conftest import Announce
from tests.backend.announcement.mailserver import DROP, MailServer
from tests.backend.announcement.people import KEY, add_people
from tests.backend.announcement.test_send import FAST, change, first_times
from tests.backend.db.places import sqlite_only


def test_the_status_counts_mails_and_the_keys_saved_since(database: str, announce: Announce, mail: MailServer) -> None:
    people = add_people(database, [{}] * 8 + [KEY])
    mail.after_content = first_times(DROP)
    mail.at_recipient = {"user6@example.com": "550 no", "user7@example.com": "450 no"}.get
    announce("send", *FAST, "--pause-after", "2", code=1)
    doubtful = next(user for user in people[:6] if user_state(announce, user) == "in_doubt")
    change(database, next(user for user in people[:6] if user != doubtful), **KEY)

    said = announce("status").splitlines()
    assert said == [
        "Sent 5, bounced 1, in doubt 1, later 1, unsubscribed 0, configured since: 1 (20 %)",
        f"In doubt: {doubtful}",
    ]
    report = json.loads(announce("status", "--json"))
    assert report.pop("at")
    assert report == {
        "schema": 1,
        "campaign": "vapi-key",
        "sent": 5,
        "bounced": 1,
        "in_doubt": 1,
        "later": 1,
        "unsubscribed": 0,
        "configured_since": 1,
        "users_in_doubt": [str(doubtful)],
    }


def user_state(announce: Announce, user: object) -> object:
    users = json.loads(announce("who", "--json"))["users"]
    return next(each["mail"] for each in users if each["id"] == str(user))


@sqlite_only
def test_a_campaign_that_was_not_begun_has_no_share(database: str, announce: Announce) -> None:
    assert announce("status") == "Sent 0, bounced 0, in doubt 0, later 0, unsubscribed 0, configured since: 0\n"


def test_addresses_are_suppressed_listed_and_let_in_again(database: str, announce: Announce, mail: MailServer) -> None:
    add_people(database, [{"email": "a@example.com"}, {"email": "b@example.com"}])

    assert announce("suppress", " A@Example.com", "x@example.com") == (
        "a@example.com: gets no announcements\nx@example.com: gets no announcements\n"
    )
    assert announce("suppress", "a@example.com") == "a@example.com: was suppressed already\n"
    first, *_, last = announce("suppress").splitlines()
    assert first.startswith("a@example.com  operator  20")
    assert last == "Suppressed: 2."
    announce("send", *FAST)
    assert mail.counts == {"b@example.com": 1}
    assert announce("suppress", "--remove", "a@example.com") == "a@example.com: gets announcements again\n"
    assert announce("suppress", "--remove", "a@example.com", code=1) == "a@example.com: was not suppressed\n"
    announce("send", *FAST)
    assert mail.counts == {"a@example.com": 1, "b@example.com": 1}


def test_unsubscribing_counts_more_than_a_bounce_and_follows_the_user(database: str, announce: Announce) -> None:
    (user,) = add_people(database, [{"email": "a@example.com"}])

    async def note() -> list[bool]:
        async with opened(database) as engine, engine.begin() as connection:
            await attempt(connection, "vapi-key", user, after=0, state=MailState.SENT)
            return [
                await suppress(connection, "a@example.com", Suppression.BOUNCED),
                await suppress(connection, "a@example.com", Suppression.UNSUBSCRIBED, user),
                await suppress(connection, "a@example.com", Suppression.UNSUBSCRIBED, user),
                await suppress(connection, "a@example.com", Suppression.BOUNCED),
            ]

    assert asyncio.run(note()) == [True, True, False, False]
    assert "unsubscribed 1" in announce("status")
    change(database, user, email="new@example.com")
    assert "Left out: 1 (suppressed 1)." in announce("who")


@sqlite_only
def test_a_text_that_is_not_an_address_is_refused(database: str, announce: Announce) -> None:
    assert "--remove: name the addresses" in announce("suppress", "--remove", code=2)
    for text in ("camille", "a\udc80@b.c", "a@b\x1b[31m"):
        with pytest.raises(SystemExit) as ended:
            main(["announce", "suppress", text])
        assert ended.value.code == 2
