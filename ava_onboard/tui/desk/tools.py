"""What the desk is given: the computer that it runs on, as far as it uses it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ava_onboard.domain.desk.events import Event
from ava_onboard.domain.desk.report import Report
from ava_onboard.onboarding.ports import Clipboard

if TYPE_CHECKING:
    from ava_onboard.onboarding.live_desk import LiveSupport


class DeskTools(NamedTuple):
    """The computer."""

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
    live: Callable[[], Awaitable["LiveSupport"]] | None = None
    """Connects to Ava for the live mirror; None without it. Nothing else here opens a connection."""
