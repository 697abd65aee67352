"""What the program remembers: the progress of now, and the journal that keeps it for the next run."""

from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.journey import Progress
from ava_onboard.domain.status import Answer, Fact, Status
from ava_onboard.gateways.ports import Clock, Journal

_IN_DOUBT = {problems.TIMED_OUT, problems.CONNECTION_CUT, problems.AVA_DOWN}
"""After these Ava may have done what it was asked to."""


class Memory:
    """The progress, and how it changes."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self.clock = clock
        self.progress: Progress = journal.load()
        """What was remembered, and what has been learnt since."""

    def remember(self, **changes: Any) -> Failure | None:
        """Change fields of the progress and keep them; the failure, if they last for this run only."""
        self.progress = replace(self.progress, **changes)
        try:
            self._journal.save(self.progress)
        except ProblemError as error:
            return error.failure
        return None

    def status(self) -> Status:
        """What was known last, without asking anybody."""
        known = self.progress
        return Status(known.kept, Fact(), known.accepted, signed_in=known.account is not None, last_known=known.known)

    @property
    def may_be_at_ava(self) -> bool:
        """Whether Ava has a key, or was given one and has not said since what became of it."""
        known = self.progress.known
        return known.answer is Answer.YES or known.preview is not None

    async def change(self, call: Awaitable[None], **meanwhile: Any) -> None:
        """Change something at Ava; what is remembered meanwhile is taken back where nothing can have changed."""
        before = {name: getattr(self.progress, name) for name in meanwhile}
        self.remember(**meanwhile)
        try:
            await call
        except ProblemError as error:
            if error.failure.problem not in _IN_DOUBT:
                self.remember(**before)
            raise
