"""What the terminal says after the app: only what this run knows."""

from datetime import timedelta

import pytest

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import STEPS, Journey, Operation, Progress, Stage, Step
from ava_onboard.domain.status import Badge
from ava_onboard.text import leaving
from tests.tui.driving import NOW

BEFORE = NOW - timedelta(days=1)
KEPT = Fact(Answer.YES, "8f14e45f...", NOW)
ALL = Journey(Step.PASTE_KEY, frozenset(STEPS))
PLACE = "Your place is kept: step 2 of 4. To carry on: ava-onboard"
UNSAVED = "The key you pasted was not saved."


def said(
    progress: Progress,
    badge: Badge = Badge.NOT_CONFIGURED,
    *,
    place_kept: bool = True,
    unsaved_key: bool = False,
    profile: str = "default",
) -> list[str]:
    return leaving.lines(
        progress,
        badge,
        since=NOW,
        place_kept=place_kept,
        unsaved_key=unsaved_key,
        program="ava-onboard",
        profile=profile,
    )


def test_in_the_middle_of_the_guide_it_says_where_the_person_is() -> None:
    progress = Progress(Journey(Step.KEYS_PAGE))
    assert said(progress) == [PLACE]
    assert said(progress, profile="shop") == [f"{PLACE} --profile shop"]
    assert said(progress, unsaved_key=True) == [UNSAVED, PLACE]


def test_a_place_that_could_not_be_saved_is_not_called_kept() -> None:
    progress = Progress(Journey(Step.KEYS_PAGE))
    assert said(progress, place_kept=False) == []
    assert said(progress, place_kept=False, unsaved_key=True) == [UNSAVED]


def test_a_configured_key_is_named_if_this_run_has_asked_ava() -> None:
    progress = Progress(ALL, known=KEPT, kept=KEPT)
    configured = ["● Configured: Ava has your key 8f14e45f…", "To see its state later: ava-onboard status"]
    assert said(progress, Badge.CONFIGURED) == configured
    assert said(progress._replace(used=KEPT), Badge.CONFIGURED)[0] == "● Configured: Ava can use your key 8f14e45f…"
    for other in (KEPT._replace(learnt=BEFORE), KEPT._replace(preview="9f8e7d6c..."), KEPT._replace(answer=Answer.NO)):
        assert said(progress._replace(used=other), Badge.CONFIGURED) == configured
    assert said(progress, Badge.CONFIGURED, profile="shop")[1].endswith("ava-onboard status --profile shop")
    assert said(progress._replace(known=KEPT._replace(learnt=BEFORE)), Badge.CONFIGURED) == []
    assert said(progress, Badge.CONFIGURED, unsaved_key=True) == [UNSAVED]


def test_a_key_that_waits_here_is_named_only_if_ava_cannot_have_it() -> None:
    waiting = Progress(ALL, kept=KEPT, known=Fact(Answer.NO, None, NOW))
    assert said(waiting) == ["Your key is on this computer, waiting to be sent: ava-onboard sync"]
    assert said(waiting._replace(known=Fact(Answer.UNKNOWN, "8f14e45f..."))) == []
    assert said(waiting._replace(kept=KEPT._replace(learnt=BEFORE))) == []


@pytest.mark.parametrize("stage", [Stage.SEND, Stage.CONFIRM])
def test_after_an_interrupted_sending_nobody_knows_what_ava_has(stage: Stage) -> None:
    sent = Fact(Answer.UNKNOWN, "8f14e45f...", NOW)
    for known in (sent, KEPT._replace(preview="9f8e7d6c...")):
        progress = Progress(ALL, kept=KEPT, known=known, under_way=Operation(stage, "8f14e45f..."))
        assert said(progress) == ["Ava may or may not have the key. To find out: ava-onboard status"]


@pytest.mark.parametrize("stage", [Stage.FORGET_AT_AVA, Stage.FORGET_HERE])
def test_a_deletion_that_has_stopped_is_to_be_finished(stage: Stage) -> None:
    progress = Progress(ALL, kept=KEPT, known=KEPT, under_way=Operation(stage, "8f14e45f..."))
    words = "The key may not be deleted everywhere. To finish: ava-onboard delete"
    assert said(progress, Badge.ATTENTION) == [words]


def test_a_key_that_was_not_sent_without_a_session_waits_here() -> None:
    progress = Progress(ALL, kept=KEPT, under_way=Operation(Stage.SEND, "8f14e45f..."))
    assert said(progress) == ["Your key is on this computer, waiting to be sent: ava-onboard sync"]
