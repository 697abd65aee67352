"""One check of the list: its outcomes, how it runs, and reading answers without showing what was sent."""

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
    """The result of a check."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The backend does not offer what the check needs."""
    SKIPPED = "skipped"
    """A check that it depends on failed."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. The detail never holds a key, password or token."""

    name: str
    title: str
    outcome: Outcome
    detail: str = ""


class FailedError(Exception):
    """A check failed; the message says how."""


class UnknownError(Exception):
    """A check is not possible; the message says why."""


def run_check(name: str, title: str, check: Callable[[], None]) -> Check:
    """Run a check, which returns or raises `FailedError` or `UnknownError`."""
    try:
        with _without_content():
            check()
    except FailedError as failure:
        return Check(name, title, Outcome.FAILED, str(failure))
    except UnknownError as reason:
        return Check(name, title, Outcome.UNKNOWN, str(reason))
    return Check(name, title, Outcome.PASSED)


@contextmanager
def _without_content() -> Iterator[None]:
    """Name network errors by their type only: their text may hold what was sent."""
    try:
        yield
    except httpx.TimeoutException:
        raise FailedError("no answer in time") from None
    except ValidationError:
        raise FailedError("the account or the key does not have the form that Ava accepts") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FailedError(f"it cannot be reached ({type(error).__name__})") from None


def expect(answer: httpx.Response, *statuses: int) -> httpx.Response:
    """Return the answer if it has one of these statuses.

    Raises:
        FailedError: It has another one.
    """
    if answer.status_code not in statuses:
        request = answer.headers.get("x-request-id", "")
        named = f", request {request}" if request.replace("-", "").isalnum() and len(request) <= 64 else ""
        raise FailedError(f"status {answer.status_code}{named}")
    return answer


def read(shape: type[_Shape], answer: httpx.Response) -> _Shape:
    """Return the body of an answer as `shape`.

    Raises:
        FailedError: It does not fit.
    """
    body = parse(shape, answer.content)
    if body is None:
        raise FailedError("the answer cannot be read: is this an Ava backend?")
    return body
