"""One check of a list: how it is made, what may come of it, and answers read without showing what was sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx


class Outcome(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The backend does not tell."""
    SKIPPED = "skipped"
    """A check that it builds on has failed."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. The detail never holds a key, a password or a token."""

    name: str
    title: str
    outcome: Outcome
    detail: str = ""


class FailedError(Exception):
    """A check failed; the message says how."""


class UnknownError(Exception):
    """A check cannot be made; the message says why."""


def checked(name: str, title: str, check: Callable[[], None]) -> Check:
    """Make a check: `check` returns, or raises `FailedError` or `UnknownError`."""
    try:
        with _told():
            check()
    except FailedError as failure:
        return Check(name, title, Outcome.FAILED, str(failure))
    except UnknownError as reason:
        return Check(name, title, Outcome.UNKNOWN, str(reason))
    return Check(name, title, Outcome.PASSED)


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the network by their kind alone: their text may hold what was sent."""
    try:
        yield
    except httpx.TimeoutException:
        raise FailedError("no answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FailedError(f"it cannot be reached ({type(error).__name__})") from None


def expect(answer: httpx.Response, *statuses: int) -> httpx.Response:
    """The answer, if it has one of these statuses; otherwise `FailedError`."""
    if answer.status_code not in statuses:
        request = answer.headers.get("x-request-id", "")
        named = f", request {request}" if request.replace("-", "").isalnum() and len(request) <= 64 else ""
        raise FailedError(f"status {answer.status_code}{named}")
    return answer


def json_object(answer: httpx.Response) -> dict[str, Any]:
    """The body of an answer that is a JSON object; otherwise `FailedError`."""
    body = parsed(answer)
    if not isinstance(body, dict):
        raise FailedError("the answer is not a JSON object: is this an Ava backend?")
    return body


def parsed(answer: httpx.Response) -> object:
    """The body of an answer, None if it is no JSON."""
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None


def text_or_none(value: object) -> str | None:
    """The value, if it is a text."""
    return value if isinstance(value, str) else None
