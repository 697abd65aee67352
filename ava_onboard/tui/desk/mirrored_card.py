"""The settings card of the mirror, and the status behind it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Stage
from ava_onboard.domain.situation import scenes
from ava_onboard.domain.situation.facts import AtAva, AtVapi, Facts, InUse, Outline
from ava_onboard.domain.situation.facts import shown as drawn
from ava_onboard.domain.situation.scenes import Checked
from ava_onboard.domain.status import Badge, Status, Unfinished
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.onboarding import StageFailed, StageTested
from ava_onboard.onboarding.stages import IN_DOUBT, Left
from ava_onboard.text.stages import Mark, mark
from ava_onboard.tui.desk.placeholders import ACCOUNT, AT_AVA, HERE, failure_of
from ava_onboard.tui.drawing.blocks import Block
from ava_onboard.tui.widgets import card_blocks
from ava_onboard.tui.widgets.card_blocks import Card

_UNFINISHED = {"E05": Unfinished.DELETION, "E09": Unfinished.LOST, "E10": Unfinished.KEEPING}


def card(scene: scenes.OnCard | scenes.Busy | scenes.NotDeleted, store: StoreKind, now: datetime) -> Card:
    """Return the card of a scene."""
    match scene:
        case scenes.OnCard(facts=facts, trouble=trouble, unprotected=unprotected):
            status = _with_failure(_status(facts, now), facts, failure_of(trouble), now)
            return Card(status._replace(unprotected=unprotected), _account(facts), store)
        case scenes.Busy(facts=facts, deletes=True):
            return Card(_status(facts, now), _account(facts), store, deleting=Stage.FORGET_AT_AVA)
        case scenes.Busy(facts=facts):
            return Card(_status(facts, now), _account(facts), store, looking=True)
        case scenes.NotDeleted(stage=stage, trouble=trouble, outline=outline):
            failure = failure_of(trouble) or Failure(problems.UNEXPECTED)
            return Card(_deleting(outline, now), ACCOUNT, store, deleting=_stopped(stage, failure))


def badge(card: Card) -> Badge:
    """Return the badge above a card: a deletion that has begun counts, also before anything has stopped it."""
    begun = card.status._replace(unfinished=Unfinished.DELETION)
    return (begun if card.is_deleting else card.status).badge


def shown(card: Card) -> tuple[Sequence[Block], Sequence[str]]:
    """Return the blocks of a card, and the labels of its buttons."""
    buttons = [
        card_blocks.resolving(card),
        *(card_blocks.choosing(number, card) for number in range(2)),
        card_blocks.replacing(card, narrow=False),
        card_blocks.deleting(card),
    ]
    return card_blocks.of(card), [label for label in buttons if label]


def outlined(
    scene: scenes.Pasting | scenes.Answered | scenes.InProgress | scenes.Stopped | scenes.Ended, now: datetime
) -> Status:
    """Return the status that a key form shows beside its phase."""
    if isinstance(scene, scenes.Pasting | scenes.Answered):
        return of_outline(scene.outline, now)
    sends_kept = Answer.YES if scene.sends_kept else Answer.UNKNOWN
    vapi = {Checked.MAIN: AtVapi.MAIN, Checked.EUROPE: AtVapi.EUROPE}.get(scene.checked, AtVapi.UNKNOWN)
    return _status(Facts(sends_kept, vapi=vapi), now)


def of_outline(outline: Outline, now: datetime) -> Status:
    """Return a status that these facts can be about."""
    at_ava = {Badge.CONFIGURED: AtAva.YES, Badge.ATTENTION: AtAva.YES, Badge.NOT_CONFIGURED: AtAva.NO}
    ava = at_ava[outline.badge] if outline.badge else AtAva.UNKNOWN
    use = {Badge.CONFIGURED: InUse.YES, Badge.ATTENTION: InUse.NO}.get(outline.badge or Badge.NOT_CONFIGURED)
    return _status(Facts(outline.kept, ava, use=use or InUse.UNKNOWN, signed_in=ava is not AtAva.UNKNOWN), now)


def after_saving(scene: scenes.Ended, now: datetime) -> tuple[Status, StageTested | None]:
    """Return the status after a save, and the result of the test; None if it was not waited for."""
    vapi = {Checked.MAIN: AtVapi.MAIN, Checked.EUROPE: AtVapi.EUROPE}.get(scene.checked, AtVapi.UNKNOWN)
    kept = Answer.YES if scene.keeps or scene.sends_kept else Answer.NO
    failure = failure_of(scene.trouble)
    use = InUse.YES if failure is None and scene.waited else InUse.UNKNOWN
    status = _status(Facts(kept, AtAva.YES, vapi, use, signed_in=True), now)
    if failure:
        refuted = failure.problem in problems.REFUTED
        status = status._replace(used=Fact(Answer.NO if refuted else Answer.UNKNOWN, HERE, now, failure))
    return status, StageTested(Stage.PROVE, status.used, scene.moved) if scene.waited else None


def mark_of_test(tested: StageTested | None) -> Mark:
    """Return how the test is marked."""
    return mark(tested) if tested else Mark.UNKNOWN


def _status(facts: Facts, now: datetime) -> Status:
    """Return the status of the facts, each learnt ``now`` if it was learnt at all."""
    status = drawn(facts, HERE, AT_AVA, ACCOUNT)
    names = ("kept", "known", "accepted", "used", "last_known", "last_accepted", "last_used")
    facts_of_status: dict[str, Fact] = {name: getattr(status, name) for name in names}
    learnt: dict[str, Any] = {
        name: fact if fact.answer is Answer.UNKNOWN else fact._replace(learnt=now)
        for name, fact in facts_of_status.items()
    }
    return status._replace(**learnt)


def _with_failure(status: Status, facts: Facts, failure: Failure | None, now: datetime) -> Status:
    """Return the status with what the code of the card is about."""
    if failure is None or failure.problem is problems.KEY_OF_OTHER_ACCOUNT:
        return status
    code, service = failure.code, failure.values.get("service")
    status = status._replace(unfinished=_UNFINISHED.get(code, Unfinished.NOTHING))
    if failure.problem in problems.KEY_REFUSED:
        return status._replace(accepted=status.accepted._replace(failure=failure))
    if failure.problem is problems.ACCOUNT_GONE:
        return status._replace(known=Fact(Answer.NO, learnt=now, failure=failure))
    if failure.problem in (*problems.REFUTED, problems.NOT_TESTABLE):
        return status._replace(used=status.used._replace(failure=failure, learnt=now))
    if code[0] == "K":
        if facts.kept is Answer.UNKNOWN:
            return status._replace(kept=Fact(failure=failure))
        return status._replace(session_unread=failure)
    if code[0] == "V" or service == "Vapi":
        return status._replace(accepted=Fact(failure=failure))
    if code[0] in "ANS":
        if facts.ava.answered:
            return status._replace(used=Fact(failure=failure, learnt=now))
        return status._replace(known=Fact(failure=failure))
    return status


def _account(facts: Facts) -> str:
    return ACCOUNT if facts.signed_in else ""


def _deleting(outline: Outline, now: datetime) -> Status:
    return of_outline(outline, now)._replace(unfinished=Unfinished.DELETION)


def _stopped(stage: Stage, failure: Failure) -> StageFailed:
    left = Left.HERE if stage is Stage.FORGET_HERE else Left.EVERYWHERE
    if stage is Stage.FORGET_AT_AVA and failure.problem in IN_DOUBT:
        left = Left.HERE_AND_PERHAPS_AT_AVA
    return StageFailed(stage, failure, left)
