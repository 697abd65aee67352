"""Combine single answers into a status, and choose the ones to remember."""

from collections.abc import Mapping
from datetime import datetime

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Operation, Progress, Stage
from ava_onboard.domain.status import Status
from ava_onboard.onboarding.ports import StoredKey
from ava_onboard.onboarding.session import asks_to_sign_in


def at_first(kept: Fact, before: Progress, *, signed_in: bool) -> Status:
    """Return the status after this computer has answered.

    A key that is kept here will be checked again: until then Vapi's last answer is only the last one.
    """
    last = before.status()._replace(kept=kept, used=Fact(), signed_in=signed_in)
    checked = kept.answer is Answer.YES
    of_key = before.accepted if before.accepted.preview == (kept if checked else before.known).preview else Fact()
    return last._replace(
        accepted=Fact() if checked else of_key,
        last_accepted=of_key,
        unfinished=before.unfinished(kept, asked=True),
        owner=before.owner if checked else None,
    )


def with_answers(status: Status, answers: Mapping[str, Fact]) -> Status:
    """Return the status with further answers: ``known`` and ``used`` from Ava, ``accepted`` from Vapi."""
    known = answers["known"].following(status.last_known) if "known" in answers else status.known
    accepted, last_accepted = answers.get("accepted", status.accepted), status.last_accepted
    of_another = accepted.preview != known.preview
    if status.kept.answer is not Answer.YES and known.answer is not Answer.UNKNOWN and of_another:
        accepted = last_accepted = Fact()
    used = answers.get("used", status.used)
    ended = known.failure is not None and asks_to_sign_in(known.failure)
    return status._replace(
        known=known,
        accepted=accepted,
        used=used,
        signed_in=status.signed_in and not ended,
        last_accepted=last_accepted,
    )


def learnt(status: Status, before: Progress, now: Progress) -> dict[str, Fact]:
    """Return the facts to remember: those with an answer, unless saving or deleting has learnt a newer one."""
    facts = (
        ("kept", status.kept, now.kept is before.kept),
        ("known", status.known, now.known is before.known),
        ("accepted", status.accepted, now.accepted is before.accepted),
        ("used", status.used, now.used is before.used),
    )
    return {name: fact for name, fact, untouched in facts if untouched and fact.answer is not Answer.UNKNOWN}


def of_ava(stored: StoredKey, now: datetime) -> Fact:
    """Return what Ava says about its key."""
    if not stored.present:
        return Fact(Answer.NO, None, now)
    return Fact(Answer.YES, stored.preview and stored.preview.replace("…", "..."), now)


def of_failing_ava(failure: Failure, now: datetime) -> Fact:
    """Return what is known of Ava's key if it does not say: an account that is gone has none, for certain."""
    gone = failure.problem is problems.ACCOUNT_GONE
    return Fact(Answer.NO if gone else Answer.UNKNOWN, None, now, failure)


def of_failing_keyring(failure: Failure, before: Fact, now: datetime) -> Fact:
    """Return what is known of the local copy if the keyring cannot be read."""
    if failure.problem is problems.NO_KEYRING and before.answer is not Answer.YES:
        return Fact(Answer.NO, None, now)  # without a keyring, nothing was kept
    return Fact(Answer.UNKNOWN, before.preview, now, failure)


def left_to_finish(operation: Operation | None, status: Status) -> Operation | None:
    """Return the operation, or None once the facts show that it is done or cannot be finished."""
    if operation is None:
        return None
    kept, known = status.kept, status.known
    if operation.deletes:
        return None if kept.answer is known.answer is Answer.NO else operation
    here = kept.answer is Answer.UNKNOWN or kept.preview == operation.preview
    arrived = known.answer is Answer.YES and known.preview in (None, operation.preview)
    lost = not here and (operation.stage is Stage.KEEP or known.answer is not Answer.UNKNOWN)
    return None if arrived or lost else operation
