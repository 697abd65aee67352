"""Deleting the key from a screen: the question, what is going on, and what has stopped it."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Callable

from textual.screen import Screen

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Stage
from ava_onboard.onboarding import NotStarted, Questions, StageEvent, StageFailed, StageStarted, patience
from ava_onboard.text import deletion
from ava_onboard.tui.screens.base import OnboardScreen


class DeletingScreen(OnboardScreen[None]):
    """A screen from which the key can be deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.deleting: StageFailed | Stage | None = None
        """The stage that is under way, or what has stopped the deletion."""
        self.slow = False
        """Whether the present work takes longer than ``patience.SECONDS``."""

    @property
    def is_deleting(self) -> bool:
        """Whether a deletion is under way."""
        return isinstance(self.deleting, Stage)

    @abstractmethod
    def look_again(self) -> None:
        """Ask for the facts: a deletion has ended."""

    def action_delete(self) -> None:
        """Ask once, then delete."""
        self.run_worker(self._ask_and_delete(), group="work", exclusive=True)

    def finish_deleting(self) -> None:
        """Finish an interrupted deletion without asking: it was asked before."""
        self.run_worker(self._delete(), group="work", exclusive=True)

    def forget_copy(self) -> None:
        """Delete the key on this computer, so that only Ava's is left."""
        self.run_worker(self._forget_copy(), group="work", exclusive=True)

    def stop_deleting(self) -> None:
        """Wait no longer. What is deleted by then stays deleted."""
        self.workers.cancel_group(self, "work")
        self.deleting = None
        self.look_again()

    async def _confirm_deletion(self, account: str | None) -> bool:
        from ava_onboard.tui.screens.confirm import ConfirmDeleteScreen

        dialog: Screen[bool] = ConfirmDeleteScreen(account)
        confirmed = await self.app.push_screen_wait(dialog)
        if confirmed:
            self._show_deleting(Stage.FORGET_AT_AVA)
        return confirmed

    def _show_deleting(self, stage: Stage) -> None:
        self.deleting, self.slow = stage, False
        self.redraw()

    def _show_slow(self) -> None:
        self.slow = True
        self.redraw()

    async def _ask_and_delete(self) -> None:
        begun = self.app.onboarding.progress.under_way
        unasked = begun is not None and begun.deletes  # the use case only asks before a deletion that is new
        if not unasked or await self._confirm_deletion(None):
            await self._delete()

    async def _delete(self) -> None:
        declined = False

        async def sign_in(reason: Failure) -> bool:
            nonlocal declined
            declined = not await self.app.ask_to_sign_in(reason)
            return not declined

        questions = Questions(
            unlock=self.app.ask_for_passphrase, sign_in=sign_in, confirm_deletion=self._confirm_deletion
        )
        await self._follow(self.app.onboarding.delete(questions=questions), deletion.done)
        if declined and self.app.onboarding.may_have_copy:
            from ava_onboard.tui.screens.confirm import ConfirmDeleteHereScreen

            dialog: Screen[bool] = ConfirmDeleteHereScreen()
            if await self.app.push_screen_wait(dialog):
                await self._forget_copy()

    async def _forget_copy(self) -> None:
        questions = Questions(unlock=self.app.ask_for_passphrase)
        await self._follow(self.app.onboarding.forget_copy(questions=questions), deletion.done_here)

    async def _follow(self, events: AsyncIterator[StageEvent], done: Callable[[], str]) -> None:
        event: StageEvent | None = None

        def say(last: StageEvent | None, _seconds: float | None) -> None:
            if isinstance(last, StageStarted):
                self._show_slow()

        async for event in patience.between(events, say, lambda _last, _seconds: None):
            if isinstance(event, StageStarted):
                self._show_deleting(event.stage)
        self.deleting = event if isinstance(event, StageFailed) else None
        if not isinstance(event, NotStarted | StageFailed):
            self.app.notify(done)
        self.app.remember()
        self.look_again()
