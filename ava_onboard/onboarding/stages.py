"""What saving and deleting report while they are under way."""

from dataclasses import dataclass, field
from enum import Enum

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Stage
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
class _OfStage:
    stage: Stage


class StageStarted(_OfStage):
    """The stage is under way."""

    __slots__ = ()


class StageDone(_OfStage):
    """The stage succeeded, and what it did stays."""

    __slots__ = ()


class StageSkipped(_OfStage):
    """The stage was not wanted or not needed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class StageFailed(_OfStage):
    """The stage failed and nothing after it was tried. What succeeded before stays."""

    failure: Failure
    left: Left | None = field(default=None, compare=False)
    """Where the key is still, if it was being deleted."""


StageEvent = StageStarted | StageDone | StageSkipped | StageFailed


def kept_so_far(stage: Stage) -> str:
    """What is true, in the current language, of a key that is kept here where a later stage of saving has failed."""
    if stage is Stage.CONFIRM:
        return _("The key is safe on this computer. Ava took it, but has not confirmed it yet.")
    return _("The key is safe on this computer and waits to be sent to Ava.")
