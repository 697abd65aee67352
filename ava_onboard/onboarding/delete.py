"""Delete the key: at Ava first, then on this computer."""

from collections.abc import AsyncIterator

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure, ProblemError, failed
from ava_onboard.domain.progress import Operation, Stage
from ava_onboard.onboarding import facts
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.onboarding.progress_store import ProgressStore
from ava_onboard.onboarding.questions import Questions
from ava_onboard.onboarding.services import ServiceProvider, Services
from ava_onboard.onboarding.session import AvaSession, SignIn, asks_to_sign_in
from ava_onboard.onboarding.stages import (
    Left,
    NotStarted,
    StageDone,
    StageEvent,
    StageFailed,
    StageSkipped,
    StageStarted,
)
from ava_onboard.onboarding.unlock import Unlock


async def delete(
    progress_store: ProgressStore, provider: ServiceProvider, unlock: Unlock, questions: Questions
) -> AsyncIterator[StageEvent]:
    """See ``Onboarding.delete``."""
    operation = progress_store.progress.under_way
    if not (operation and operation.deletes) and not await questions.confirm_deletion(None):
        yield NotStarted(Stage.FORGET_AT_AVA)
        return
    if failure := await unlock.for_session(questions.unlock, again=True):
        yield NotStarted(Stage.FORGET_AT_AVA, failure)
        return
    while True:
        account = progress_store.progress.account
        event: StageEvent | None = None
        async for event in _delete_once(progress_store, provider):
            yield event
        if not (isinstance(event, StageFailed) and asks_to_sign_in(event.failure)):
            return
        if not await questions.sign_in(event.failure):
            return
        now = progress_store.progress.account
        if now != account is not None and not await questions.confirm_deletion(now):
            return  # the key of another account is another key


async def _delete_once(progress_store: ProgressStore, provider: ServiceProvider) -> AsyncIterator[StageEvent]:
    stage, left = Stage.FORGET_AT_AVA, Left.EVERYWHERE
    try:
        services, session, chosen = await provider.get()
        if progress_store.may_be_at_ava or await session.source() is not SignIn.NONE:
            yield StageStarted(stage)
            gone = await _forget_at_ava(services, session, progress_store)
            yield StageSkipped(stage, gone) if gone else StageDone(stage)
            left = Left.HERE_ONLY if gone else Left.HERE
        else:
            yield StageSkipped(stage)
            left = Left.HERE_ONLY
        stage = Stage.FORGET_HERE
        progress_store.remember(under_way=Operation(stage))
        yield StageStarted(stage)
        forgotten = await _forget_here(services, progress_store)
    except ProblemError as error:
        may_be_deleted_at_ava = progress_store.progress.under_way == Operation(Stage.FORGET_AT_AVA)
        if may_be_deleted_at_ava and error.failure.problem is not problems.STILL_THERE:
            left = Left.HERE_AND_PERHAPS_AT_AVA
        yield StageFailed(stage, error.failure, left)
        return
    await chosen.tidy()
    _remember_forgotten(progress_store, accepted=Fact())
    yield StageDone(stage) if forgotten else StageSkipped(stage)


async def _forget_at_ava(services: Services, session: AvaSession, progress_store: ProgressStore) -> Failure | None:
    """Delete the key at Ava; return S04 if the account is gone, and with it whatever Ava could be asked about.

    Raises:
        ProblemError: A07 if Ava still has a key, or what stopped the calls.
    """
    operation = Operation(Stage.FORGET_AT_AVA)
    gone: Failure | None = None
    try:
        delete = services.ava.delete_key
        await session.call(lambda token: progress_store.change(lambda: delete(token), under_way=operation))
        known = facts.of_ava(await session.call(services.ava.stored_key), progress_store.clock())
    except ProblemError as error:
        if error.failure.problem is not problems.ACCOUNT_GONE:
            raise
        gone, known = error.failure, Fact(Answer.NO, None, progress_store.clock())
    progress_store.remember(known=known, used=Fact())
    if known.answer is Answer.YES:
        raise failed(problems.STILL_THERE)
    return gone


async def forget_copy(
    progress_store: ProgressStore, provider: ServiceProvider, unlock: Unlock, questions: Questions
) -> AsyncIterator[StageEvent]:
    """See ``Onboarding.forget_copy``."""
    stage = Stage.FORGET_HERE
    if failure := await unlock(questions.unlock, again=True):
        yield NotStarted(stage, failure)
        return
    yield StageStarted(stage)
    try:
        services, _, chosen = await provider.get()
        forgotten = await _forget_here(services, progress_store)
    except ProblemError as error:
        yield StageFailed(stage, error.failure, Left.HERE_ONLY)
        return
    await chosen.tidy()
    accepted, known = progress_store.progress.accepted, progress_store.progress.known
    _remember_forgotten(progress_store, accepted=accepted if accepted.preview == known.preview else Fact())
    yield StageDone(stage) if forgotten else StageSkipped(stage)


def _remember_forgotten(progress_store: ProgressStore, *, accepted: Fact) -> None:
    kept = Fact(Answer.NO, None, progress_store.clock())
    progress_store.remember(kept=kept, kept_for=None, accepted=accepted, under_way=None)


async def _forget_here(services: Services, progress_store: ProgressStore) -> bool:
    """Delete the key on this computer; False where it cannot keep one, and never has."""
    try:
        await services.store.delete(SecretName.VAPI_KEY)
    except ProblemError as error:
        if error.failure.problem not in problems.NOWHERE or progress_store.progress.kept.answer is Answer.YES:
            raise
        return False
    return True
