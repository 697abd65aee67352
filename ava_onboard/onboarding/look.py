"""Learn the four facts: kept here, known to Ava, accepted by Vapi, used by Ava."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.fact import Answer, Fact, fact_of
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.status import Status
from ava_onboard.domain.verdict import Verdict
from ava_onboard.onboarding import facts, prove
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.onboarding.progress_store import ProgressStore
from ava_onboard.onboarding.services import ServiceProvider, Services
from ava_onboard.onboarding.session import AvaSession, SignIn


async def look(
    progress_store: ProgressStore, provider: ServiceProvider, check: Callable[[ApiKey], Awaitable[Verdict]]
) -> AsyncIterator[Status]:
    """Ask this computer, then Ava and Vapi at the same time; yield the status after each answer.

    If Ava has a key, it is then asked to use it. Without a session, Ava is only asked whether it needs one.
    """
    before = progress_store.progress
    try:
        services, session, _ = await provider.get()
    except ProblemError as error:
        unknown = Fact(failure=error.failure)
        yield before.status()._replace(kept=unknown, known=unknown, accepted=unknown, used=unknown, signed_in=False)
        return
    kept, key = await _here(services, progress_store)
    source = await session.source()
    signed_in = source in (SignIn.ENVIRONMENT, SignIn.STORED)
    status = facts.at_first(kept, before, signed_in=signed_in)._replace(
        session_unread=session.unread, unprotected=services.ava.unprotected
    )
    yield status
    tasks: set[asyncio.Task[Fact | None]] = set()
    if signed_in:
        tasks.add(asyncio.create_task(_at_ava(services, session, progress_store), name="known"))
    elif source is SignIn.NONE and services.ava.unprotected is None:
        tasks.add(asyncio.create_task(services.ava.knock()))
    if key:
        tasks.add(asyncio.create_task(_at_vapi(key, check, progress_store), name="accepted"))
    pending = {*tasks}
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            answers = {task.get_name(): fact for task in done if (fact := task.result())}
            status = facts.with_answers(status, answers)._replace(unprotected=services.ava.unprotected)
            if (known := answers.get("known")) and known.answer is Answer.YES:
                test = prove.test(services, session, progress_store, known.preview)
                tasks.add(testing := asyncio.create_task(test, name="used"))
                pending = {*pending, testing}
            yield status
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    left = facts.left_to_finish(before.under_way, status)
    untouched = progress_store.progress.under_way is before.under_way
    changed = {"under_way": left} if untouched and left is not before.under_way else {}
    progress_store.remember(**facts.learnt(status, before, progress_store.progress), **changed)


async def _here(services: Services, progress_store: ProgressStore) -> tuple[Fact, ApiKey | None]:
    try:
        key = await services.store.get(SecretName.VAPI_KEY)
    except ProblemError as error:
        return facts.of_failing_keyring(error.failure, progress_store.progress.kept, progress_store.clock()), None
    if not isinstance(key, ApiKey):
        return Fact(Answer.NO, None, progress_store.clock()), None
    return Fact(Answer.YES, key.preview, progress_store.clock()), key


async def _at_ava(services: Services, session: AvaSession, progress_store: ProgressStore) -> Fact:
    try:
        return facts.of_ava(await session.call(services.ava.stored_key), progress_store.clock())
    except ProblemError as error:
        return facts.of_failing_ava(error.failure, progress_store.clock())


async def _at_vapi(key: ApiKey, check: Callable[[ApiKey], Awaitable[Verdict]], progress_store: ProgressStore) -> Fact:
    return fact_of(await check(key), key.preview, progress_store.clock())
