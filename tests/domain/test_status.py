"""Local copy x Ava x Vapi: one badge, one sentence, one action, for every combination."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import pytest

from ava_onboard import locales
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.status import Action, Answer, Badge, Fact, Status, Unfinished, fact_of
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MINE, OTHER = "8f14e45f...", "c9f0f895..."
FAILURE = Failure(problems.TIMED_OUT, {"service": "Ava"})

YES = Fact(Answer.YES, MINE, NOW)
ANOTHER = Fact(Answer.YES, OTHER, NOW)
NO = Fact(Answer.NO, None, NOW)
REFUSED = Fact(Answer.NO, MINE, NOW)
UNKNOWN = Fact()
FAILED = Fact(Answer.UNKNOWN, None, NOW, FAILURE)

# kept here, known to Ava, accepted by Vapi: badge, beginning of the sentence, action
TABLE = [
    (YES, YES, YES, Badge.CONFIGURED, None, Action.NONE),
    (YES, YES, UNKNOWN, Badge.CONFIGURED, None, Action.NONE),
    (YES, YES, FAILED, Badge.CONFIGURED, "Vapi could not be reached", Action.RETRY),
    (YES, YES, REFUSED, Badge.CONFIGURED, "Vapi refuses this key", Action.REPLACE),
    (YES, ANOTHER, YES, Badge.CONFIGURED, "Ava has a different key", Action.SEND),
    (YES, ANOTHER, REFUSED, Badge.CONFIGURED, "Vapi refuses this key", Action.REPLACE),
    (YES, NO, YES, Badge.NOT_CONFIGURED, "The key is on this computer, but", Action.SEND),
    (YES, NO, FAILED, Badge.NOT_CONFIGURED, "The key is on this computer, but", Action.SEND),
    (YES, NO, REFUSED, Badge.NOT_CONFIGURED, "Vapi refuses this key", Action.REPLACE),
    (NO, YES, UNKNOWN, Badge.CONFIGURED, None, Action.NONE),
    (FAILED, YES, UNKNOWN, Badge.CONFIGURED, "This computer's keyring", Action.RETRY),
    (NO, NO, UNKNOWN, Badge.NOT_CONFIGURED, "Ava has no key", Action.START),
    (FAILED, NO, UNKNOWN, Badge.NOT_CONFIGURED, "Ava has no key", Action.START),
]


@pytest.mark.parametrize(("kept", "known", "accepted", "badge", "sentence", "action"), TABLE)
def test_the_facts_decide_the_sentence_and_the_action(
    kept: Fact, known: Fact, accepted: Fact, badge: Badge, sentence: str | None, action: Action
) -> None:
    status = Status(kept, known, accepted, signed_in=True)
    assert status.badge is badge
    assert status.action is action
    assert (status.sentence or "").startswith(sentence or "")
    assert status.agree == (sentence is None)


# signed in, kept here, known to Ava, known to Ava before: badge, beginning of the sentence, action
SILENT_TABLE = [
    (True, YES, FAILED, YES, Badge.CONFIGURED, "Ava could not be reached", Action.RETRY),
    (True, YES, FAILED, UNKNOWN, Badge.NOT_CONFIGURED, "Ava could not be reached", Action.RETRY),
    (False, YES, UNKNOWN, UNKNOWN, Badge.NOT_CONFIGURED, "The key is kept on this computer, waiting", Action.SEND),
    (False, YES, UNKNOWN, NO, Badge.NOT_CONFIGURED, "The key is kept on this computer, waiting", Action.SEND),
    (False, YES, UNKNOWN, YES, Badge.CONFIGURED, "Sign in to see", Action.SIGN_IN),
    (False, NO, UNKNOWN, YES, Badge.CONFIGURED, "Sign in to see", Action.SIGN_IN),
    (False, NO, UNKNOWN, UNKNOWN, Badge.NOT_CONFIGURED, "Sign in to see", Action.SIGN_IN),
]


@pytest.mark.parametrize(("signed_in", "kept", "known", "before", "badge", "sentence", "action"), SILENT_TABLE)
def test_without_an_answer_the_last_one_of_ava_counts(
    signed_in: bool, kept: Fact, known: Fact, before: Fact, badge: Badge, sentence: str, action: Action
) -> None:
    status = Status(kept, known, YES, signed_in=signed_in, last_known=before)
    assert status.badge is badge
    assert status.action is action
    assert (status.sentence or "").startswith(sentence)


def every_status() -> Iterator[Status]:
    facts = [YES, ANOTHER, NO, REFUSED, UNKNOWN, FAILED]
    for kept, known, accepted, before, signed_in in product(facts, facts, facts, facts, [True, False]):
        yield Status(kept, known, accepted, signed_in=signed_in, last_known=before)


@pytest.mark.parametrize("language", locales.languages())
def test_no_combination_lacks_an_answer(language: str) -> None:
    locales.use(language)
    for status in every_status():
        assert status.badge.words
        assert (status.sentence is None) == (status.action is Action.NONE) == status.agree
        assert status.sentence != ""


def test_ava_alone_decides_on_the_badge() -> None:
    for status in every_status():
        fact = status.known if status.known.answer is not Answer.UNKNOWN else status.last_known
        assert (status.badge is Badge.CONFIGURED) == (fact.answer is Answer.YES)


def test_a_problem_of_vapi_is_never_a_refused_key() -> None:
    for status in every_status():
        if status.accepted.answer is not Answer.NO:
            assert status.action is not Action.REPLACE


def test_the_preview_is_of_the_key_that_the_badge_is_about() -> None:
    assert Status(kept=YES, known=ANOTHER).preview == OTHER
    assert Status(kept=YES, last_known=ANOTHER).preview == OTHER
    assert Status(kept=YES).preview == MINE
    assert Status().preview is None


def test_the_badge_has_a_word_and_a_sign_in_both_languages() -> None:
    assert [(badge.words, badge.sign) for badge in Badge] == [("Configured", "●"), ("Not configured", "○")]
    locales.use("fr")
    assert [badge.words for badge in Badge] == ["Configuré", "Non configuré"]


@pytest.mark.parametrize(
    ("verdict", "answer", "failure"),
    [
        (Accepted(Region.US), Answer.YES, None),
        (Rejected(Refusal.UNKNOWN, (Region.US,)), Answer.NO, None),
        (Undecided(FAILURE), Answer.UNKNOWN, FAILURE),
    ],
)
def test_an_outage_is_not_a_refusal(
    verdict: Accepted | Rejected | Undecided, answer: Answer, failure: Failure | None
) -> None:
    assert fact_of(verdict, MINE, NOW) == Fact(answer, MINE, NOW, failure)


@pytest.mark.parametrize("kept", [YES, NO, FAILED])
@pytest.mark.parametrize("known", [YES, NO, UNKNOWN, FAILED])
def test_an_interrupted_deletion_is_finished_first(kept: Fact, known: Fact) -> None:
    status = Status(kept, known, YES, signed_in=True, unfinished=Unfinished.DELETION)
    if kept is known is NO:
        assert status.action is Action.START
    else:
        assert status.action is Action.DELETE
        assert status.sentence == "The key was being deleted when the program stopped."


def test_a_key_that_was_not_kept_must_be_entered_again() -> None:
    status = Status(NO, NO, signed_in=True, unfinished=Unfinished.LOST)
    assert (status.action, status.agree) == (Action.REPLACE, False)
    assert status.sentence == "The program stopped before the key was kept on this computer."


def test_a_key_that_was_not_looked_for_is_not_called_lost() -> None:
    status = Status(unfinished=Unfinished.KEEPING)
    assert (status.action, status.sentence) == (Action.RETRY, "The program stopped before the key was saved.")
