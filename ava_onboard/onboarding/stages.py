"""What saving and deleting report while they are under way."""

from dataclasses import dataclass

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.journey import Stage

SAVING = (Stage.KEEP, Stage.SEND, Stage.CONFIRM)
SENDING = (Stage.SEND, Stage.CONFIRM)
DELETING = (Stage.FORGET_AT_AVA, Stage.FORGET_HERE)


@dataclass(frozen=True, slots=True)
class StageStarted:
    """The stage is under way."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class StageDone:
    """The stage succeeded, and what it did stays."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class StageSkipped:
    """The stage was not wanted or not needed."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class StageFailed:
    """The stage failed and nothing after it was tried. What succeeded before stays."""

    stage: Stage
    failure: Failure


StageEvent = StageStarted | StageDone | StageSkipped | StageFailed
