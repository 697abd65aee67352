"""Times in this computer's zone, whatever its clock and its ``TZ`` are."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time of day."""
    return local(datetime.now(UTC))


def local(moment: datetime) -> datetime:
    """Return ``moment`` in this computer's zone; unchanged if it has none there.

    A ``TZ`` can be more than a day away from UTC, and the first and the last day of the calendar end in other zones.
    """
    try:
        return moment.astimezone()
    except (ValueError, OverflowError, OSError):
        return moment
