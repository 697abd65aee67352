"""A table that spreadsheets open, and in which they calculate nothing."""

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from ava_onboard.backend.commands import printable

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""


class Spreadsheet:
    """A table in CSV.

    Args:
        out: Where it is printed.
        columns: The names of its columns, which are its first line.
    """

    def __init__(self, out: TextIO, columns: Sequence[str]) -> None:
        self._writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)  # else a lone \r would break a line
        self._writer.writerow(columns)

    def add(self, values: Iterable[object]) -> None:
        """Print a line with a value for each column; None leaves its cell empty."""
        self._writer.writerow(map(_cell, values))


def _cell(value: object) -> str:
    """Return a text that no spreadsheet calculates: an apostrophe stands before what looks like a formula."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            text = printable(str(value))
            return f"'{text}" if text.lstrip().startswith(_FORMULA) or text[:1].isspace() else text
