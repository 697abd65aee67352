"""What the program remembers: the progress of now, and the journal that keeps it for the next run."""

from collections.abc import Awaitable
from typing import Any

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.progress import Progress, SeenForm
from ava_onboard.domain.status import Answer, Fact, Status
from ava_onboard.onboarding.ports import Clock, Journal

_IN_DOUBT = {problems.TIMED_OUT, problems.CONNECTION_CUT, problems.AVA_DOWN}
"""After these Ava may have done what it was asked to."""


class Memory:
    """The progress, and how it changes.

    The profile belongs to one Ava: the one whose facts the journal holds. A run that asks another one sees nothing of
    those facts and leaves them as they are, until it changes something over there. Then the profile belongs to that
    one, and what the former one had said is forgotten. Facts and address are written together, so they never part.

    A token of the environment may be that of another account than the one that has signed in: what Ava says to it, and
    what is begun with it, lasts for this run, and what the journal holds is left as it is.

    Args:
        journal: Where the progress is remembered.
        clock: The time of day.
        ava_url: The Ava of this run; None for the one that everybody has.
        environment_token: Whether Ava is asked with a token of the environment.
    """

    def __init__(
        self, journal: Journal, clock: Clock, ava_url: str | None = None, *, environment_token: bool = False
    ) -> None:
        self._journal = journal
        self.clock = clock
        remembered = journal.load()
        self.progress: Progress = remembered.at(ava_url)
        """What was remembered, and what has been learnt since."""
        self.not_remembered: Failure | None = None
        """Why what was to be remembered last was not."""
        self._of_account: Progress | None = None
        """What the journal holds about the account that has signed in, while Ava is asked as somebody else."""
        if environment_token and self.progress.account is not None:
            self._of_account = self.progress
            self.progress = self.progress.as_guest()
        self._elsewhere = None if remembered.ava_url == ava_url else remembered
        """What the journal holds about another Ava, to which the profile belongs."""

    def remember(self, **changes: Any) -> Failure | None:
        """Change fields of the progress and keep them; the failure, if they last for this run only."""
        self.progress = self.progress._replace(**changes)
        if self._elsewhere and self.progress.knows_ava and not self._elsewhere.knows_ava:
            self.settle()
        kept = self.progress.with_ava_of(self._elsewhere) if self._elsewhere else self.progress
        if self._of_account and not self._elsewhere:
            kept = kept._replace(known=self._of_account.known, under_way=self._of_account.under_way)
        try:
            self._journal.save(kept)
        except ProblemError as error:
            self.not_remembered = error.failure
        else:
            self.not_remembered = None
        return self.not_remembered

    def signed_in(self, account: str) -> None:
        """Somebody has signed in: what another account was told, or has begun, is not theirs."""
        self.settle()
        before = self._of_account or self.progress
        known = before.known if before.account == account else Fact()
        begun = before.under_way if before.account in (None, account) else None
        if self._of_account:
            self._of_account = before._replace(account=account, known=known, under_way=begun)
            self.remember(account=account)
        else:
            self.remember(account=account, known=known, under_way=begun)

    def signed_out(self) -> Failure | None:
        """Forget who was signed in, and what was begun as that account; what was learnt stays."""
        if self._of_account:
            self._of_account = self._of_account._replace(account=None, under_way=None)
            return self.remember(account=None)
        return self.remember(account=None, under_way=None)

    def settle(self) -> None:
        """From now on the profile belongs to the Ava of this run: something is changed there."""
        self._elsewhere = None

    def status(self) -> Status:
        """What was known last, without asking anybody."""
        known = self.progress
        return Status(known.kept, Fact(), known.accepted, signed_in=known.account is not None, last_known=known.known)

    @property
    def may_be_at_ava(self) -> bool:
        """Whether Ava has a key, or was given one and has not said since what became of it."""
        known = self.progress.known
        return known.answer is Answer.YES or known.preview is not None

    async def change(self, call: Awaitable[str | None], **meanwhile: Any) -> None:
        """Change something at Ava; what is remembered meanwhile is taken back where nothing can have changed.

        Args:
            call: The change; gives the form of Ava's answer, which is kept with what is remembered next.
            meanwhile: What is remembered before the call.
        """
        before, elsewhere = {name: getattr(self.progress, name) for name in meanwhile}, self._elsewhere
        self.settle()
        self.remember(**meanwhile)
        try:
            form = await call
        except ProblemError as error:
            if error.failure.problem not in _IN_DOUBT:
                self._elsewhere = elsewhere
                self.remember(**before)
            raise
        if form:
            self.progress = self.progress._replace(form=SeenForm(form, self.clock()))
