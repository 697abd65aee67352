"""Local copy x Ava x Vapi x use: one badge, one sentence, one action, for every combination."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import pytest

from ava_onboard import locales
from ava_onboard.domain import problems
from ava_onboard.domain.attention import Action, Choice, Concern
from ava_onboard.domain.fact import Answer, Fact, fact_of
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.status import Badge, Status, Unfinished
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided
from tests.repeats import first

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MINE, OTHER = "8f14e45f...", "c9f0f895..."
FAILURE = Failure(problems.TIMED_OUT, {"service": "Ava"})

YES = Fact(Answer.YES, MINE, NOW)
ANOTHER = Fact(Answer.YES, OTHER, NOW)
NO = Fact(Answer.NO, None, NOW)
REFUSED = Fact(Answer.NO, MINE, NOW)
UNKNOWN = Fact()
FAILED = Fact(Answer.UNKNOWN, None, NOW, FAILURE)

EUROPEAN = YES._replace(region=Region.EU)
PROVED = YES._replace(assistants=3)
UNUSED = Fact(Answer.NO, MINE, NOW, Failure(problems.KEY_UNUSABLE))
NOT_FOUND = Fact(Answer.NO, MINE, NOW, Failure(problems.KEY_NOT_FOUND))
BUSY = Fact(Answer.UNKNOWN, MINE, NOW, Failure(problems.AVA_DOWN))
UNTESTABLE = Fact(Answer.UNKNOWN, MINE, NOW, Failure(problems.NOT_TESTABLE))

# kept here, known to Ava, accepted by Vapi: badge, beginning of the sentence, action
TABLE = [
    (YES, YES, YES, Badge.CONFIGURED, None, Action.NONE),
    (YES, YES, UNKNOWN, Badge.ATTENTION, "It is not known yet whether Vapi accepts", Action.CHECK),
    (YES, YES, FAILED, Badge.ATTENTION, "It is not known yet whether Vapi accepts", Action.CHECK),
    (YES, YES, REFUSED, Badge.ATTENTION, "Vapi refuses this key", Action.REPLACE),
    (YES, YES, EUROPEAN, Badge.ATTENTION, "This is a key of Vapi Europe", Action.CHECK),
    (YES, ANOTHER, YES, Badge.ATTENTION, "Ava has another key (c9f0f895…) than this computer (8f", Action.CHOOSE),
    (YES, ANOTHER, REFUSED, Badge.ATTENTION, "Ava has another key", Action.CHOOSE),
    (YES, NO, YES, Badge.NOT_CONFIGURED, "The key is kept on this computer, waiting", Action.SEND),
    (YES, NO, FAILED, Badge.NOT_CONFIGURED, "The key is kept on this computer, waiting", Action.SEND),
    (YES, NO, REFUSED, Badge.NOT_CONFIGURED, "Vapi refuses this key", Action.REPLACE),
    (NO, YES, YES, Badge.CONFIGURED, None, Action.NONE),
    (NO, YES, UNKNOWN, Badge.ATTENTION, "It is not known yet whether Vapi accepts", Action.CHECK),
    (FAILED, YES, YES, Badge.CONFIGURED, "This computer's keyring", Action.RETRY),
    (NO, NO, UNKNOWN, Badge.NOT_CONFIGURED, "No key yet, here or at Ava.", Action.START),
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


# accepted by Vapi, used by Ava, used by Ava before: badge, beginning of the sentence, action
USE_TABLE = [
    (YES, PROVED, UNKNOWN, Badge.CONFIGURED, None, Action.NONE),
    (UNKNOWN, PROVED, UNKNOWN, Badge.CONFIGURED, None, Action.NONE),
    (FAILED, PROVED, UNKNOWN, Badge.CONFIGURED, "Vapi could not be reached", Action.RETRY),
    (REFUSED, PROVED, UNKNOWN, Badge.ATTENTION, "Vapi refuses this key", Action.REPLACE),
    (YES, UNUSED, UNKNOWN, Badge.ATTENTION, "Vapi refuses the key when Ava uses it.", Action.REPLACE),
    (YES, NOT_FOUND, UNKNOWN, Badge.ATTENTION, "Ava does not find the key when it needs it.", Action.SEND),
    (YES, REFUSED, UNKNOWN, Badge.ATTENTION, "Ava has this key, but cannot use it.", Action.REPLACE),
    (EUROPEAN, UNUSED, UNKNOWN, Badge.ATTENTION, "Ava cannot use this key: it belongs to Vapi Europe", Action.CREATE),
    (EUROPEAN, PROVED, UNKNOWN, Badge.CONFIGURED, None, Action.NONE),
    (EUROPEAN, UNTESTABLE, UNKNOWN, Badge.ATTENTION, "This is a key of Vapi Europe", Action.CHECK),
    (YES, UNTESTABLE, UNKNOWN, Badge.CONFIGURED, None, Action.NONE),
    (YES, BUSY, UNKNOWN, Badge.CONFIGURED, "Ava has your key, but could not try it", Action.RETRY),
    (YES, BUSY, PROVED, Badge.CONFIGURED, "Ava has your key, but could not try it", Action.RETRY),
    (YES, BUSY, UNUSED, Badge.ATTENTION, "Vapi refuses the key when Ava uses it.", Action.REPLACE),
    (UNKNOWN, BUSY, UNKNOWN, Badge.ATTENTION, "It is not known yet whether Vapi accepts", Action.CHECK),
    (UNKNOWN, BUSY, PROVED, Badge.CONFIGURED, "Ava has your key, but could not try it", Action.RETRY),
]


@pytest.mark.parametrize(("accepted", "used", "before", "badge", "sentence", "action"), USE_TABLE)
def test_whether_ava_can_use_the_key_decides_too(
    accepted: Fact, used: Fact, before: Fact, badge: Badge, sentence: str | None, action: Action
) -> None:
    status = Status(YES, YES, accepted, used, signed_in=True, last_used=before)
    assert (status.badge, status.action) == (badge, action)
    assert (status.sentence or "").startswith(sentence or "")
    assert status.agree == (sentence is None)


# signed in, kept here, known to Ava, known to Ava before: badge, beginning of the sentence, action
SILENT_TABLE = [
    (True, YES, FAILED, YES, Badge.CONFIGURED, "Ava could not be reached", Action.RETRY),
    (True, YES, FAILED, UNKNOWN, Badge.NOT_CONFIGURED, "Ava could not be reached", Action.RETRY),
    (False, YES, UNKNOWN, UNKNOWN, Badge.NOT_CONFIGURED, "The key is kept on this computer, waiting", Action.SEND),
    (False, YES, UNKNOWN, NO, Badge.NOT_CONFIGURED, "The key is kept on this computer, waiting", Action.SEND),
    (False, YES, UNKNOWN, YES, Badge.CONFIGURED, "You are signed out. Last known", Action.SIGN_IN),
    (False, NO, UNKNOWN, YES, Badge.CONFIGURED, "You are signed out. Last known", Action.SIGN_IN),
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


def test_only_a_key_that_ava_had_is_called_gone() -> None:
    sentences = {
        before: Status(YES, NO, YES, signed_in=True, last_known=before).sentence
        for before in (YES, ANOTHER, NO, UNKNOWN)
    }
    gone = {
        before for before, sentence in sentences.items() if (sentence or "").startswith("Ava no longer has your key")
    }
    assert gone == {YES}


def every_status() -> Iterator[Status]:
    kept = [YES, ANOTHER, NO, FAILED, FAILED._replace(preview=OTHER)]
    known = [YES, ANOTHER, NO, UNKNOWN, FAILED, YES._replace(preview=None)]
    accepted = [YES, ANOTHER, REFUSED, UNKNOWN, FAILED, EUROPEAN]
    used = [PROVED, UNUSED, NOT_FOUND, UNKNOWN, BUSY, UNTESTABLE, UNUSED._replace(preview=OTHER)]
    before = [UNKNOWN, ANOTHER, UNUSED]
    for facts in product(kept, known, accepted, used, before, [UNKNOWN, YES, REFUSED], [True, False]):
        here, ava, vapi, use, last_used, last, signed_in = facts
        yield Status(
            here,
            ava,
            vapi,
            use,
            signed_in=signed_in,
            last_known=last if last is not REFUSED else ANOTHER,
            last_accepted=last,
            last_used=last_used,
        )


@pytest.mark.parametrize("language", first(locales.languages()))
def test_no_combination_lacks_an_answer(language: str) -> None:
    locales.use(language)
    for status in every_status():
        assert status.badge.words
        assert (status.sentence is None) == (status.action is Action.NONE) == status.agree
        assert status.sentence != ""


def test_only_a_key_at_ava_is_configured_or_needs_attention() -> None:
    for status in every_status():
        fact = status.known if status.known.answer is not Answer.UNKNOWN else status.last_known
        assert (status.badge is not Badge.NOT_CONFIGURED) == (fact.answer is Answer.YES)


def test_a_green_badge_means_that_nothing_speaks_against_the_key_at_ava() -> None:
    green = [status for status in every_status() if status.badge is Badge.CONFIGURED]
    assert green
    for status in green:
        at_ava = status.known if status.known.answer is not Answer.UNKNOWN else status.last_known
        of_vapi, of_use = (status.accepted, status.last_accepted), (status.used, status.last_used)
        assert at_ava.answer is Answer.YES
        assert Answer.NO not in {answer_about(fact, at_ava) for fact in (status.accepted, status.used)}
        assert Answer.YES in {answer_about(fact, at_ava) for fact in (*of_vapi, *of_use)}, "somebody has tried it"
        for now, before in (of_vapi, of_use):
            assert now.answer is not Answer.UNKNOWN or answer_about(before, at_ava) is not Answer.NO
        if status.kept.preview and at_ava.preview and status.kept.answer is not Answer.NO:
            assert status.kept.preview == at_ava.preview


def answer_about(fact: Fact, at_ava: Fact) -> Answer:
    """Return the answer of a fact if it is about the key at Ava, as far as the previews tell."""
    same = at_ava.preview is None or fact.preview in (None, at_ava.preview)
    return fact.answer if same else Answer.UNKNOWN


def test_where_two_keys_differ_both_are_named_and_neither_is_the_obvious_one() -> None:
    status = Status(YES, ANOTHER, YES, signed_in=True)
    assert status.choices == (Choice.SEND, Choice.KEEP_AVAS)
    assert Status(YES, ANOTHER, REFUSED, signed_in=True).choices == (Choice.KEEP_AVAS, Choice.REPLACE)
    for status in every_status():
        assert bool(status.choices) == (status.action is Action.CHOOSE)
        if status.known.answer is Answer.YES and status.kept.preview not in (None, status.known.preview):
            assert status.action is not Action.SEND or status.known.preview is None


def test_the_key_of_another_account_is_not_the_obvious_one_to_send() -> None:
    status = Status(YES, NO, YES, signed_in=True, owner="Camille")
    assert (status.action, status.choices) == (Action.CHOOSE, (Choice.SEND_ANYWAY, Choice.REPLACE))
    assert (status.sentence or "").startswith("The key on this computer was saved for Camille.")


def test_the_key_of_another_account_is_not_the_obvious_one_to_send_before_ava_has_answered() -> None:
    status = Status(YES, Fact(), YES, signed_in=True, owner="Camille")
    assert status.action is Action.RETRY
    assert status.sentence == "The key on this computer was saved for Camille."


def test_nothing_is_well_where_something_speaks_against_the_key() -> None:
    for status in every_status():
        if status.badge is Badge.ATTENTION:
            assert status.sentence is not None


def test_a_problem_of_vapi_is_never_a_refused_key() -> None:
    for status in every_status():
        refuted = {status.accepted.answer, status.last_accepted.answer, status.used.answer, status.last_used.answer}
        if Answer.NO not in refuted:
            assert status.action is not Action.REPLACE


def test_the_preview_is_of_the_key_that_the_badge_is_about() -> None:
    assert Status(kept=YES, known=ANOTHER).preview == OTHER
    assert Status(kept=YES, last_known=ANOTHER).preview == OTHER
    assert Status(kept=YES).preview == MINE
    assert Status().preview is None


def test_the_badge_has_a_word_and_a_sign_in_both_languages() -> None:
    assert [(badge.words, badge.sign) for badge in Badge] == [
        ("Configured", "●"),
        ("Needs attention", "▲"),
        ("Not configured", "○"),
    ]
    locales.use("fr")
    assert [badge.words for badge in Badge] == ["Configuré", "Action requise", "Non configuré"]


@pytest.mark.parametrize(
    ("verdict", "answer", "failure"),
    [
        (Accepted(Region.US), Answer.YES, None),
        (Rejected(Refusal.UNKNOWN, (Region.US,)), Answer.NO, Failure(problems.KEY_UNKNOWN)),
        (Rejected(Refusal.FORBIDDEN, (Region.US,)), Answer.NO, Failure(problems.KEY_FORBIDDEN)),
        (Undecided(FAILURE), Answer.UNKNOWN, FAILURE),
    ],
)
def test_an_outage_is_not_a_refusal(
    verdict: Accepted | Rejected | Undecided, answer: Answer, failure: Failure | None
) -> None:
    region = Region.US if answer is Answer.YES else None
    assert fact_of(verdict, MINE, NOW) == Fact(answer, MINE, NOW, failure, region)


@pytest.mark.parametrize("kept", [YES, NO, FAILED])
@pytest.mark.parametrize("known", [YES, NO, UNKNOWN, FAILED])
def test_an_interrupted_deletion_is_finished_first(kept: Fact, known: Fact) -> None:
    status = Status(kept, known, YES, signed_in=True, unfinished=Unfinished.DELETION)
    if kept is known is NO:
        assert status.action is Action.START
    else:
        assert status.action is Action.DELETE
        assert status.sentence == "Deleting the key stopped before the end."


@pytest.mark.parametrize(("ava", "badge"), [(YES, Badge.ATTENTION), (NO, Badge.NOT_CONFIGURED)])
def test_a_key_whose_deletion_was_interrupted_needs_attention_while_ava_has_it(ava: Fact, badge: Badge) -> None:
    now = Status(YES, ava, YES, YES, signed_in=True, unfinished=Unfinished.DELETION)
    before = Status(YES, last_known=ava, last_accepted=YES, unfinished=Unfinished.DELETION)
    for status in (now, before):
        assert status.badge is badge
        assert list(status.concerns) == ([Concern.BEING_DELETED] if badge is Badge.ATTENTION else [])
    assert now._replace(unfinished=Unfinished.NOTHING).badge is not Badge.ATTENTION


def test_a_key_that_was_not_kept_must_be_entered_again() -> None:
    status = Status(NO, NO, signed_in=True, unfinished=Unfinished.LOST)
    assert (status.action, status.agree) == (Action.REPLACE, False)
    assert status.sentence == "The program stopped before the key was kept on this computer."


def test_a_key_that_was_not_looked_for_is_not_called_lost() -> None:
    status = Status(unfinished=Unfinished.KEEPING)
    assert (status.action, status.sentence) == (Action.RETRY, "The program stopped before the key was saved.")
