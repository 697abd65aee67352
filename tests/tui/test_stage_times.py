"""How long each stage of saving took, as it stands beside it."""

import pytest

from ava_onboard import locales
from ava_onboard.onboarding import Stage, StageDone, StageSkipped, StageStarted
from ava_onboard.tui.drawing.notes import took
from ava_onboard.tui.key.stopwatch import Stopwatch


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    times = iter((10.0, 10.5))
    monkeypatch.setattr("ava_onboard.tui.key.stopwatch.monotonic", lambda: next(times))
    return Stopwatch()


def test_a_stage_takes_from_its_start_to_its_end(watch: Stopwatch) -> None:
    watch.note(StageStarted(Stage.KEEP))
    watch.note(StageDone(Stage.KEEP))
    assert watch.took == {Stage.KEEP: 0.5}


def test_a_stage_that_is_left_out_takes_no_time_not_even_that_of_an_earlier_attempt(watch: Stopwatch) -> None:
    watch.note(StageStarted(Stage.KEEP))
    watch.note(StageDone(Stage.KEEP))
    watch.note(StageSkipped(Stage.KEEP))
    assert watch.took == {}


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [(None, "", ""), (0.04, "", ""), (0.26, "0.3\u00a0s", "0,3\u00a0s"), (9.96, "10\u00a0s", "10\u00a0s")],
)
def test_a_time_has_tenths_below_ten_seconds(seconds: float | None, english: str, french: str) -> None:
    assert took(seconds) == english
    locales.use("fr")
    assert took(seconds) == french
