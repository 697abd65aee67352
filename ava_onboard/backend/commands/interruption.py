"""SIGTERM for commands that have something to put in order before they end."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Interruption:
    """How a command is ended, if it is."""

    by: signal.Signals = signal.SIGINT

    @property
    def exit_code(self) -> int:
        """As shells have it."""
        return 128 + self.by


@contextmanager
def sigterm_like_ctrl_c() -> Iterator[Interruption]:
    """Let SIGTERM raise `KeyboardInterrupt` within the block too; what is given out tells which of the two it was."""
    interruption = Interruption()

    def end(*_: object) -> None:
        interruption.by = signal.SIGTERM
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGTERM, before)
