"""Pauses that take no time, and a clock that they advance."""

from ava_onboard.adapters.http.retries import Retries


class Waits(list[float]):
    """The pauses that were wanted, in seconds."""

    @property
    def retries(self) -> Retries:
        """Retries whose pauses are recorded here, as long as they can be."""
        return Retries(sleep=self._pass, jitter=lambda: 1, clock=lambda: sum(self))

    async def _pass(self, seconds: float) -> None:
        self.append(seconds)
