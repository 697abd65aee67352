"""Do something at the moment when the process is told to stop, before the server waits for requests in progress."""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class BeforeStop:
    """Calls a function when SIGTERM or SIGINT arrives, then what was called before.

    An event loop hears of a signal through a file, not through its handler: so it still does. Outside the main thread
    nothing can be registered, and nothing is.

    Args:
        act: Called in the main thread, between two instructions: it must do next to nothing.
    """

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self._before: dict[int, Any] = {}

    def begin(self) -> None:
        """Register it, once the server has registered its own."""
        if self._before or threading.current_thread() is not threading.main_thread():
            return
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._handle)

    def end(self) -> None:
        """Let the signals do what they did before."""
        for number, before in self._before.items():
            if signal.getsignal(number) == self._handle:
                signal.signal(number, before)
        self._before.clear()

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self._act()
        before = self._before.get(number)
        if callable(before):
            before(number, frame)
        elif before == signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
