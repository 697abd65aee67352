"""The commands of the operator's page about the announcement, run as they stand."""

import re

from tests.backend.announcement.conftest import Announce
from tests.backend.announcement.mailserver import MailServer
from tests.backend.announcement.people import KEY, add_people
from tests.backend.db.places import sqlite_only
from tests.backend.operate.pages import blocks

COMMANDS = [
    line.removeprefix("$ ") for block in blocks("announcement.md", "console") for line in block.text.splitlines()
]


@sqlite_only
def test_the_commands_of_the_page_announce_it(database: str, announce: Announce, mail: MailServer) -> None:
    add_people(database, [{"locale": "fr"}, {"locale": "en"}, KEY])
    for command in COMMANDS:
        matched = re.fullmatch(r"python -m ava_onboard\.backend announce (.+)", command)
        assert matched
        said = announce(*matched[1].split())

    assert said.startswith("Sent 2, ")
    assert mail.counts == {"user0@example.com": 1, "user1@example.com": 1}
