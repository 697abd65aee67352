"""What the desk is given: the computer that it runs on, as far as it uses it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ava_onboard.domain.desk.events import Event
from ava_onboard.domain.desk.report import Report
from ava_onboard.onboarding.ports import Clipboard


class DeskTools(NamedTuple):
    """The computer. Nothing in it opens a connection."""

    clipboard: Clipboard
    clock: Callable[[], datetime]
    crash_log: Path
    record: Callable[[Event], bool]
    """Appends an event to the log of the desk; returns False if that failed."""
    next_call: Callable[[], str]
    """Begins a new call in that log, and returns its number."""
    save: Callable[[str, str], str | None]
    """Saves a hand-over under the number of its call; returns the name of the new file, or None if that failed."""
    read_report: Callable[[str], Report]
    """Reads a report of ``doctor`` by the name of its file. Raises ``ProblemError`` (U14)."""
