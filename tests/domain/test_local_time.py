"""Dates, as a person reads them."""

from datetime import datetime

import pytest

from ava_onboard import locales
from ava_onboard.domain.local_time import day, day_and_time


@pytest.mark.parametrize(
    ("language", "moment", "words"),
    [
        ("en", "2026-11-24T09:05", "24 Nov 2026 at 09:05"),
        ("en", "2026-05-01T23:59", "1 May 2026 at 23:59"),
        ("fr", "2026-11-24T09:05", "24 nov. 2026 à 09:05"),
        ("fr", "2026-08-01T00:00", "1er août 2026 à 00:00"),
    ],
)
def test_a_date_follows_the_language(language: str, moment: str, words: str) -> None:
    locales.use(language)
    assert day_and_time(datetime.fromisoformat(moment).astimezone()).replace("\u00a0", " ") == words


def test_a_date_is_not_broken_over_two_lines() -> None:
    assert " " not in day(datetime.fromisoformat("2026-11-24T12:00").astimezone())
