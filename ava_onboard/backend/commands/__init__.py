"""The commands of `python -m ava_onboard.backend`, for operators. In English only.

Each module has `add_to`, which adds the command's parser, and `run`, which returns the exit code.
"""

import unicodedata
from datetime import UTC, datetime


class UsageError(Exception):
    """The command was used wrongly. The message is for the operator and holds no secret."""


def is_unicode(text: str) -> bool:
    """Tell whether a text was valid UTF-8: Python turns other bytes of an argument into lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def printable(text: str) -> str:
    """Return a text for a terminal: what is not a visible character, or would move the cursor, as its escape sequence.

    Names and addresses that were taken over from another application may hold anything.
    """
    return "".join(
        each if each.isprintable() or unicodedata.category(each) == "Zs" else each.encode("unicode_escape").decode()
        for each in text
    )


def iso(moment: datetime | None) -> str | None:
    """Return a moment for JSON and tables, in UTC and to the second; one without a zone is in UTC already."""
    if moment is None:
        return None
    in_utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return in_utc.isoformat(timespec="seconds")
