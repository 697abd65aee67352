"""What the card says of a key beside the three places: each fact and each time once."""

from datetime import timedelta

import pytest

from ava_onboard import locales
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.status import Status
from ava_onboard.domain.verdict import Region
from ava_onboard.text import key_details
from tests.tui.driving import NOW

YESTERDAY = NOW - timedelta(days=1)
HERE, OTHER = "8f14e45f...", "c9f0f895..."
YES = Fact(Answer.YES, HERE, NOW)
WELL = Status(
    YES, YES._replace(since=YESTERDAY), YES._replace(region=Region.US), YES._replace(assistants=3), signed_in=True
)


def test_where_all_is_well_no_time_is_repeated_that_the_title_has_said() -> None:
    assert key_details.of(WELL) == [
        ("Proof", "Ava used it: 3 assistants"),
        ("At Vapi", "main region"),
        ("At Ava", "seen since 31\u00a0Jul\u00a02026"),
    ]


def test_answers_of_one_look_have_their_time_once() -> None:
    refused = WELL._replace(accepted=Fact(Answer.NO, HERE, NOW + timedelta(seconds=70)))
    assert key_details.of(refused)[-1] == ("Checked", "on 1\u00a0Aug\u00a02026 at\u00a014:30")
    assert len([words for _label, words in key_details.of(refused) if "1\u00a0Aug" in words]) == 1


def test_answers_of_different_times_have_a_time_each() -> None:
    silent = WELL._replace(known=Fact(), last_known=YES._replace(learnt=YESTERDAY))
    assert key_details.of(silent)[1:] == [
        ("At Vapi", "accepted on 1\u00a0Aug\u00a02026 at\u00a014:30"),
        ("At Ava", "seen on 31\u00a0Jul\u00a02026 at\u00a014:30"),
    ]


def test_the_start_of_the_key_is_said_only_where_there_are_two() -> None:
    another = WELL._replace(known=Fact(Answer.YES, OTHER, YESTERDAY), used=Fact())
    assert [words.partition(",")[0] for _label, words in key_details.of(another)] == ["8f14e45f…", "c9f0f895…"]


@pytest.mark.parametrize("status", [Status(), WELL._replace(known=Fact(), accepted=Fact(), used=Fact())])
def test_nothing_is_said_of_what_was_never_learnt(status: Status) -> None:
    assert key_details.of(status) == []


def test_the_same_is_said_in_french() -> None:
    locales.use("fr")
    assert key_details.of(WELL) == [
        ("Preuve", "Ava l’a utilisée\u00a0: 3 assistantes"),
        ("Chez Vapi", "région principale"),
        ("Chez Ava", "vue depuis le 31\u00a0juil.\u00a02026"),
    ]
