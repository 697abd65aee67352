"""Tell Enter that is held down from Enter that is pressed again: one thing is done because somebody says so."""

from enum import Enum, auto
from math import inf

REPEAT = 0.12
"""Seconds. A keyboard repeats a held key every 15 to 90 ms; nobody presses one again that fast."""

FIRST_REPEAT = 1.1
"""Seconds. A keyboard waits up to a second before it begins to repeat a key."""


class Press(Enum):
    """What Enter is."""

    PRESSED = auto()
    REPEATED = auto()
    """The key is held down."""
    OPEN = auto()
    """Pressed again, or the first repeat of a held key: then the second follows within ``REPEAT`` seconds."""


class EnterKey:
    """The Enter key, as it is pressed."""

    def __init__(self) -> None:
        self._last = -inf

    def press(self, time: float) -> Press:
        """Take in Enter at ``time``, in seconds, and return what it is."""
        since, self._last = time - self._last, time
        if since < REPEAT:
            return Press.REPEATED
        return Press.OPEN if since < FIRST_REPEAT else Press.PRESSED

    def release(self) -> None:
        """Take in that something else was pressed: Enter is held down no longer."""
        self._last = -inf
