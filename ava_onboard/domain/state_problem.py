"""What of a status is read out to support: a failure, or else a state that has a code of its own."""

from ava_onboard.domain import problems
from ava_onboard.domain.attention import Action, Concern
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.status import Status, Unfinished

_OF_CONCERN = {
    Concern.DIFFERENT: problems.KEYS_DIFFER,
    Concern.REFUSED: problems.REFUSED_AT_AVA,
    Concern.EUROPEAN: problems.EUROPEAN_KEY,
    Concern.UNCHECKED: problems.NEVER_CHECKED,
}


def refusal(status: Status) -> Failure | None:
    """Return why Vapi refuses the key, if it does and that is known."""
    return status.verdict.failure if status.verdict.answer is Answer.NO else None


def failure(status: Status) -> Failure | None:
    """Return the failure to read out: why Vapi refuses the key, or Ava cannot use it, or why something is unknown."""
    unusable = status.proof.failure if status.proof.answer is Answer.NO else None
    return next(filter(None, [refusal(status), unusable, *status.failures]), None)


def read_out(status: Status) -> Failure | None:
    """Return what to read out: the failure, or else the state."""
    state = of(status)
    return failure(status) or (Failure(state) if state else status.proof.failure)


def of(status: Status) -> Problem | None:
    """Return what support calls the state that the advice of ``status`` is about; None if it needs no code."""
    match status.action:
        case Action.DELETE:
            return problems.DELETION_INTERRUPTED
        case Action.SIGN_IN if not status.account_gone:
            return problems.SIGNED_OUT
        case Action.SEND if status.known.answer is not Answer.YES:
            return problems.GONE_AT_AVA if status.gone else problems.NOT_SENT_YET
        case Action.CHOOSE:
            different = status.known.answer is Answer.YES
            return problems.KEYS_DIFFER if different else problems.KEY_OF_OTHER_ACCOUNT
        case Action.REPLACE if status.unfinished is Unfinished.LOST:
            return problems.STOPPED_BEFORE_KEPT
        case Action.RETRY if status.unfinished is Unfinished.KEEPING:
            return problems.STOPPED_WHILE_KEPT
        case Action.REPLACE if status.verdict.answer is status.at_ava.answer is Answer.NO:
            return problems.KEY_UNKNOWN
        case Action.REPLACE | Action.CHECK:
            return next((_OF_CONCERN[it] for it in status.concerns if it in _OF_CONCERN), None)
        case _:
            return None
