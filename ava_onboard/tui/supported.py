"""What the app does for a call with support: the situation code, and a diagnosis to copy."""

from ava_onboard.domain.failure import Failure
from ava_onboard.text import support
from ava_onboard.tui.shell import Shell


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

        self.copy(diagnosis(self), support.diagnosis_copied(), sent=support.diagnosis_sent())
