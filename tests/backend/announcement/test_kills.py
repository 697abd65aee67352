"""What is left of a campaign when `send` is killed, interrupted or started twice."""

import os
import signal
import subprocess
import sys
from collections import Counter

import pytest

from ava_onboard.backend.db.announcements import MailState
from tests.backend.announcement.mailserver import DROP, MailServer
from tests.backend.announcement.people import KEY, add_people
from tests.backend.announcement.test_send import states, suppressed_addresses
from tests.backend.db.places import sqlite_only

PEOPLE, KILLS = (1_000, 50) if os.environ.get("AVA_ONBOARD_FAULTS") else (200, 10)
PLACES = ("at_recipient", "at_data", "after_content", "later")
SEND = (sys.executable, "-m", "ava_onboard.backend", "announce", "send", "--rate", "100000", "--backoff", "0.001")

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals"),
]


def number(recipient: str) -> int:
    return int(recipient.removeprefix("user").partition("@")[0])


class Troubled:
    """Answers as a bad day would have it, and kills the sender every few mails, each time at another place."""

    def __init__(self, mail: MailServer) -> None:
        self.mail = mail
        self.sender: subprocess.Popen[str] | None = None
        self.killed = 0
        self._seen: Counter[tuple[str, str]] = Counter()
        self._until_the_kill = PEOPLE // KILLS - 2
        mail.at_recipient = self.at_recipient
        mail.at_data = self.at_data
        mail.after_content = self.after_content

    def at_recipient(self, recipient: str) -> str | None:
        self._until_the_kill -= 1
        self._kill("at_recipient")
        first = self._is_first("at_recipient", recipient)
        match number(recipient) % 50:
            case 7:
                return "550 no such user"
            case 13 if first:
                return "450 greylisted"
            case 14 if first:
                return "421 too many"
        return None

    def at_data(self, recipient: str) -> str | None:
        self._kill("at_data")
        return "451 later" if number(recipient) % 50 == 21 and self._is_first("at_data", recipient) else None

    def after_content(self, recipient: str) -> str | None:
        self._kill("after_content")
        first = self._is_first("after_content", recipient)
        match number(recipient) % 50:
            case 31:
                return "554 refused"
            case 32 if first:
                return "452 full"
            case 33 if number(recipient) % 100 == 33:
                return DROP
        if self._is_due("later") and self.sender is not None:
            # The answer and the signal race: it may be in the middle of noting the answer.
            self._kill("later")
        return None

    def _is_first(self, place: str, recipient: str) -> bool:
        self._seen[place, recipient] += 1
        return self._seen[place, recipient] == 1

    def _is_due(self, place: str) -> bool:
        return self._until_the_kill <= 0 and self.killed < KILLS and PLACES[self.killed % len(PLACES)] == place

    def _kill(self, place: str) -> None:
        if self._is_due(place) and self.sender is not None and self.sender.poll() is None:
            self.sender.send_signal(signal.SIGKILL)
            if place != "later":
                self.sender.wait(60)
            self.killed += 1
            self._until_the_kill = PEOPLE // KILLS - 2


@sqlite_only
def test_nobody_gets_two_and_everybody_is_accounted_for_however_often_it_is_killed(
    database: str, mail: MailServer
) -> None:
    people = add_people(database, [{}] * PEOPLE)
    troubled = Troubled(mail)
    endings = []
    for _ in range(KILLS + 20):
        with subprocess.Popen([*SEND, "--pause-after", "9"], stdout=subprocess.PIPE, text=True) as sender:
            troubled.sender = sender
            sender.communicate(timeout=600)
        endings.append(sender.returncode)
        if sender.returncode == 0:
            break

    assert Counter(endings) == {-signal.SIGKILL: KILLS, 0: 1}
    noted = states(database)
    by_state = Counter(noted.values())
    assert set(mail.counts.values()) == {1}, "nobody gets two"
    assert set(noted) == set(people), "everybody is accounted for"
    assert set(by_state) == {MailState.SENT, MailState.BOUNCED, MailState.SENDING}
    got = {people[number(recipient)] for recipient in mail.counts}
    assert {user for user, state in noted.items() if state is MailState.SENT} <= got
    assert not {user for user, state in noted.items() if state is MailState.BOUNCED} & got
    assert len(suppressed_addresses(database)) == by_state[MailState.BOUNCED] >= 2 * PEOPLE // 50 - KILLS
    # A kill or a drop leaves one mail in doubt at most.
    assert by_state[MailState.SENDING] <= KILLS + PEOPLE // 100


@sqlite_only
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_after_the_mail_that_is_being_sent(
    database: str, mail: MailServer, sent: signal.Signals, code: int
) -> None:
    add_people(database, [{}] * 5)

    def interrupt(_: str) -> None:
        if len(mail.accepted) == 1:
            sender.send_signal(sent)

    mail.after_content = interrupt
    with subprocess.Popen(SEND, stdout=subprocess.PIPE, text=True) as sender:
        said, _ = sender.communicate(timeout=120)

    assert sender.returncode == code
    assert said.startswith("Sent: ")
    assert said.endswith("Interrupted. Run it again to continue.\n")
    assert set(states(database).values()) == {MailState.SENT}
    assert set(mail.counts.values()) == {1}


def test_two_that_run_at_once_send_nothing_twice(database: str, mail: MailServer) -> None:
    add_people(database, [{}] * 40)
    senders = [subprocess.Popen(SEND, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for sender in senders:
        with sender:
            sender.communicate(timeout=120)

    assert [sender.returncode for sender in senders] == [0, 0]
    assert len(mail.counts) == 40
    assert set(mail.counts.values()) == {1}
    assert set(states(database).values()) == {MailState.SENT}


@sqlite_only
def test_a_terminal_shows_how_far_it_is(database: str, mail: MailServer) -> None:
    add_people(database, [{}, {}, KEY])
    ours, theirs = os.openpty()
    with subprocess.Popen(SEND, stdout=subprocess.PIPE, stderr=theirs, text=True) as sender:
        os.close(theirs)
        said, _ = sender.communicate(timeout=120)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)

    assert said.startswith("Sent: 2; ")
    assert f"[{'#' * 15}{'-' * 15}] 1/2  sent 1, bounced 0, later 0" in shown
    assert shown.endswith(f"[{'#' * 30}] 2/2  sent 2, bounced 0, later 0\x1b[K\r\n")
