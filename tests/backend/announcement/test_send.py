"""`announce send`, over a real mail server: everyone once, whatever the server answers."""

import asyncio
import socket
from collections import Counter
from email import message_from_bytes, policy
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import select, update

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.announcements import MailState, mails
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import AnnouncementMail, User
from ava_onboard.backend.db.suppressions import Suppression, suppress, suppressed
from tests.backend.announcement.conftest import Announce
from tests.backend.announcement.mailserver import DROP, MailServer
from tests.backend.announcement.people import KEY, add_people
from tests.backend.commands.running import Captured
from tests.backend.db.places import sqlite_only

FAST = ("--rate", "1000", "--backoff", "0.001")


def states(url: str, campaign: str = "vapi-key") -> dict[UUID, MailState]:
    async def read() -> dict[UUID, MailState]:
        async with opened(url) as engine:
            return {user: mail.state for user, mail in (await mails(engine, campaign)).items()}

    return asyncio.run(read())


def row(url: str, user: UUID) -> Any:
    async def read() -> Any:
        async with opened(url) as engine, engine.connect() as connection:
            query = select(*AnnouncementMail.__table__.columns).where(AnnouncementMail.user_id == user)
            return (await connection.execute(query)).one()

    return asyncio.run(read())


def suppressed_addresses(url: str) -> dict[str, Suppression]:
    async def read() -> dict[str, Suppression]:
        async with opened(url) as engine, engine.connect() as connection:
            return {each.address: each.reason for each in await suppressed(connection)}

    return asyncio.run(read())


def change(url: str, user: UUID, **values: Any) -> None:
    async def write() -> None:
        async with opened(url) as engine, engine.begin() as connection:
            await connection.execute(update(User).where(User.id == user).values(**values))

    asyncio.run(write())


def first_times(*answers: str) -> Any:
    """Answer so at first, then go on."""
    left = list(answers)
    return lambda _: left.pop(0) if left else None


def test_everybody_without_a_key_gets_the_mail_in_their_language_once(
    database: str, announce: Announce, mail: MailServer
) -> None:
    french, english, configured = add_people(database, [{"locale": "fr"}, {"locale": "he", "name": ""}, KEY])

    said = announce("send", *FAST)
    assert said == "Sent: 2; bounced: 0; in doubt: 0; left out since the start: 0; left for later: 0.\n"
    assert announce("send", *FAST).startswith("Sent: 0; ")

    got = {to: message_from_bytes(content, policy=cast(Any, policy.default)) for to, content in mail.accepted}
    assert len(mail.accepted) == 2
    assert got["user0@example.com"]["Subject"].startswith("Nouvelle fonctionnalité")
    assert got["user1@example.com"]["Subject"].startswith("New feature")
    assert states(database) == {french: MailState.SENT, english: MailState.SENT}
    noted = row(database, french)
    assert (noted.attempts, noted.smtp_code) == (1, 250)
    assert noted.message_id == got["user0@example.com"]["Message-ID"]
    announce("send", *FAST, "--campaign", "second")
    assert mail.counts == {"user0@example.com": 2, "user1@example.com": 2}
    assert configured not in states(database, "second")


@sqlite_only
def test_a_dry_run_makes_every_mail_and_opens_no_socket(
    database: str, announce: Announce, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(database, [{"locale": "fr"}, {"locale": "en"}, {"locale": "he", "name": "\u202ex" * 300}, KEY])
    opened_sockets: list[Any] = []
    for name in ("connect", "connect_ex", "bind"):
        monkeypatch.setattr(socket.socket, name, lambda *given: opened_sockets.append(given))

    assert announce("send", "--dry-run") == ("Would be sent: 3 (en 2, fr 1), in about 1 min. Nothing was sent.\n")
    assert announce("send", "--dry-run", "--limit", "1").startswith("Would be sent: 1 ")
    assert opened_sockets == []
    assert states(database) == {}


@sqlite_only
def test_a_limit_ends_early_and_the_next_run_does_the_rest(database: str, announce: Announce, mail: MailServer) -> None:
    add_people(database, [{}] * 3)

    assert "Sent: 2; " in announce("send", *FAST, "--limit", "2")
    assert "Sent: 1; " in announce("send", *FAST, "--limit", "2")
    assert set(mail.counts.values()) == {1}


@sqlite_only
def test_a_key_that_is_saved_while_mails_go_out_keeps_the_mail_back(
    database: str, announce: Announce, mail: MailServer
) -> None:
    """It is looked at again when the server has already accepted the recipient."""
    people = add_people(database, [{}] * 3)
    saved: set[str] = set()

    def save_a_key(recipient: str) -> None:
        saved.add(recipient)
        change(database, people[int(recipient[4])], **KEY)

    mail.at_recipient = save_a_key

    assert "Sent: 0; bounced: 0; in doubt: 0; left out since the start: 3" in announce("send", *FAST)
    assert len(saved) == 3
    assert mail.accepted == []
    assert states(database) == {}


@sqlite_only
@pytest.mark.parametrize("values", [KEY, {"email": None}, {"email": "new@example.com"}])
def test_a_change_of_the_account_at_the_last_moment_counts(
    database: str, announce: Announce, mail: MailServer, values: dict[str, Any]
) -> None:
    (user,) = add_people(database, [{}])
    mail.at_recipient = lambda _: change(database, user, **values)

    assert "left out since the start: 1" in announce("send", *FAST)
    assert mail.accepted == []


@sqlite_only
@pytest.mark.parametrize("place", ["at_recipient", "at_data", "after_content"])
@pytest.mark.parametrize("code", [421, 450, 451])
def test_a_deferred_mail_is_sent_later(
    database: str, announce: Announce, mail: MailServer, place: str, code: int
) -> None:
    people = add_people(database, [{}] * 4)
    setattr(mail, place, first_times(*[f"{code} later"] * 3))

    assert announce("send", *FAST).startswith("Sent: 4; ")
    assert set(mail.counts.values()) == {1}
    assert set(states(database).values()) == {MailState.SENT}
    assert sorted(row(database, user).attempts for user in people) in ([1, 2, 2, 2], [1, 1, 2, 3], [1, 1, 1, 4])
    assert suppressed_addresses(database) == {}


@sqlite_only
@pytest.mark.parametrize("place", ["at_recipient", "after_content"])
def test_too_many_temporary_refusals_in_a_row_end_the_run_and_the_next_one_continues(
    database: str, announce: Announce, mail: MailServer, place: str
) -> None:
    add_people(database, [{}] * 5)
    setattr(mail, place, first_times(*["450 later"] * 3))

    said = announce("send", *FAST, "--pause-after", "3", code=1)
    assert said.endswith("left for later: 5. The mail server wants to be asked later: run it again then.\n")
    assert Counter(states(database).values()) == {MailState.DEFERRED: 3}
    assert "Sent: 5; " in announce("send", *FAST)


@sqlite_only
@pytest.mark.parametrize("place", ["at_recipient", "at_data", "after_content"])
def test_a_mail_that_is_refused_bounces_and_its_address_gets_no_more(
    database: str, announce: Announce, mail: MailServer, place: str
) -> None:
    _, gone = add_people(database, [{}, {"email": "gone@example.com"}])
    setattr(mail, place, lambda to: "550 no such user" if to.startswith("gone") else None)

    assert "Sent: 1; bounced: 1; " in announce("send", *FAST)
    assert (row(database, gone).state, row(database, gone).smtp_code) == ("bounced", 550)
    assert suppressed_addresses(database) == {"gone@example.com": Suppression.BOUNCED}
    setattr(mail, place, lambda _: None)
    announce("send", *FAST)
    announce("send", *FAST, "--campaign", "second")
    assert mail.counts == {"user0@example.com": 2}


@sqlite_only
def test_a_server_that_refuses_everybody_suppresses_nobody(database: str, announce: Announce, mail: MailServer) -> None:
    add_people(database, [{}] * 6)
    mail.at_recipient = lambda _: "554 5.7.1 relay access denied"

    said = announce("send", *FAST, "--stop-after", "3", code=1)
    assert "bounced: 0; " in said
    assert "refused too many mails in a row" in said
    assert suppressed_addresses(database) == {}
    mail.at_recipient = lambda _: None
    assert "Sent: 6; " in announce("send", *FAST)


@sqlite_only
def test_a_refused_sender_is_nobodys_bounce(database: str, announce: Announce, mail: MailServer) -> None:
    add_people(database, [{}] * 2)
    mail.at_sender = lambda _: "553 not from here"

    said = announce("send", *FAST, code=1)
    assert said.endswith("The mail server refuses the sender bonjour@ava.example (553)\n")
    assert states(database) == {}


@sqlite_only
def test_a_connection_that_drops_after_the_content_leaves_the_mail_in_doubt_and_it_is_not_sent_again(
    database: str, announce: Announce, mail: MailServer
) -> None:
    add_people(database, [{}] * 3)
    mail.after_content = first_times(DROP)

    assert announce("send", *FAST).startswith("Sent: 2; bounced: 0; in doubt: 1; ")
    assert announce("send", *FAST).startswith("Sent: 0; ")
    assert set(mail.counts.values()) == {1}
    assert Counter(states(database).values()) == {MailState.SENT: 2, MailState.SENDING: 1}

    assert announce("send", *FAST, "--in-doubt-too").startswith("Sent: 1; ")
    assert set(states(database).values()) == {MailState.SENT}


@sqlite_only
def test_a_connection_that_drops_before_the_content_leaves_no_doubt(
    database: str, announce: Announce, mail: MailServer
) -> None:
    add_people(database, [{}] * 3)
    mail.at_data = first_times(DROP, DROP)

    assert announce("send", *FAST).startswith("Sent: 3; ")
    assert set(mail.counts.values()) == {1}


@sqlite_only
def test_people_who_unsubscribed_get_none(database: str, announce: Announce, mail: MailServer) -> None:
    moved, _ = add_people(database, [{"email": "new@example.com"}, {"email": "b@example.com"}])

    async def note() -> None:
        async with opened(database) as engine, engine.begin() as connection:
            await suppress(connection, "old@example.com", Suppression.UNSUBSCRIBED, moved)
            await suppress(connection, "b@example.com", Suppression.OPERATOR)

    asyncio.run(note())
    assert announce("send", *FAST).startswith("Sent: 0; ")
    assert mail.connections == 0


@sqlite_only
def test_a_server_that_is_not_there_is_named_at_once(
    database: str, announce: Announce, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(database, [{}])
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AVA_BACKEND_SMTP_PORT", str(unused.getsockname()[1]))
        said = announce("send", *FAST, code=1)

    assert said.endswith("The mail server cannot be used: it cannot be reached (ConnectionRefusedError)\n")


@sqlite_only
@pytest.mark.parametrize(
    "name", ["SMTP_HOST", "ANNOUNCEMENT_FROM", "DOCUMENTATION_URL", "SETTINGS_PAGE_URL", "PUBLIC_URL"]
)
def test_a_missing_setting_is_named(
    database: str, announce: Announce, mail: MailServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("AVA_BACKEND_SETTINGS_PAGE", "false")
    monkeypatch.delenv(f"AVA_BACKEND_{name}")

    assert f"AVA_BACKEND_{name}: needed" in announce("send", code=2)


@pytest.mark.parametrize(
    "options",
    [
        ["--rate", "0"],
        ["--rate", "nan"],
        ["--rate", "-1"],
        ["--rate", "fast"],
        ["--limit", "0"],
        ["--limit", "1.5"],
        ["--limit", "²"],
        ["--backoff", "inf"],
        ["--pause-after", "0"],
    ],
)
def test_an_unusable_number_is_refused(options: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["announce", "send", *options])
    assert ended.value.code == 2
    assert f"argument {options[0]}: expected a" in capsys.readouterr().err
