"""Delete the key: at Ava first, then on this computer."""

from collections.abc import AsyncIterator

from ava_onboard.domain import problems
from ava_onboard.domain.failure import ProblemError, failed
from ava_onboard.domain.progress import Stage, UnderWay
from ava_onboard.domain.status import Answer, Fact
from ava_onboard.onboarding import facts
from ava_onboard.onboarding.ports import Entry
from ava_onboard.onboarding.progress_store import Memory
from ava_onboard.onboarding.questions import Questions
from ava_onboard.onboarding.services import Reach, Services
from ava_onboard.onboarding.session import SignIn, asks_to_sign_in
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


async def delete(memory: Memory, reach: Reach, unlock: Unlock, questions: Questions) -> AsyncIterator[StageEvent]:
    """See ``Onboarding.delete``."""
    begun = memory.progress.under_way
    if not (begun and begun.deletes) and not await questions.confirm_deletion(None):
        yield NotStarted(Stage.FORGET_AT_AVA)
        return
    if failure := await unlock.for_session(questions.unlock, again=True):
        yield NotStarted(Stage.FORGET_AT_AVA, failure)
        return
    while True:
        account = memory.progress.account
        event: StageEvent | None = None
        async for event in _delete_once(memory, reach):
            yield event
        if not (isinstance(event, StageFailed) and asks_to_sign_in(event.failure)):
            return
        if not await questions.sign_in(event.failure):
            return
        now = memory.progress.account
        if now != account is not None and not await questions.confirm_deletion(now):
            return  # the key of another account is another key


async def _delete_once(memory: Memory, reach: Reach) -> AsyncIterator[StageEvent]:
    stage, left = Stage.FORGET_AT_AVA, Left.EVERYWHERE
    try:
        services, session = await reach()
        if memory.may_be_at_ava or await session.source() is not SignIn.NONE:
            yield StageStarted(stage)
            begun = UnderWay(stage)
            await session.call(lambda token: memory.change(services.ava.delete_key(token), under_way=begun))
            known = facts.of_ava(await session.call(services.ava.stored_key), memory.clock())
            memory.remember(known=known)
            if known.answer is Answer.YES:
                raise failed(problems.STILL_THERE)
            yield StageDone(stage)
            left = Left.HERE
        else:
            yield StageSkipped(stage)
            left = Left.HERE_ONLY
        stage = Stage.FORGET_HERE
        memory.remember(under_way=UnderWay(stage))
        yield StageStarted(stage)
        forgotten = await _forget_here(services, memory)
    except ProblemError as error:
        begun_at_ava = memory.progress.under_way == UnderWay(Stage.FORGET_AT_AVA)
        if begun_at_ava and error.failure.problem is not problems.STILL_THERE:
            left = Left.HERE_AND_PERHAPS_AT_AVA
        yield StageFailed(stage, error.failure, left)
        return
    if reach.keeping:
        await reach.keeping.tidy()
    memory.remember(kept=Fact(Answer.NO, None, memory.clock()), accepted=Fact(), under_way=None)
    yield StageDone(stage) if forgotten else StageSkipped(stage)


async def _forget_here(services: Services, memory: Memory) -> bool:
    """Delete the key on this computer; False where it cannot keep one, and never has."""
    try:
        await services.vault.delete(Entry.VAPI_KEY)
    except ProblemError as error:
        if error.failure.problem not in problems.NOWHERE or memory.progress.kept.answer is Answer.YES:
            raise
        return False
    return True
