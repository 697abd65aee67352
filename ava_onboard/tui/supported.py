"""What the app does for a call with support: the situation code, a diagnosis to copy, and the live mirror."""

from textual import events

from ava_onboard.domain.failure import Failure
from ava_onboard.text import support
from ava_onboard.tui.shell import Shell
from ava_onboard.tui.widgets.bars import NARROW

LIVE = "live"
"""The group of the work that lets an agent follow."""


class SupportedApp(Shell):
    """The app, as far as support is concerned."""

    def on_load(self) -> None:
        """Have every error end with the situation code."""
        self._described_before = support.follow(self._situation)

    def on_unmount(self) -> None:
        """Leave the situation to the command that opened the app again."""
        support.follow(self._described_before)

    def _situation(self, failure: Failure | None) -> str:
        from ava_onboard.tui.situation import code  # not needed for the first paint

        return code(self, failure)

    def action_support(self) -> None:
        """Show the situation code."""
        from ava_onboard.tui.screens.support import SupportScreen

        if not isinstance(self.screen, SupportScreen):
            self.push_screen(SupportScreen())

    def action_copy_diagnosis(self) -> None:
        """Copy what support may ask for in writing."""
        from ava_onboard.tui.situation import diagnosis

        self.copy(diagnosis(self), support.diagnosis_copied, sent=support.diagnosis_sent)

    # The live mirror

    def mark(self) -> str:
        """Return who sees the screen, while someone does; else the mark of an unusual run."""
        if agent := self.onboarding.followed_by:
            from ava_onboard.text import live

            return live.mark(agent, short=self.size.width < NARROW)
        return super().mark()

    def work_ended(self, group: str, seconds: float) -> None:
        """Ring as after other work, but not when nobody follows any more: nobody has waited for that."""
        if group != LIVE:
            super().work_ended(group, seconds)

    async def on_event(self, event: events.Event) -> None:
        """Let Escape end the live mirror where it closes no dialog, before anything else responds to it."""
        pressed = isinstance(event, events.Key) and event.key == "escape" and not event.is_forwarded
        if pressed and self.onboarding.followed_by and not self.screen.is_modal:
            self.action_stop_live()
            return
        await super().on_event(event)

    def begin_live(self, symbols: str) -> None:
        """Send each change of the situation from now on.

        Args:
            symbols: The situation that the agent has already.
        """
        from ava_onboard.tui import live

        self.run_worker(live.follow(self, symbols), group=LIVE, exclusive=True)

    def action_stop_live(self) -> None:
        """Let nobody see the screen any more."""
        from ava_onboard.text import live

        self.workers.cancel_group(self, LIVE)
        self.run_worker(self.onboarding.live.end(), group=LIVE)
        self.notify(live.stopped)

    async def action_quit(self) -> None:
        """Quit, and let nobody see the screen any more."""
        if self.onboarding.followed_by:
            self.workers.cancel_group(self, LIVE)
            await self.onboarding.live.end()
        await super().action_quit()
