"""Save the key: keep it here, send it to Ava, ask Ava whether it arrived, and test whether Ava can use it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import assert_never

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.fact import Answer, Fact, fact_of
from ava_onboard.domain.failure import Failure, ProblemError, failed
from ava_onboard.domain.progress import Operation, Progress, Stage
from ava_onboard.domain.verdict import Accepted, Rejected, Undecided, Verdict
from ava_onboard.onboarding import facts, prove
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.onboarding.progress_store import ProgressStore
from ava_onboard.onboarding.questions import Next, Questions
from ava_onboard.onboarding.services import ServiceProvider, Services
from ava_onboard.onboarding.session import asks_to_sign_in
from ava_onboard.onboarding.stages import (
    NotStarted,
    StageDone,
    StageEvent,
    StageFailed,
    StageSkipped,
    StageStarted,
)
from ava_onboard.onboarding.unlock import Unlock


async def may_be_saved(verdict: Verdict, confirm: Callable[[], Awaitable[bool]]) -> bool:
    """Return whether the key may be saved; ``confirm`` asks the person if Vapi has neither accepted nor refused it."""
    match verdict:
        case Accepted():
            return True
        case Rejected():
            return False
        case Undecided():
            return await confirm()
        case _:
            assert_never(verdict)


async def save(
    progress_store: ProgressStore,
    provider: ServiceProvider,
    unlock: Unlock,
    key: ApiKey,
    *,
    verdict: Verdict | None,
    keep: bool,
    questions: Questions,
) -> AsyncIterator[StageEvent]:
    """See ``Onboarding.save``."""
    before = progress_store.progress
    accepted = fact_of(verdict, key.preview, progress_store.clock()) if verdict else Fact(preview=key.preview)
    while True:
        needed = unlock(questions.unlock, again=True) if keep else unlock.for_session(questions.unlock, again=False)
        if failure := await needed:
            yield NotStarted(Stage.KEEP, failure)
            return
        event: StageEvent | None = None
        async for event in (_keep if keep else _keep_no_copy)(progress_store, provider, key, accepted):
            yield event
        if not isinstance(event, StageFailed):
            break
        how = await questions.after_failure(event)
        if how is Next.STOP:
            return
        keep = how is Next.AGAIN
    async for event in _send(progress_store, provider, key, questions, before, kept=keep):
        yield event


async def send_kept(
    progress_store: ProgressStore, provider: ServiceProvider, unlock: Unlock, questions: Questions
) -> AsyncIterator[StageEvent]:
    """See ``Onboarding.send``."""
    if failure := await unlock(questions.unlock, again=True):
        yield NotStarted(Stage.SEND, failure)
        return
    async for event in _send(progress_store, provider, None, questions, progress_store.progress, kept=False):
        yield event


async def _keep(
    progress_store: ProgressStore, provider: ServiceProvider, key: ApiKey, accepted: Fact
) -> AsyncIterator[StageEvent]:
    """Keep the key on this computer."""
    yield StageStarted(Stage.KEEP)
    progress_store.remember(under_way=Operation(Stage.KEEP, key.preview))
    try:
        services = (await provider.get()).services
        await services.store.put(SecretName.VAPI_KEY, key)
    except ProblemError as error:
        kept = progress_store.progress.kept
        if error.failure.problem in problems.UNCERTAIN:
            kept = kept._replace(answer=Answer.UNKNOWN)
        progress_store.remember(kept=kept, under_way=None)
        yield StageFailed(Stage.KEEP, error.failure)
        return
    kept = Fact(Answer.YES, key.preview, progress_store.clock())
    operation = Operation(Stage.SEND, key.preview)
    progress_store.remember(kept=kept, kept_for=progress_store.account, accepted=accepted, under_way=operation)
    yield StageDone(Stage.KEEP)


async def _keep_no_copy(
    progress_store: ProgressStore, provider: ServiceProvider, _key: ApiKey, accepted: Fact
) -> AsyncIterator[StageEvent]:
    """Continue without a copy on this computer."""
    progress_store.remember(accepted=accepted, under_way=None)
    provider.do_without_store()
    yield StageSkipped(Stage.KEEP)


async def _send(
    progress_store: ProgressStore,
    provider: ServiceProvider,
    key: ApiKey | None,
    questions: Questions,
    before: Progress,
    *,
    kept: bool,
) -> AsyncIterator[StageEvent]:
    """Send the key until Ava has confirmed it, or the person stops; then test whether Ava can use it."""
    again = True
    while again:
        event: StageEvent | None = None
        async for event in _send_once(progress_store, provider, key, kept=kept):
            yield event
        if not isinstance(event, StageFailed):
            async for event in prove.prove(progress_store, provider, before):
                yield event
            return
        if asks_to_sign_in(event.failure):
            again = await questions.sign_in(event.failure)
            if progress_store.progress.account != before.account:
                before = progress_store.progress
            if again and key is None and progress_store.progress.owner:  # someone else has signed in meanwhile
                yield StageFailed(Stage.SEND, Failure(problems.KEY_OF_OTHER_ACCOUNT), kept=True)
                return
        else:
            again = await questions.after_failure(event) is not Next.STOP


async def _send_once(
    progress_store: ProgressStore, provider: ServiceProvider, key: ApiKey | None, *, kept: bool
) -> AsyncIterator[StageEvent]:
    """Send the key to Ava and ask whether it arrived.

    Args:
        progress_store: The progress.
        provider: The services.
        key: The key; None sends the one kept here.
        kept: Whether ``key`` is kept here too.
    """
    stage = Stage.SEND
    yield StageStarted(stage)
    try:
        services, session, _ = await provider.get()
        sent = key or await _kept_key(services, progress_store)
        kept = kept or key is None
        known = progress_store.progress.known
        if known.answer is not Answer.YES:
            known = Fact(
                Answer.UNKNOWN, sent.preview, progress_store.clock()
            )  # perhaps it is there, but that is not confirmed
        operation = Operation(stage, sent.preview)
        used = Fact().unless_refuted(progress_store.progress.used.about(sent.preview))
        meanwhile = {"known": known, "used": used, "under_way": operation}
        send = services.ava.send_key
        await session.call(lambda token: progress_store.change(lambda: send(token, sent), **meanwhile))
        progress_store.remember(under_way=Operation(Stage.CONFIRM, sent.preview))
        yield StageDone(stage)
        stage = Stage.CONFIRM
        yield StageStarted(stage)
        known = facts.of_ava(await session.call(services.ava.stored_key), progress_store.clock())
        if known.answer is not Answer.YES or known.preview not in (None, sent.preview):
            progress_store.remember(known=known)
            raise failed(problems.NOT_CONFIRMED)
        kept_for = {"kept_for": progress_store.account} if kept else {}
        progress_store.remember(known=known._replace(preview=sent.preview), under_way=None, **kept_for)
    except ProblemError as error:
        if error.failure.problem is problems.ACCOUNT_GONE:
            progress_store.remember(known=Fact(Answer.NO, None, progress_store.clock()))
        yield StageFailed(stage, error.failure, kept=kept)
        return
    yield StageDone(stage)


async def _kept_key(services: Services, progress_store: ProgressStore) -> ApiKey:
    """Return the key that is kept here.

    Raises:
        ProblemError: K08 if there is none, or what prevents reading it.
    """
    key, saving = await services.store.get(SecretName.VAPI_KEY), progress_store.progress.under_way
    if isinstance(key, ApiKey) and not (saving and saving.stage is Stage.KEEP and saving.preview != key.preview):
        return key
    raise failed(problems.NOTHING_KEPT)  # an older key does not count if keeping the new one was interrupted
