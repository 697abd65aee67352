"""The work in the background, and how long each piece of it took."""

import inspect
from collections.abc import Callable
from time import monotonic
from typing import Any

from textual.app import App
from textual.worker import Worker, WorkerState
from textual.worker_manager import WorkerManager


class TimedWorkers(WorkerManager):
    """Workers that tell when they have ended.

    Textual posts this to the widget that the work belongs to, and to nobody else.

    Args:
        app: The app.
        ended: Called with the group of work that has ended by itself, and the seconds that it took.
    """

    def __init__(self, app: App[Any], ended: Callable[[str, float], None]) -> None:
        super().__init__(app)
        self._ended = ended
        self._begun: dict[Worker[Any], float] = {}

    def add_worker(self, worker: Worker[Any], start: bool = True, exclusive: bool = True) -> None:
        """Add a worker, and note when."""
        self._begun[worker] = monotonic()
        super().add_worker(worker, start, exclusive)

    def _remove_worker(self, worker: Worker[Any]) -> None:
        super()._remove_worker(worker)
        if inspect.iscoroutine(worker._work):
            worker._work.close()  # one that was cancelled before it began would be reported as never awaited
        began = self._begun.pop(worker, None)
        if began is not None and worker.state is WorkerState.SUCCESS:
            self._ended(worker.group, monotonic() - began)
