"""The phases of a key between pasting and saving, as values, and the choices in each phase."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import assert_never

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.attention import Action
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.hints import Hint
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.status import Status
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.domain.verdict import Accepted, Rejected, Verdict
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import NotStarted, Stage, StageEvent, StageFailed, StageTested
from ava_onboard.text import labels
from ava_onboard.text.stages import Mark, mark


@dataclass(frozen=True, slots=True)
class Editing:
    """The text in the field was not checked yet."""

    offered: Pasted | None = None
    """What the clipboard holds instead, while it is offered."""


@dataclass(frozen=True, slots=True)
class Checking:
    """Vapi is checking the key."""

    key: ApiKey


@dataclass(frozen=True, slots=True)
class Judged:
    """Vapi has answered."""

    key: ApiKey
    verdict: Verdict
    hints: tuple[Hint, ...] = ()
    """What the pasted text looked like."""
    moves: bool = False
    """Whether the key belongs to another organisation than the one that Ava has."""


@dataclass(frozen=True, slots=True)
class Saving:
    """The stages are under way. With a ``failure`` they have stopped; what succeeded stays."""

    key: ApiKey | None
    """None for the key that is kept on this computer."""
    verdict: Verdict | None
    marks: Mapping[Stage, Mark] = field(default_factory=dict)
    failed: Stage | None = None
    failure: Failure | None = None
    kept: bool = False
    """Whether the key is on this computer although a later stage has failed."""

    def after(self, event: StageEvent) -> "Saving":
        """Return the phase after ``event``."""
        if isinstance(event, NotStarted):
            return replace(self, failed=event.stage, failure=event.failure)
        marks = {**self.marks, event.stage: mark(event)}
        if isinstance(event, StageFailed):
            return Saving(self.key, self.verdict, marks, event.stage, event.failure, event.kept)
        return Saving(self.key, self.verdict, marks)


@dataclass(frozen=True, slots=True)
class Saved:
    """The key is saved, and Ava has confirmed it."""

    key: ApiKey | None
    verdict: Verdict | None
    marks: Mapping[Stage, Mark]
    status: Status
    """What is known afterwards."""
    tested: StageTested | None = None
    """The test of the key; None if the person did not wait for it."""
    synchronised: bool | None = None
    """Whether Ava has synchronised its assistants; None until it is asked."""

    @property
    def moved(self) -> bool:
        """Whether Ava may still use assistants of another organisation."""
        return self.tested is not None and self.tested.moved and not self.synchronised

    @property
    def useless(self) -> bool:
        """Whether Vapi refuses the key when Ava uses it: only another key helps."""
        failure = self.status.proof.failure
        return failure is not None and failure.problem is problems.KEY_UNUSABLE

    @property
    def may_synchronise(self) -> bool:
        """Whether to offer that Ava synchronises its assistants."""
        return self.moved and self.synchronised is None


Phase = Editing | Checking | Judged | Saving | Saved


def under_way(phase: Phase) -> bool:
    """Return whether the form is waiting for an answer."""
    return isinstance(phase, Checking) or (isinstance(phase, Saving) and phase.failed is None)


class Choice(Enum):
    """Something to do with the key. The value is the button's text.

    The words of ``SAVE_IN_FALLBACK`` are those of the secret store that is offered.
    ``WAIT`` takes the place of the primary choice and has no button, so that a second Enter stops nothing.
    """

    USE_OFFERED = N_("Use this key")
    NOT_THIS = N_("Not this one")
    CHECK = N_("Check the key")
    WAIT = ""
    STOP = N_("Stop waiting")
    SAVE = N_("Save the key")
    PASTE_ANOTHER = N_("Paste another key")
    OPEN_PAGE = labels.OPEN_PAGE
    CHECK_AGAIN = N_("Check again")
    SAVE_UNVERIFIED = N_("Save anyway")
    SAVE_AGAIN = Action.RETRY.value
    SAVE_IN_FALLBACK = "fallback"
    SAVE_ELSEWHERE = N_("Keep no copy here")
    LATER = N_("Later")
    SYNCHRONISE = N_("Synchronise assistants")
    COPY_SUMMARY = N_("Copy the summary")
    FINISH = N_("See my settings")

    @property
    def words(self) -> str:
        """The button's text in the current language; empty if there is no button."""
        return _(self.value) if self.value else ""


def choices(phase: Phase, *, fallback: StoreKind | None = None) -> tuple[Choice, ...]:
    """Return the choices in ``phase``, the primary one first.

    Args:
        phase: The phase of the key.
        fallback: The secret store to offer where the one in use fails.
    """
    match phase:
        case Editing(offered=Pasted()):
            return (Choice.USE_OFFERED, Choice.NOT_THIS)
        case Editing():
            return (Choice.CHECK,)
        case Checking() | Saving(failed=None):
            return (Choice.WAIT, Choice.STOP)
        case Judged(verdict=Accepted()):
            return (Choice.SAVE, Choice.PASTE_ANOTHER)
        case Judged(verdict=Rejected()):
            return (Choice.PASTE_ANOTHER, Choice.OPEN_PAGE, Choice.CHECK_AGAIN)
        case Judged():
            return (Choice.CHECK_AGAIN, Choice.SAVE_UNVERIFIED)
        case Saving(failed=Stage.KEEP):
            ways = (Choice.SAVE_AGAIN, Choice.SAVE_ELSEWHERE)
            return (*ways, Choice.SAVE_IN_FALLBACK) if fallback else ways
        case Saving():
            return (Choice.SAVE_AGAIN, Choice.LATER)
        case Saved():
            return _after_saving(phase)
        case _:
            assert_never(phase)


def _after_saving(saved: Saved) -> tuple[Choice, ...]:
    if saved.useless:
        return (Choice.PASTE_ANOTHER, Choice.FINISH)
    return (Choice.FINISH, Choice.SYNCHRONISE if saved.may_synchronise else Choice.COPY_SUMMARY)
