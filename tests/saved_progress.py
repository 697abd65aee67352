"""Saved progress in memory."""

from ava_onboard.domain.progress import DEFAULT_AVA, Progress


class ProgressInMemory:
    def __init__(self, progress: Progress | None = None) -> None:
        self.ava = DEFAULT_AVA
        self._progress = progress or Progress()

    def load(self) -> Progress:
        return self._progress

    def save(self, progress: Progress) -> None:
        self._progress = progress

    def remove(self) -> None:
        self._progress = Progress()
