"""One check of a list: how it is made, what may come of it, and answers read without showing what was sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import httpx
from pydantic import ValidationError

from ava_onboard.contract.parse import parse

_Shape = TypeVar("_Shape")


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
    except ValidationError:
        raise FailedError("the account or the key does not have the form that Ava takes") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FailedError(f"it cannot be reached ({type(error).__name__})") from None


def expect(answer: httpx.Response, *statuses: int) -> httpx.Response:
    """The answer, if it has one of these statuses; otherwise `FailedError`."""
    if answer.status_code not in statuses:
        request = answer.headers.get("x-request-id", "")
        named = f", request {request}" if request.replace("-", "").isalnum() and len(request) <= 64 else ""
        raise FailedError(f"status {answer.status_code}{named}")
    return answer


def read(shape: type[_Shape], answer: httpx.Response) -> _Shape:
    """Return the body of an answer as `shape`; raise `FailedError` if it does not fit."""
    body = parse(shape, answer.content)
    if body is None:
        raise FailedError("the answer cannot be read: is this an Ava backend?")
    return body
