"""Times in this computer's zone, whatever its clock and its ``TZ`` are, and how dates are written."""

from datetime import UTC, datetime

from ava_onboard.locales import N_, _

# Translators: months as they are shortened within a date ("24 Nov 2026").
_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


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


def day(moment: datetime) -> str:
    """Return the date of ``moment`` in this computer's zone and in the current language, such as "24 Nov 2026"."""
    here = local(moment)
    words = _("{day}\u00a0{month}\u00a0{year}")
    if here.day == 1:
        # Translators: the first day of a month, which some languages write differently.
        words = _("1\u00a0{month}\u00a0{year}")
    return words.format(day=here.day, month=_(_MONTHS[here.month - 1]), year=here.year)


def day_and_time(moment: datetime) -> str:
    """Return the date and the time of ``moment``, such as "24 Nov 2026 at 14:30"."""
    return _("{day} at\u00a0{time}").format(day=day(moment), time=f"{local(moment):%H:%M}")
