"""One object with every use case. The rules are in the module of each; those of changes are loaded when used.

Outcomes are values. A ``ProblemError`` of an adapter ends here; any other exception is a bug, and a crash.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Passphrase, Password, Token
from ava_onboard.domain.status import Status
from ava_onboard.domain.store_kind import DEFAULT, StoreKind
from ava_onboard.domain.verdict import Accepted, Undecided, Verdict
from ava_onboard.onboarding import look, prove
from ava_onboard.onboarding.known_keys import KnownKeys
from ava_onboard.onboarding.ports import Account, Clock, OptionalStore, SavedProgress
from ava_onboard.onboarding.progress_store import ProgressStore
from ava_onboard.onboarding.questions import NO_QUESTIONS, Questions
from ava_onboard.onboarding.secret_store import ChosenStore, StoreChoice
from ava_onboard.onboarding.services import Connect, ServiceProvider
from ava_onboard.onboarding.session import AvaSession
from ava_onboard.onboarding.unlock import AskForPassphrase, Unlock

if TYPE_CHECKING:
    from ava_onboard.onboarding.live import LiveMirror
    from ava_onboard.onboarding.stages import StageEvent


class Onboarding:
    """The use cases of one run, for screens and commands.

    Args:
        saved: Where the progress at this Ava is saved.
        clock: The time of day.
        connect: Makes the services, once, when the first of them is needed.
        stores: The stores that can take the place of the default one; None if there are none.
        environment_token: Whether requests to Ava use ``AVA_TOKEN``. It takes precedence over a stored session.
        default_store: The kind of the default store.
    """

    def __init__(
        self,
        saved: SavedProgress,
        clock: Clock,
        connect: Connect,
        stores: Mapping[StoreKind, OptionalStore] | None = None,
        *,
        environment_token: bool = False,
        default_store: StoreKind = DEFAULT,
    ) -> None:
        self._progress_store = ProgressStore(saved, clock, environment_token=environment_token)
        self.environment_token = environment_token
        self._clock = clock
        self._choice = StoreChoice(stores or {}, default_store)
        self._provider = ServiceProvider(connect, self._choice)
        self._live: LiveMirror | None = None
        self._unlock = Unlock(self._choice, by_token=environment_token)
        self._parts = self._progress_store, self._provider, self._unlock
        self.known_keys = KnownKeys(lambda: self.progress)

    @property
    def progress(self) -> Progress:
        """What was saved, and what this run has learnt."""
        return self._progress_store.progress

    def remember(self, **changes: Any) -> Failure | None:
        """Change fields of the progress and save them; return the failure if they could not be saved."""
        return self._progress_store.remember(**changes)

    @property
    def not_remembered(self) -> Failure | None:
        """Why the last change could not be saved; None if it was."""
        return self._progress_store.not_remembered

    def remembered(self) -> Status:
        """Return what was known last, without any request."""
        return self._progress_store.status()

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
        """The kind to offer if the store in use fails; None if there is none."""
        return self._choice.fallback

    async def prepare(self) -> Failure | None:
        """Make the services, connect to Vapi and make a sleeping Ava start; return what prevents it."""
        return await self._provider.prepare()

    async def expect_ava(self) -> None:
        """Load what reads Ava's answers, before they are needed. What prevents that shows once they are."""
        await self._provider.expect_ava()

    async def close(self) -> None:
        """End the live mirror, and close the connections."""
        if self._live:
            await self._live.end()
        await self._provider.close()

    @property
    def live(self) -> "LiveMirror":
        """The live mirror: an agent of the support sees which screen is open, if the person wants that."""
        if self._live is None:
            from ava_onboard.onboarding.live import LiveMirror

            self._live = LiveMirror(self._provider)
        return self._live

    @property
    def followed_by(self) -> str | None:
        """The name of the agent who sees which screen is open; None if nobody does."""
        return self._live.agent if self._live else None

    async def check(self, key: ApiKey) -> Verdict:
        """Ask Vapi about the key. Other regions are asked only if the first does not know it."""
        from ava_onboard.domain.vapi import in_regions

        try:
            services = (await self._provider.get()).services
        except ProblemError as error:
            return Undecided(error.failure)
        verdict = await in_regions(services.vapi.regions, lambda region: services.vapi.check(key, region))
        if isinstance(verdict, Accepted):
            self.known_keys.add(key)
        return verdict

    def leaves_organisation(self, verdict: Verdict) -> bool:
        """Return whether an accepted key belongs to another organisation than the key that Ava has.

        False also if one of the two is not known.
        """
        return isinstance(verdict, Accepted) and self.progress.leaves_organisation(verdict.organisation)

    def save(
        self, key: ApiKey, verdict: Verdict | None, *, keep: bool = True, questions: Questions = NO_QUESTIONS
    ) -> AsyncIterator["StageEvent"]:
        """Keep the key here, send it to Ava, ask Ava whether it arrived, and test whether Ava can use it.

        Args:
            key: The key.
            verdict: Vapi's verdict; None or ``Undecided`` marks the key as not checked.
            keep: False saves it without a copy on this computer.
            questions: How the person is asked for the passphrase, to sign in, and how to continue after a failure.

        Yields:
            What happens, stage by stage. The last event is a ``StageTested`` if the key is saved, whatever the test
            shows, or a ``StageFailed`` if it could not be saved.
        """
        from ava_onboard.onboarding import save

        self.known_keys.add(key)
        return save.save(*self._parts, key, verdict=verdict, keep=keep, questions=questions)

    def send(self, *, questions: Questions = NO_QUESTIONS) -> AsyncIterator["StageEvent"]:
        """Send the key that is kept here to Ava, and ask Ava whether it arrived; the rest is as in ``save``."""
        from ava_onboard.onboarding import save

        return save.send_kept(*self._parts, questions)

    def delete(self, *, questions: Questions = NO_QUESTIONS) -> AsyncIterator["StageEvent"]:
        """Delete the key at Ava first, then here. A key that Ava never got is deleted here only.

        Args:
            questions: How the person confirms, and is asked for the passphrase and to sign in.

        Yields:
            What happens, stage by stage. The last event is a ``StageFailed`` if the key could not be deleted.
        """
        from ava_onboard.onboarding import delete

        return delete.delete(*self._parts, questions)

    def forget_copy(self, *, questions: Questions = NO_QUESTIONS) -> AsyncIterator["StageEvent"]:
        """Delete the key on this computer only; Ava keeps the one it has. The caller has asked.

        Args:
            questions: How the person is asked for the passphrase.

        Yields:
            What happens. The last event is a ``StageFailed`` if the key could not be deleted.
        """
        from ava_onboard.onboarding import delete

        return delete.forget_copy(*self._parts, questions)

    @property
    def may_have_copy(self) -> bool:
        """Whether the key is on this computer, or may be."""
        return self.progress.kept.answer is not Answer.NO

    async def synchronise(self) -> Failure | None:
        """Have Ava use the assistants of the organisation that its key belongs to; return what stopped it."""
        return await prove.synchronise(self._provider)

    def look(self) -> AsyncIterator[Status]:
        """Learn the four facts; yield the status after each of them."""
        return look.look(self._progress_store, self._provider, self.check)

    async def ask_to_unlock(self, ask: AskForPassphrase, *, again: bool = False) -> Failure | None:
        """Have the secret store opened if it is locked.

        Args:
            ask: How the person is asked for the passphrase.
            again: Whether to ask even if the person has left it closed in this run, because they now need it.

        Returns:
            What prevents that; None also if the person leaves it closed.
        """
        return await self._unlock(ask, again=again)

    async def use_store(self, kind: StoreKind, passphrase: Passphrase | None = None) -> Failure | None:
        """Keep the key and the session in a store of this kind from now on; see ``ChosenStore.use``."""
        objection = self.known_keys.objection(passphrase) if passphrase else None
        return objection or await self._with_store(lambda chosen: chosen.use(kind, passphrase))

    async def unlock(self, passphrase: Passphrase) -> Failure | None:
        """Open the store in use for this run."""
        return self.known_keys.objection(passphrase) or await self._with_store(lambda chosen: chosen.unlock(passphrase))

    async def forget_store(self) -> Failure | None:
        """Remove the chosen store and everything in it, for example if its passphrase is forgotten."""
        failure = await self._with_store(lambda chosen: chosen.forget(), keep_session=False)
        kept = Fact(Answer.NO, None, self._clock())
        return failure or self.remember(account=None, kept=kept, kept_for=None)

    async def sign_in(self, identifier: str, password: Password) -> Account | Failure:
        """Sign in to Ava with e-mail address or phone number, and password."""
        objection = self.known_keys.objection_to_account(identifier) or self.known_keys.objection(password)
        return objection or await self._signed_in(lambda session: session.sign_in(identifier, password))

    async def use_token(self, token: Token) -> Account | Failure:
        """Sign in to Ava with an access token."""
        return self.known_keys.objection(token) or await self._signed_in(lambda session: session.use_token(token))

    @property
    def waits_for_store(self) -> bool:
        """Whether the secret store has not answered yet."""
        return self._provider.waits_for_store

    @property
    def last_failed_request(self) -> str | None:
        """The whole id of the last request to Ava that failed, for support; None if none has failed in this run."""
        return self._provider.last_failed_request

    @property
    def session_not_kept(self) -> Failure | None:
        """Why the Ava session ends with this run; None if the next run finds it, or if there is none."""
        session = self._provider.session
        return session.not_kept if session else None

    async def sign_out(self) -> Failure | None:
        """Forget the Ava session and the unfinished operation of its account; the facts stay."""
        if self._live:
            await self._live.end()
        try:
            _, session, chosen = await self._provider.get()
            await session.sign_out()
            await chosen.tidy()
        except ProblemError as error:
            return error.failure
        return self._progress_store.signed_out()

    async def _signed_in(self, sign_in: Callable[[AvaSession], Awaitable[Account]]) -> Account | Failure:
        try:
            account = await sign_in((await self._provider.get()).session)
        except ProblemError as error:
            return error.failure
        self._progress_store.signed_in(account.label)
        return account

    async def _with_store(
        self, change: Callable[[ChosenStore], Awaitable[None]], *, keep_session: bool = True
    ) -> Failure | None:
        """Change the store; with ``keep_session``, keep the session there that could not be stored before."""
        try:
            _, session, chosen = await self._provider.get()
            await change(chosen)
            if keep_session:
                await session.keep()
        except ProblemError as error:
            return error.failure
        return None
