"""`announce who`: who gets the mail, and why someone does not."""

import asyncio
import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.announcements import MailState, attempt
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.suppressions import Suppression, suppress
from tests.backend.announcement.conftest import Announce
from tests.backend.announcement.people import KEY, add_people
from tests.backend.db.places import sqlite_only

PEOPLE: list[dict[str, Any]] = [
    {"locale": "en", "email": "anna@example.com"},
    {"locale": "fr", "name": "=1+1"},
    {"locale": "he"},
    {"locale": ""},
    KEY,
    {"disabled_at": datetime(2026, 1, 1, tzinfo=UTC)},
    {"email": None, "phone": "+33612345678"},
    {"email": "a b@example.com"},
    {"email": "gone@example.com"},
    {**KEY, "disabled_at": datetime(2026, 1, 1, tzinfo=UTC)},
]
REASONS = [
    *[None] * 4,
    "configured",
    "disabled",
    "no_address",
    "unusable_address",
    "suppressed",
    "configured",
]


def test_everybody_is_listed_with_the_reason_for_leaving_them_out(database: str, announce: Announce) -> None:
    people = add_people(database, PEOPLE)

    async def note() -> None:
        async with opened(database) as engine, engine.begin() as connection:
            await suppress(connection, "gone@example.com", Suppression.BOUNCED)
            await attempt(connection, "vapi-key", people[1], after=0, state=MailState.SENDING)
            await attempt(connection, "another", people[0], after=0, state=MailState.SENT)

    asyncio.run(note())
    report = json.loads(announce("who", "--json"))

    by_id = {user["id"]: user for user in report["users"]}
    assert [by_id[str(person)]["left_out"] for person in people] == REASONS
    assert [by_id[str(person)]["mail"] for person in people[:2]] == [None, "in_doubt"]
    assert (report["schema"], report["campaign"]) == (1, "vapi-key")
    assert report["totals"] == {
        "recipients": 4,
        "by_locale": {"en": 1, "fr": 1, "he": 1, "unknown": 1},
        "left_out": {"configured": 2, "disabled": 1, "no_address": 1, "unusable_address": 1, "suppressed": 1},
    }


@sqlite_only
def test_the_text_names_those_who_get_it_and_counts_the_others(database: str, announce: Announce) -> None:
    add_people(database, PEOPLE)
    *people, without, left_out = announce("who").splitlines()

    assert len(people) == 5
    assert "anna@example.com  en  no mail yet" in people[1]
    assert without == "Without a key: 5 (en 1, fr 2, he 1, unknown 1)."
    assert left_out == "Left out: 5 (configured 2, disabled 1, no address 1, unusable address 1)."


@sqlite_only
def test_the_table_is_for_spreadsheets(database: str, announce: Announce) -> None:
    add_people(database, PEOPLE)
    rows = list(csv.DictReader(io.StringIO(announce("who", "--csv"))))

    assert len(rows) == len(PEOPLE)
    assert rows[0]["locale"] == ""
    assert {row["name"] for row in rows} == {"Camille", "'=1+1"}


@pytest.mark.parametrize("name", ["", "With Capitals", "x" * 33, "a/b", "é", "-a"])
def test_a_campaign_has_a_plain_name(name: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["announce", "who", f"--campaign={name}"])
    assert ended.value.code == 2
