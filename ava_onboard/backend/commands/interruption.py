"""SIGTERM for commands that must clean up before they end."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Interruption:
    """The signal that ended a command."""

    by: signal.Signals = signal.SIGINT

    @property
    def exit_code(self) -> int:
        """The exit code that shells use."""
        return 128 + self.by


@contextmanager
def sigterm_like_ctrl_c() -> Iterator[Interruption]:
    """Make SIGTERM raise `KeyboardInterrupt` within the block. The yielded value says which signal it was."""
    interruption = Interruption()

    def end(*_: object) -> None:
        interruption.by = signal.SIGTERM
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGTERM, before)
