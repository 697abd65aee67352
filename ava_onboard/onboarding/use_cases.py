"""Check, save, send, delete, look, sign in: each as a person would tell it.

Outcomes are values. A gateway's ``ProblemError`` ends here; anything else is a defect and goes on to the crash screen.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure, ProblemError, failed
from ava_onboard.domain.progress import Operation, Progress, Stage
from ava_onboard.domain.secret import Passphrase, Password, Token
from ava_onboard.domain.status import Answer, Fact, Status, fact_of
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.domain.verdict import Refusal, Region, Rejected, Undecided, Verdict
from ava_onboard.onboarding import delete, facts, look
from ava_onboard.onboarding.ports import Account, Clock, OptionalStore, SavedProgress, SecretName
from ava_onboard.onboarding.progress_store import ProgressStore
from ava_onboard.onboarding.secret_store import ChosenStore, StoreChoice
from ava_onboard.onboarding.services import Connect, ServiceProvider, Services
from ava_onboard.onboarding.session import AvaSession
from ava_onboard.onboarding.stages import StageDone, StageEvent, StageFailed, StageSkipped, StageStarted


class Onboarding:
    """What the program does, for whatever screen or command asks.

    Args:
        saved: Where the progress is saved, at the Ava that the services ask.
        clock: The time of day.
        connect: Makes the services, once, when the first of them is needed.
        stores: The stores that can take the place of the default one; None where nothing is to last.
        environment_token: Whether Ava is asked with a token of the environment.
    """

    def __init__(
        self,
        saved: SavedProgress,
        clock: Clock,
        connect: Connect,
        stores: Mapping[StoreKind, OptionalStore] | None = None,
        *,
        environment_token: bool = False,
    ) -> None:
        self._store = ProgressStore(saved, clock, environment_token=environment_token)
        self._clock = clock
        self.left_closed = False
        """Whether the person has chosen, in this run, to go on without what a closed store holds."""
        self._choice = StoreChoice(stores or {})
        self._provider = ServiceProvider(connect, self._choice)

    @property
    def progress(self) -> Progress:
        """What was remembered, and what has been learnt since."""
        return self._store.progress

    def remember(self, **changes: Any) -> Failure | None:
        """Change fields of the progress and keep them; the failure, if they last for this run only."""
        return self._store.remember(**changes)

    @property
    def not_remembered(self) -> Failure | None:
        """Why the next run will not know what was learnt or begun last; None if it will."""
        return self._store.not_remembered

    def remembered(self) -> Status:
        """What was known last, without asking anybody."""
        return self._store.status()

    @property
    def store(self) -> StoreKind:
        """The kind of secret store in use."""
        return self._choice.kind

    @property
    def locked(self) -> bool:
        """Whether that store waits for its passphrase."""
        return self._choice.locked

    @property
    def fallback(self) -> StoreKind | None:
        """The kind to offer where the store in use fails; None where there is none."""
        return self._choice.fallback

    async def prepare(self) -> Failure | None:
        """Make the services ahead, connect to Vapi and wake Ava up, so that nobody has to wait for it later."""
        try:
            services = (await self._provider.get()).services
        except ProblemError as error:
            return error.failure
        await asyncio.gather(services.vapi.warm_up(), services.ava.wake_up())
        return None

    async def close(self) -> None:
        """Close the connections."""
        await self._provider.close()

    async def check(self, key: ApiKey) -> Verdict:
        """Ask Vapi about the key: the first region, and the others before saying no."""
        try:
            services = (await self._provider.get()).services
        except ProblemError as error:
            return Undecided(error.failure)
        asked: list[Region] = []
        for region in services.vapi.regions:
            verdict = await services.vapi.check(key, region)
            if not (isinstance(verdict, Rejected) and verdict.refusal is Refusal.UNKNOWN):
                return verdict
            asked.append(region)
        return Rejected(Refusal.UNKNOWN, tuple(asked))

    async def save(self, key: ApiKey, verdict: Verdict | None, *, keep: bool = True) -> AsyncIterator[StageEvent]:
        """Keep the key here, send it to Ava, and ask Ava whether it arrived.

        Args:
            key: The key.
            verdict: What Vapi said about it; None or ``Undecided`` marks it as not verified.
            keep: False goes on without a local copy.

        Yields:
            What happens, stage by stage; it ends with the first failure.
        """
        now = self._clock()
        accepted = fact_of(verdict, key.preview, now) if verdict else Fact(preview=key.preview)
        if keep:
            yield StageStarted(Stage.KEEP)
            self.remember(under_way=Operation(Stage.KEEP, key.preview))
            try:
                services = (await self._provider.get()).services
                await services.store.put(SecretName.VAPI_KEY, key)
            except ProblemError as error:
                uncertain = error.failure.problem in problems.UNCERTAIN
                kept = self.progress.kept._replace(answer=Answer.UNKNOWN) if uncertain else self.progress.kept
                self.remember(kept=kept, under_way=None)
                yield StageFailed(Stage.KEEP, error.failure)
                return
            begun = Operation(Stage.SEND, key.preview)
            self.remember(kept=Fact(Answer.YES, key.preview, now), accepted=accepted, under_way=begun)
            yield StageDone(Stage.KEEP)
        else:
            self.remember(accepted=accepted, under_way=None)
            self._provider.do_without_store()
            yield StageSkipped(Stage.KEEP)
        async for event in self.send(key):
            yield event

    async def send(self, key: ApiKey | None = None) -> AsyncIterator[StageEvent]:
        """Send the key to Ava and ask whether it arrived; without ``key``, the one that is kept here."""
        stage = Stage.SEND
        yield StageStarted(stage)
        try:
            services, session, _ = await self._provider.get()
            key = key or await self._kept_key(services)
            known = self.progress.known
            if known.answer is not Answer.YES:
                known = Fact(Answer.UNKNOWN, key.preview, self._clock())  # there perhaps, though not confirmed
            begun = Operation(stage, key.preview)
            await session.call(
                lambda token: self._store.change(services.ava.send_key(token, key), known=known, under_way=begun)
            )
            self.remember(under_way=Operation(Stage.CONFIRM, key.preview))
            yield StageDone(stage)
            stage = Stage.CONFIRM
            yield StageStarted(stage)
            known = facts.of_ava(await session.call(services.ava.stored_key), self._clock())
            if known.answer is not Answer.YES or known.preview not in (None, key.preview):
                self.remember(known=known)
                raise failed(problems.NOT_CONFIRMED)
            self.remember(known=known._replace(preview=key.preview), under_way=None)
        except ProblemError as error:
            yield StageFailed(stage, error.failure)
            return
        yield StageDone(stage)

    def delete(self) -> AsyncIterator[StageEvent]:
        """Delete the key at Ava first, then here. A key that Ava never got is deleted here only."""
        return delete.delete(self._store, self._provider)

    async def finish(self) -> AsyncIterator[StageEvent]:
        """Finish what a former run had under way: one send, or what is left to delete; nothing where nothing was."""
        begun = self.progress.under_way
        if begun is not None:
            async for event in self.delete() if begun.deletes else self.send():
                yield event

    def look(self) -> AsyncIterator[Status]:
        """Learn the three facts; the status as it is known after each of them."""
        return look.look(self._store, self._provider, self.check)

    async def use_store(self, kind: StoreKind, passphrase: Passphrase | None = None) -> Failure | None:
        """Keep the key and the session in a store of this kind from now on; see ``ChosenStore.use``."""
        return await self._with_store(lambda chosen: chosen.use(kind, passphrase))

    async def unlock(self, passphrase: Passphrase) -> Failure | None:
        """Open the store in use for this run."""
        return await self._with_store(lambda chosen: chosen.unlock(passphrase))

    async def forget_store(self) -> Failure | None:
        """Remove the chosen store and all that is in it: the way out for a forgotten passphrase."""
        failure = await self._with_store(lambda chosen: chosen.forget(), keep_session=False)
        return failure or self.remember(account=None, kept=Fact(Answer.NO, None, self._clock()))

    async def sign_in(self, identifier: str, password: Password) -> Account | Failure:
        """Sign in to Ava with mail or phone and password."""
        return await self._signed_in(lambda session: session.sign_in(identifier, password))

    async def use_token(self, token: Token) -> Account | Failure:
        """Sign in to Ava with an access token."""
        return await self._signed_in(lambda session: session.use_token(token))

    @property
    def waits_for_store(self) -> bool:
        """Whether it is the secret store that has not answered yet."""
        return self._provider.waits_for_store

    @property
    def session_not_kept(self) -> Failure | None:
        """Why the session with Ava ends with this run; None where the next one finds it, or where there is none."""
        session = self._provider.session
        return session.not_kept if session else None

    async def sign_out(self) -> Failure | None:
        """Forget the session with Ava, and what was begun as its account; what was learnt stays."""
        try:
            _, session, chosen = await self._provider.get()
            await session.sign_out()
            await chosen.tidy()
        except ProblemError as error:
            return error.failure
        return self._store.signed_out()

    async def _signed_in(self, way: Callable[[AvaSession], Awaitable[Account]]) -> Account | Failure:
        try:
            session = (await self._provider.get()).session
            account = await way(session)
        except ProblemError as error:
            return error.failure
        self._store.signed_in(account.label)
        return account

    async def _with_store(
        self, change: Callable[[ChosenStore], Awaitable[None]], *, keep_session: bool = True
    ) -> Failure | None:
        """Change the store; ``keep_session``: keep there also the session that found no place before."""
        try:
            _, session, chosen = await self._provider.get()
            await change(chosen)
            if keep_session:
                await session.keep()
        except ProblemError as error:
            return error.failure
        return None

    async def _kept_key(self, services: Services) -> ApiKey:
        key, begun = await services.store.get(SecretName.VAPI_KEY), self.progress.under_way
        if isinstance(key, ApiKey) and not (begun and begun.stage is Stage.KEEP and begun.preview != key.preview):
            return key
        raise failed(problems.NOTHING_KEPT)  # also where the new key was still to be kept, and an older one is there
