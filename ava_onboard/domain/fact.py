"""One of the four facts about a key: what is known, about which key, and when it was learnt."""

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.verdict import Accepted, Region, Rejected, Undecided, Verdict


class Answer(Enum):
    """What is known of a fact."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Fact(NamedTuple):
    """One of the four facts behind the badge."""

    answer: Answer = Answer.UNKNOWN
    preview: str | None = None
    """The start of the key that it is about."""
    learnt: datetime | None = None
    """When it was learnt; None if it never was."""
    failure: Failure | None = None
    """Why it is unknown, if something went wrong; with ``NO``, why that is certain."""
    region: Region | None = None
    """The region of Vapi that accepts the key."""
    organisation: str | None = None
    """The organisation that the key belongs to, as far as Vapi or this program has seen it."""
    assistants: int | None = None
    """How many assistants Ava saw with the key."""
    since: datetime | None = None
    """When the same answer about the same key was first learnt, if that was before ``learnt``."""

    def about(self, preview: str | None) -> "Fact":
        """Return this fact if it can be about the key with this preview, else one that says nothing."""
        return self if None in (preview, self.preview) or preview == self.preview else Fact()

    def following(self, before: "Fact") -> "Fact":
        """Return this fact; if ``before`` says the same, with the time since when it has been so."""
        if before.learnt is None or (self.answer, self.preview) != (before.answer, before.preview):
            return self
        first = before.since or before.learnt
        return self._replace(since=None if first == self.learnt else first)

    def unless_refuted(self, before: "Fact") -> "Fact":
        """Return this fact, or the one from before if that is a no and this one is no answer: a no remains."""
        return before if self.answer is Answer.UNKNOWN and before.answer is Answer.NO else self


def fact_of(verdict: Verdict, preview: str, learnt: datetime) -> Fact:
    """Return Vapi's verdict as a fact about the key with this ``preview``."""
    match verdict:
        case Accepted(region, organisation):
            return Fact(Answer.YES, preview, learnt, region=region, organisation=organisation)
        case Rejected():
            return Fact(Answer.NO, preview, learnt, verdict.failure)
        case Undecided():
            return Fact(Answer.UNKNOWN, preview, learnt, verdict.failure)
