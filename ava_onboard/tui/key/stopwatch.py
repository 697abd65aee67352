"""How long each stage of saving takes."""

from collections.abc import Mapping
from time import monotonic

from ava_onboard.onboarding import Stage, StageEvent, StageStarted


class Stopwatch:
    """Notes when a stage starts and ends."""

    def __init__(self) -> None:
        self._began = 0.0
        self._took: dict[Stage, float] = {}

    @property
    def took(self) -> Mapping[Stage, float]:
        """The seconds of each stage that is over."""
        return self._took

    def note(self, event: StageEvent) -> None:
        """Take in the next event."""
        if isinstance(event, StageStarted):
            self._began = monotonic()
            self._took.pop(event.stage, None)
        else:
            self._took[event.stage] = monotonic() - self._began
