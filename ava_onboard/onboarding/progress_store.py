"""The progress of this run, and saving it for the next one."""

from collections.abc import Awaitable
from typing import Any

from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Answer, Fact, Status
from ava_onboard.onboarding.ports import Clock, SavedProgress
from ava_onboard.onboarding.stages import IN_DOUBT


class ProgressStore:
    """The progress of this run, and how it changes.

    The profile uses the Ava at which somebody signed in or began an operation last, or else the first that answered.
    A run at another Ava that only looks leaves that as it is.

    A token from the environment may be that of another account than the one that has signed in. What Ava answers to
    it, and what is begun with it, lasts for this run; what is saved about the account stays as it is.

    Args:
        saved: Where the progress is saved.
        clock: The time of day.
        environment_token: Whether Ava is asked with a token from the environment.
    """

    def __init__(self, saved: SavedProgress, clock: Clock, *, environment_token: bool = False) -> None:
        self._saved = saved
        self.clock = clock
        self.progress: Progress = saved.load()
        """What was saved, and what has been learnt since."""
        self.not_remembered: Failure | None = None
        """Why the last change was not saved."""
        self._of_account: Progress | None = None
        """What is saved about the account that has signed in, while Ava is asked as somebody else."""
        if environment_token and self.progress.account is not None:
            self._of_account = self.progress
            self.progress = self.progress.as_guest()

    def remember(self, **changes: Any) -> Failure | None:
        """Change fields of the progress and save them; return the failure if they last for this run only."""
        if self._moves_profile(changes):
            changes = {"ava": self._saved.ava, **changes}
        self.progress = self.progress._replace(**changes)
        progress = self.progress
        if self._of_account:
            progress = progress._replace(known=self._of_account.known, under_way=self._of_account.under_way)
        try:
            self._saved.save(progress)
        except ProblemError as error:
            self.not_remembered = error.failure
        else:
            self.not_remembered = None
        return self.not_remembered

    def signed_in(self, account: str) -> None:
        """Remember a sign-in: nothing that Ava said to another account, or that it began, is theirs."""
        before = self._of_account or self.progress
        known = before.known if before.account == account else Fact()
        operation = before.under_way if before.account in (None, account) else None
        if self._of_account:
            self._of_account = before._replace(account=account, known=known, under_way=operation)
            self.remember(account=account)
        else:
            self.remember(account=account, known=known, under_way=operation)

    def signed_out(self) -> Failure | None:
        """Forget who was signed in, and the operation begun as that account; the facts stay."""
        if self._of_account:
            self._of_account = self._of_account._replace(account=None, under_way=None)
            return self.remember(account=None)
        return self.remember(account=None, under_way=None)

    def status(self) -> Status:
        """Return what was known last, without asking anybody."""
        known = self.progress
        return Status(known.kept, Fact(), known.accepted, signed_in=known.account is not None, last_known=known.known)

    @property
    def may_be_at_ava(self) -> bool:
        """Whether Ava has a key, or was sent one and has not said since what became of it."""
        known = self.progress.known
        return known.answer is Answer.YES or known.preview is not None

    async def change(self, call: Awaitable[None], **meanwhile: Any) -> None:
        """Change something at Ava.

        Args:
            call: The change.
            meanwhile: What is remembered before the call, and taken back if the call changed nothing.

        Raises:
            ProblemError: what stopped the call.
        """
        before = {name: getattr(self.progress, name) for name in ("ava", *meanwhile)}
        self.remember(**meanwhile)
        try:
            await call
        except ProblemError as error:
            if error.failure.problem not in IN_DOUBT:
                self.remember(**before)
            raise

    def _moves_profile(self, changes: dict[str, Any]) -> bool:
        """Whether the profile uses the Ava of this run from now on."""
        acts = changes.get("account") is not None or changes.get("under_way") is not None
        return acts or (self.progress.ava is None and "known" in changes)
