"""What a command was doing, as a situation code says it."""

from ava_onboard import config
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.text import support


class RunningCommand:
    """What is known of a run so far.

    Args:
        command: The name of the command; empty for the app.
    """

    def __init__(self, command: str) -> None:
        self._command = command
        self.settings: config.Config | None = None
        self.uses_profile = False
        """Whether the run has read the saved progress of its profile."""

    def code(self, failure: Failure | None) -> str:
        """Return the six symbols of this moment."""
        from ava_onboard.domain.situation.facts import outline_of
        from ava_onboard.domain.situation.of_commands import COMMANDS, UNLISTED, OnCommandLine
        from ava_onboard.domain.situation.troubles import ALL, named
        from ava_onboard.domain.status import Status
        from ava_onboard.domain.store_kind import DEFAULT

        store, status = DEFAULT, Status()
        try:
            if self.settings:
                store = self.settings.store
            if self.settings and self.uses_profile:
                from ava_onboard.cli.wiring import saved_progress, with_ava_of_profile

                status = saved_progress(with_ava_of_profile(self.settings)).load().status()
        except ProblemError:
            pass  # the failure that is shown may be this one
        command = self._command if self._command in COMMANDS else UNLISTED
        scene = OnCommandLine(command, named(support.trouble_of(failure), ALL), outline_of(status))
        return support.coded(scene, store)
