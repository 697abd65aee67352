"""The progress of this run, and saving it for the next one."""

from collections.abc import Awaitable, Callable
from typing import Any

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Status
from ava_onboard.onboarding.ports import Clock, SavedProgress
from ava_onboard.onboarding.stages import IN_DOUBT


class ProgressStore:
    """The progress of this run, and how it changes.

    The profile uses the Ava of the last sign-in or operation, or the first Ava that answered if there was neither.
    Only looking at another Ava does not change that.

    A token from the environment may belong to another account than the one that has signed in. Ava's answers to that
    token, and operations started with it, are remembered for this run only; what is saved about the account stays.

    Args:
        saved: Where the progress is saved.
        clock: The time of day.
        environment_token: Whether requests to Ava use a token from the environment.
    """

    def __init__(self, saved: SavedProgress, clock: Clock, *, environment_token: bool = False) -> None:
        self._saved = saved
        self.clock = clock
        self.progress: Progress = saved.load()
        """What was saved, and what this run has learnt."""
        self.not_remembered: Failure | None = None
        """Why the last change was not saved."""
        self._of_account: Progress | None = None
        """What is saved about the account that has signed in, while requests use the token of another one."""
        if environment_token and self.progress.account is not None:
            self._of_account = self.progress
            self.progress = self.progress.as_guest()

    def remember(self, **changes: Any) -> Failure | None:
        """Change fields of the progress and save them; return the failure if they could not be saved."""
        if self._moves_profile(changes):
            changes = {"ava": self._saved.ava, **changes}
        before = self.progress
        if "known" in changes:
            changes = {**changes, "known": changes["known"].following(before.known)}
        self.progress = before._replace(**changes)
        progress = self.progress
        if self._of_account:
            progress = progress._replace(
                known=self._of_account.known, used=self._of_account.used, under_way=self._of_account.under_way
            )
        try:
            self._saved.save(progress)
        except ProblemError as error:
            self.not_remembered = error.failure
        else:
            self.not_remembered = None
        return self.not_remembered

    def signed_in(self, account: str) -> None:
        """Remember a sign-in. Another account inherits neither Ava's answers nor an unfinished operation."""
        before = self._of_account or self.progress
        known, used = (before.known, before.used) if before.account == account else (Fact(), Fact())
        operation = before.under_way if before.account in (None, account) else None
        kept_for = self.progress.kept_for or (before.account if before.account != account else None)
        if self._of_account:
            self._of_account = before._replace(account=account, known=known, used=used, under_way=operation)
            self.remember(account=account, kept_for=kept_for)
        else:
            self.remember(account=account, known=known, used=used, under_way=operation, kept_for=kept_for)

    def signed_out(self) -> Failure | None:
        """Forget the account and its unfinished operation; the facts stay, and whose key is on this computer."""
        kept_for = self.progress.kept_for or self.progress.account
        if self._of_account:
            self._of_account = self._of_account._replace(account=None, under_way=None)
            return self.remember(account=None, kept_for=kept_for)
        return self.remember(account=None, under_way=None, kept_for=kept_for)

    @property
    def account(self) -> str | None:
        """The account that requests to Ava are about; None if that is not known."""
        return None if self._of_account else self.progress.account

    def status(self) -> Status:
        """Return what was known last, without any request."""
        return self.progress.status()

    @property
    def may_be_at_ava(self) -> bool:
        """Whether Ava has a key, or may have one: it was sent, and Ava has not said whether it arrived."""
        known = self.progress.known
        return known.answer is Answer.YES or known.preview is not None

    async def change(self, call: Callable[[], Awaitable[None]], **meanwhile: Any) -> None:
        """Change something at Ava.

        Args:
            call: Makes the change. It is not called if nothing can be remembered.
            meanwhile: Changes to remember before the call. They are undone if the call changed nothing.

        Raises:
            ProblemError: what stopped the call.
        """
        before = {name: getattr(self.progress, name) for name in ("ava", *meanwhile)}
        self.remember(**meanwhile)
        try:
            await call()
        except ProblemError as error:
            if error.failure.problem not in IN_DOUBT:
                self.remember(**before)
            raise

    def _moves_profile(self, changes: dict[str, Any]) -> bool:
        """Return whether these changes make the profile use the Ava of this run."""
        acts = changes.get("account") is not None or changes.get("under_way") is not None
        return acts or (self.progress.ava is None and "known" in changes)
