"""Deleting the key: at Ava first, then on this computer."""

from collections.abc import AsyncIterator

from ava_onboard.domain import problems
from ava_onboard.domain.failure import ProblemError, failed
from ava_onboard.domain.progress import Operation, Stage
from ava_onboard.domain.status import Answer, Fact
from ava_onboard.onboarding import facts
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.onboarding.progress_store import ProgressStore
from ava_onboard.onboarding.services import ServiceProvider, Services
from ava_onboard.onboarding.session import SignIn
from ava_onboard.onboarding.stages import Left, StageDone, StageEvent, StageFailed, StageSkipped, StageStarted


async def delete(store: ProgressStore, provider: ServiceProvider) -> AsyncIterator[StageEvent]:
    """See ``Onboarding.delete``."""
    stage, left = Stage.FORGET_AT_AVA, Left.EVERYWHERE
    try:
        services, session, chosen = await provider.get()
        if store.may_be_at_ava or await session.source() is not SignIn.NONE:
            yield StageStarted(stage)
            begun = Operation(stage)
            await session.call(lambda token: store.change(services.ava.delete_key(token), under_way=begun))
            known = facts.of_ava(await session.call(services.ava.stored_key), store.clock())
            store.remember(known=known)
            if known.answer is Answer.YES:
                raise failed(problems.STILL_THERE)
            yield StageDone(stage)
            left = Left.HERE
        else:
            yield StageSkipped(stage)
            left = Left.HERE_ONLY
        stage = Stage.FORGET_HERE
        store.remember(under_way=Operation(stage))
        yield StageStarted(stage)
        forgotten = await _forget_here(services, store)
    except ProblemError as error:
        begun_at_ava = store.progress.under_way == Operation(Stage.FORGET_AT_AVA)
        if begun_at_ava and error.failure.problem is not problems.STILL_THERE:
            left = Left.HERE_AND_PERHAPS_AT_AVA
        yield StageFailed(stage, error.failure, left)
        return
    await chosen.tidy()
    store.remember(kept=Fact(Answer.NO, None, store.clock()), accepted=Fact(), under_way=None)
    yield StageDone(stage) if forgotten else StageSkipped(stage)


async def _forget_here(services: Services, store: ProgressStore) -> bool:
    """Delete the key on this computer; False where it cannot keep one, and never has."""
    try:
        await services.store.delete(SecretName.VAPI_KEY)
    except ProblemError as error:
        if error.failure.problem not in problems.NOWHERE or store.progress.kept.answer is Answer.YES:
            raise
        return False
    return True
