"""How long each stage of saving takes."""

from collections.abc import Mapping
from time import monotonic

from ava_onboard.onboarding import Stage, StageDone, StageEvent, StageStarted


class Stopwatch:
    """Notes when a stage starts and ends."""

    def __init__(self) -> None:
        self._began: dict[Stage, float] = {}
        self._took: dict[Stage, float] = {}

    @property
    def took(self) -> Mapping[Stage, float]:
        """The seconds of each stage that is done."""
        return self._took

    def note(self, event: StageEvent) -> None:
        """Take in the next event."""
        self._took.pop(event.stage, None)
        if isinstance(event, StageStarted):
            self._began[event.stage] = monotonic()
        elif isinstance(event, StageDone) and (began := self._began.get(event.stage)):
            self._took[event.stage] = monotonic() - began
