"""Test whether Ava can use the key that it has: only Ava's own use of it proves that."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.progress import Progress, Stage
from ava_onboard.onboarding.progress_store import ProgressStore
from ava_onboard.onboarding.services import ServiceProvider, Services
from ava_onboard.onboarding.session import AvaSession

if TYPE_CHECKING:
    from ava_onboard.onboarding.stages import StageEvent


async def prove(
    progress_store: ProgressStore, provider: ServiceProvider, before: Progress
) -> AsyncIterator["StageEvent"]:
    """Test the key that Ava has just confirmed, and remember the result. No result undoes what was achieved.

    Args:
        progress_store: The progress.
        provider: The services.
        before: The progress before the key was sent.
    """
    from ava_onboard.onboarding.stages import StageStarted, StageTested

    yield StageStarted(Stage.PROVE)
    known = progress_store.progress.known
    try:
        services, session, _ = await provider.get()
    except ProblemError as error:
        used = Fact(preview=known.preview, failure=error.failure)
    else:
        used = await test(services, session, progress_store, known.preview)
    if progress_store.progress.known is known:
        # Right after a refusal Ava may not try again for a while: that takes nothing back.
        progress_store.remember(used=used.unless_refuted(progress_store.progress.used.about(known.preview)))
    replaced = before.known.answer is Answer.YES and before.known.preview not in (None, known.preview)
    yield StageTested(Stage.PROVE, used, before.leaves_organisation(used.organisation), replaced)


async def test(services: Services, session: AvaSession, progress_store: ProgressStore, preview: str | None) -> Fact:
    """Have Ava list the assistants with its key; return what that says about the key with this ``preview``.

    Whatever prevents it is in the fact: nothing is raised.
    """
    accepted = progress_store.progress.accepted
    organisation = accepted.organisation if accepted.preview == preview else None
    try:
        seen = await session.call(services.ava.assistants)
    except ProblemError as error:
        answer = Answer.NO if error.failure.problem in problems.REFUTED else Answer.UNKNOWN
        return Fact(answer, preview, progress_store.clock(), error.failure, organisation=organisation)
    return Fact(Answer.YES, preview, progress_store.clock(), organisation=organisation, assistants=seen)


async def synchronise(provider: ServiceProvider) -> Failure | None:
    """Have Ava use the assistants of its key's organisation; return what stopped it."""
    try:
        services, session, _ = await provider.get()
        await session.call(services.ava.synchronise)
    except ProblemError as error:
        return error.failure
    return None
