"""The order of the four steps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import STEPS, Journey, Progress, Step

journeys = st.builds(Journey, st.sampled_from(STEPS), st.frozensets(st.sampled_from(STEPS)))


def test_the_steps_are_those_of_the_guide_in_their_order() -> None:
    assert [step.number for step in STEPS] == [1, 2, 3, 4]
    assert STEPS == (Step.ACCOUNT, Step.KEYS_PAGE, Step.NEW_KEY, Step.PASTE_KEY)


def test_finishing_each_step_leads_to_the_last_one_with_all_done() -> None:
    journey = Journey()
    for step in STEPS:
        assert journey.step is step
        journey = journey.finish()
    assert journey == Journey(Step.PASTE_KEY, frozenset(STEPS))


def test_what_a_step_needs_is_done_with_it_but_nothing_after_it() -> None:
    assert Journey(Step.NEW_KEY).finish().done == frozenset(STEPS[:3])
    assert Journey(Step.PASTE_KEY).finish().done == frozenset(STEPS)
    assert Journey(Step.ACCOUNT, frozenset({Step.NEW_KEY})).finish().done == {Step.ACCOUNT, Step.NEW_KEY}


def test_back_opens_the_step_before_and_the_first_step_stays() -> None:
    journey = Journey(Step.NEW_KEY, frozenset({Step.ACCOUNT, Step.KEYS_PAGE}))
    assert journey.back() == Journey(Step.KEYS_PAGE, journey.done)
    assert journey.back().back().back() == Journey(Step.ACCOUNT, journey.done)


@settings(deadline=None)
@given(journeys, st.sampled_from(STEPS))
def test_no_move_undoes_what_is_done(journey: Journey, step: Step) -> None:
    for after in (journey.back(), journey.open(step), journey.finish()):
        assert after.done >= journey.done
    assert journey.open(step).step is step


@settings(deadline=None)
@given(journeys)
def test_back_after_finish_returns_to_the_same_step(journey: Journey) -> None:
    if journey.step is not STEPS[-1]:
        assert journey.finish().back().step is journey.step


@pytest.mark.parametrize("kept", Answer)
@pytest.mark.parametrize("known", Answer)
def test_a_customer_with_a_key_starts_on_the_settings(kept: Answer, known: Answer) -> None:
    progress = Progress(kept=Fact(kept), known=Fact(known), accepted=Fact(Answer.YES))
    assert progress.configured_before == (kept is Answer.YES or known is Answer.YES)


MINE, OTHER = Fact(Answer.YES, "8f14e45f..."), Fact(Answer.YES, "0a1b2c3d...")


@pytest.mark.parametrize(
    ("kept", "known", "may_be_only_here"),
    [
        pytest.param(MINE, Fact(Answer.NO), True, id="waiting to be sent"),
        pytest.param(MINE, Fact(), True, id="Ava was never asked"),
        pytest.param(MINE, Fact(Answer.UNKNOWN, MINE.preview), True, id="perhaps it has arrived"),
        pytest.param(MINE, OTHER, True, id="Ava has another key"),
        pytest.param(Fact(), Fact(), True, id="nothing is known"),
        pytest.param(MINE, MINE, False, id="Ava has it"),
        pytest.param(MINE, Fact(Answer.YES), False, id="Ava has one without a preview"),
        pytest.param(Fact(Answer.NO), Fact(), False, id="no key here"),
    ],
)
def test_a_key_that_ava_is_not_known_to_have_may_be_only_here(kept: Fact, known: Fact, may_be_only_here: bool) -> None:
    assert Progress(kept=kept, known=known).key_may_be_only_here is may_be_only_here
