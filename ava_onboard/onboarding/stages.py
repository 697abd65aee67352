"""What saving and deleting report while they are under way."""

from dataclasses import dataclass, field
from enum import Enum

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Fact
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Stage
from ava_onboard.domain.status import WAITING_TO_BE_SENT
from ava_onboard.locales import N_, _

IN_DOUBT = (problems.TIMED_OUT, problems.CONNECTION_CUT, problems.AVA_DOWN)
"""After these, Ava may or may not have made the change."""


class Left(Enum):
    """Where a key still is after a failed deletion; the value is the sentence to show."""

    EVERYWHERE = N_("Nothing was deleted: Ava and this computer still have the key.")
    HERE_AND_PERHAPS_AT_AVA = N_("Ava may or may not have deleted the key. This computer still has it.")
    HERE = N_("Ava no longer has the key, but this computer still does.")
    HERE_ONLY = N_("This computer still has the key.")

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


@dataclass(frozen=True, slots=True)
class StageTested(StageDone):
    """The test was made, whatever it shows."""

    used: Fact
    """Whether Ava can use the key: yes, no, or unknown with the reason."""
    moved: bool = False
    """Whether the key belongs to another organisation than the one before. Ava may still use assistants of that one."""
    replaced: bool = False
    """Whether Ava had another key before."""


@dataclass(frozen=True, slots=True)
class StageSkipped(_OfStage):
    """The stage was not wanted or not needed."""

    failure: Failure | None = None
    """Why it was not needed, if a service said so: an account that is gone has no key to delete."""


@dataclass(frozen=True, slots=True)
class StageFailed(_OfStage):
    """The stage failed and nothing after it was tried. What succeeded before stays."""

    failure: Failure
    left: Left | None = field(default=None, compare=False)
    """Where the key still is, if it was being deleted."""
    kept: bool = field(default=False, compare=False)
    """Whether the key is on this computer all the same: it was written or read there."""


@dataclass(frozen=True, slots=True)
class NotStarted(_OfStage):
    """Nothing was done, not even ``stage``, the first one."""

    failure: Failure | None = None
    """What prevented it; None if the person does not want it."""


StageEvent = StageStarted | StageDone | StageSkipped | StageFailed | NotStarted


def kept_so_far(stage: Stage) -> str:
    """Return the sentence about a key that is kept here after a later stage of saving has failed."""
    if stage is Stage.CONFIRM:
        return _("The key is kept on this computer. Ava received it, but has not confirmed it yet.")
    return _(WAITING_TO_BE_SENT)
