"""What is known of a tenant's key, as the client's status: from the database, without asking anyone."""

from dataclasses import dataclass
from datetime import UTC, datetime

from ava_onboard.backend.db.administration import AccountState
from ava_onboard.backend.db.verdicts import Verdict
from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.status import Status

_JUST_NOW = 600
"""Seconds for which saving is shown as just done."""


@dataclass(frozen=True, slots=True)
class Card:
    """The state of the key, and since when."""

    status: Status
    saved_at: datetime | None

    @property
    def has_key(self) -> bool:
        """Whether Ava has a key."""
        return self.status.known.answer is Answer.YES

    @property
    def just_saved(self) -> bool:
        """Whether the key was saved a moment ago."""
        return self.has_key and self.saved_at is not None and _age(self.saved_at) < _JUST_NOW


NOTHING_KEPT = Fact(Answer.NO)
"""A browser keeps no key."""


def of(state: AccountState) -> Card:
    """Return the card of an account.

    What Vapi said was said when this backend used the key, so that it is also the proof that Ava can use it.
    """
    now = datetime.now(UTC)
    if state.preview is None:
        return Card(Status(NOTHING_KEPT, Fact(Answer.NO, None, now), signed_in=True), None)
    known, at = Fact(Answer.YES, state.preview, now), state.verdict_at
    match state.verdict:
        case Verdict.ACCEPTED:
            seen = Fact(Answer.YES, state.preview, at)
            status = Status(NOTHING_KEPT, known, accepted=seen, used=seen, signed_in=True)
        case Verdict.REFUSED:
            refused = Fact(Answer.NO, state.preview, at, Failure(problems.KEY_UNKNOWN))
            status = Status(NOTHING_KEPT, known, accepted=refused, signed_in=True)
        case None:
            status = Status(NOTHING_KEPT, known, signed_in=True)
    return Card(status, state.saved_at)


def _age(moment: datetime) -> float:
    return abs((datetime.now(UTC) - moment).total_seconds())
