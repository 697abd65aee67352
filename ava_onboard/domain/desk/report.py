"""Read a report that ``doctor --bundle`` has written, as far as a call needs it."""

import json
from typing import Any, NamedTuple

from ava_onboard.domain.failure import failed
from ava_onboard.domain.problems import CATALOGUE, NOT_A_REPORT

LARGEST = 256 * 1024
"""Bytes; a real report has a few thousand."""


class Report(NamedTuple):
    """What a report says."""

    codes: tuple[str, ...]
    """The codes of what failed, the first one that counts first."""
    requests: tuple[str, ...]
    """The ids of failed requests."""
    language: str | None
    number: str
    """Its number, which the customer can read out."""
    passed: int
    """How many checks have passed."""


def parse(content: bytes) -> Report:
    """Return what the content of a file says.

    Raises:
        ProblemError: U14 if it is not a report. What it holds is not repeated: it may be anything.
    """
    try:
        data = json.loads(content)
        rungs = [rung for rung in data["rungs"] if isinstance(rung, dict)]
        first = data["failure"] or {}
        codes = [first.get("code"), *(rung.get("code") for rung in rungs)]
        passed = sum(rung.get("outcome") == "passed" for rung in rungs)
        return Report(
            _known(codes), _texts([first.get("request_id")]), data.get("language"), str(data["session"])[:9], passed
        )
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        raise failed(NOT_A_REPORT) from None


def _known(codes: list[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if isinstance(code, str) and code in CATALOGUE))


def _texts(values: list[Any]) -> tuple[str, ...]:
    return tuple(value[:64] for value in values if isinstance(value, str))
