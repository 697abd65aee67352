"""Problems, and how they travel: as values, or in the one exception that adapters raise."""

from collections.abc import Mapping
from enum import IntEnum
from math import ceil
from typing import NamedTuple

from ava_onboard.locales import _, ngettext

_LONG = 120
"""Seconds above which a wait is given in minutes."""
_VERY_LONG = 2 * 60 * 60
"""Seconds above which a wait is given in hours."""


class Exit(IntEnum):
    """Exit codes of the program."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    NOT_CONFIGURED = 3
    KEY_REFUSED = 4
    SIGN_IN = 5
    UNREACHABLE = 6
    NOWHERE_TO_KEEP = 7
    AVA_REFUSED = 8
    NEEDS_ATTENTION = 9
    INTERRUPTED = 130


class Problem(NamedTuple):
    """Something that can go wrong: what happened, what to do now, and the code to read out.

    ``sentence`` and ``remedy`` are English and marked for translation; a ``Failure`` fills in placeholders such as
    ``{service}`` and ``{host}``.
    """

    code: str
    sentence: str
    remedy: str
    exit: Exit
    remedy_if_set: str | None = None
    """What to do instead if a setting may be the cause: then ``name`` is among the values of the failure."""
    sentence_if_typed: str | None = None
    """What happened, with what was typed: then ``typed`` is among the values of the failure."""


class Failure(NamedTuple):
    """A problem that has occurred."""

    problem: Problem
    values: Mapping[str, str] = {}
    """Values for the placeholders of the sentence and the remedy. Never a secret."""
    request_id: str | None = None
    """The id of the request, for support: the service's own, or the one that this program has sent."""
    retry_after: float | None = None
    """Seconds to wait, if the service said so."""

    @property
    def code(self) -> str:
        """The problem's code."""
        return self.problem.code

    @property
    def sentence(self) -> str:
        """What happened, in the current language."""
        if self.problem.sentence_if_typed and "typed" in self.values:
            return _(self.problem.sentence_if_typed).format_map(self.values)
        return _(self.problem.sentence).format_map(self.values)

    @property
    def remedy(self) -> str:
        """What to do now, in the current language."""
        if self.problem.remedy_if_set and "name" in self.values:
            return _(self.problem.remedy_if_set).format_map(self.values)
        return _(self.problem.remedy).format_map(self.values)

    @property
    def wait(self) -> str | None:
        """How long to wait, in the current language; None if the service did not say."""
        if not self.retry_after:
            return None
        if self.retry_after > _VERY_LONG:
            return _("Wait {count} hours before trying again.").format(count=ceil(self.retry_after / 3600))
        if self.retry_after > _LONG:
            return _("Wait {count} minutes before trying again.").format(count=ceil(self.retry_after / 60))
        seconds = ceil(self.retry_after)
        words = ngettext(
            "Wait {count} second before trying again.", "Wait {count} seconds before trying again.", seconds
        )
        return words.format(count=seconds)


class ProblemError(Exception):
    """Carry a `Failure` from an adapter to a use case.

    Its message is only the code, so tracebacks reveal nothing else.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


def failed(
    problem: Problem, *, request_id: str | None = None, retry_after: float | None = None, **values: str
) -> ProblemError:
    """Return the exception to raise for ``problem``; ``values`` fill its placeholders."""
    return ProblemError(Failure(problem, values, request_id, retry_after))
