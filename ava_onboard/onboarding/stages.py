"""What saving and deleting report while they are under way."""

from dataclasses import dataclass, field
from enum import Enum

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.journey import Stage
from ava_onboard.locales import N_, _

SAVING = (Stage.KEEP, Stage.SEND, Stage.CONFIRM)
SENDING = (Stage.SEND, Stage.CONFIRM)
DELETING = (Stage.FORGET_AT_AVA, Stage.FORGET_HERE)


class Left(Enum):
    """Where a key is still after a deletion that has failed; the value says it."""

    EVERYWHERE = N_("Nothing was deleted: the key is still at Ava and on this computer.")
    HERE_AND_PERHAPS_AT_AVA = N_("It is not known whether Ava has deleted the key. It is still on this computer.")
    HERE = N_("Ava has forgotten the key, but it is still on this computer.")
    HERE_ONLY = N_("The key is still on this computer.")

    @property
    def words(self) -> str:
        """The sentence in the current language."""
        return _(self.value)


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
    left: Left | None = field(default=None, compare=False)
    """Where the key is still, if it was being deleted."""


StageEvent = StageStarted | StageDone | StageSkipped | StageFailed
