"""What a situation says of the key in the three places: the status without previews, names and times."""

from collections.abc import Iterator
from enum import Enum
from itertools import product, starmap
from typing import NamedTuple

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.status import Badge, Status
from ava_onboard.domain.verdict import Region


class AtAva(Enum):
    """What is known of a key at Ava."""

    YES = "yes"
    NO = "no"
    LAST_YES = "yes, when Ava answered last"
    LAST_NO = "no, when Ava answered last"
    UNKNOWN = "unknown"

    @property
    def has_key(self) -> bool:
        """Whether Ava has a key, as far as is known."""
        return self in (AtAva.YES, AtAva.LAST_YES)

    @property
    def answered(self) -> bool:
        """Whether Ava has answered now."""
        return self in (AtAva.YES, AtAva.NO)


class AtVapi(Enum):
    """What Vapi says of the key."""

    MAIN = "accepted in the main region"
    EUROPE = "accepted in Europe"
    REFUSED = "refused"
    LAST_MAIN = "not asked; accepted in the main region before"
    LAST_EUROPE = "not asked; accepted in Europe before"
    UNKNOWN = "unknown"


class InUse(Enum):
    """Whether Ava can use the key."""

    YES = "yes"
    NO = "no"
    LAST_YES = "not tested; yes before"
    UNKNOWN = "unknown"


class Between(Enum):
    """What is between the key on this computer and Ava."""

    NOTHING = "nothing"
    DIFFERENT = "Ava has another key"
    GONE = "Ava had it, but has none any more"
    OTHER_ACCOUNT = "it was saved for another account"


class Facts(NamedTuple):
    """The facts about the key."""

    kept: Answer = Answer.UNKNOWN
    ava: AtAva = AtAva.UNKNOWN
    vapi: AtVapi = AtVapi.UNKNOWN
    use: InUse = InUse.UNKNOWN
    between: Between = Between.NOTHING
    signed_in: bool = False


class Outline(NamedTuple):
    """The facts where they are not the subject: whether a key is here, and what the badge says."""

    kept: Answer = Answer.UNKNOWN
    badge: Badge | None = None
    """None if it is not known whether Ava has a key."""


def _all() -> Iterator[Facts]:
    for kept, ava in product(Answer, AtAva):
        uses = tuple(InUse) if ava.has_key else (InUse.UNKNOWN,)
        signed_in = (True,) if ava.answered else (True, False)
        yield from starmap(Facts, product((kept,), (ava,), AtVapi, uses, _possible(kept, ava), signed_in))


def _possible(kept: Answer, ava: AtAva) -> Iterator[Between]:
    yield Between.NOTHING
    if kept is Answer.YES and ava.has_key:
        yield Between.DIFFERENT
    if kept is Answer.YES and ava is AtAva.NO:
        yield Between.GONE
        yield Between.OTHER_ACCOUNT


FACTS = tuple(_all())
"""Every combination that there can be. Their places are part of the format."""
OUTLINES = tuple(Outline(*both) for both in product(Answer, (None, *Badge)))


def facts_of(status: Status) -> Facts:
    """Return the facts of a status."""
    ava = _at_ava(status)
    facts = Facts(
        status.kept.answer,
        ava,
        _at_vapi(status),
        _in_use(status) if ava.has_key else InUse.UNKNOWN,
        _between(status),
        signed_in=status.signed_in or ava.answered,
    )
    return facts if facts in FACTS else facts._replace(between=Between.NOTHING)


def outline_of(status: Status) -> Outline:
    """Return the facts of a status in short."""
    badge = None if status.at_ava.answer is Answer.UNKNOWN else status.badge
    return Outline(status.kept.answer, badge)


def _at_ava(status: Status) -> AtAva:
    if status.known.answer is not Answer.UNKNOWN:
        return AtAva.YES if status.known.answer is Answer.YES else AtAva.NO
    last = status.last_known.answer
    return {Answer.YES: AtAva.LAST_YES, Answer.NO: AtAva.LAST_NO, Answer.UNKNOWN: AtAva.UNKNOWN}[last]


def _at_vapi(status: Status) -> AtVapi:
    verdict, last = status.verdict, status.last_accepted
    if verdict.answer is Answer.NO:
        return AtVapi.REFUSED
    if verdict.answer is Answer.YES:
        return AtVapi.EUROPE if verdict.region is Region.EU else AtVapi.MAIN
    if last.answer is Answer.YES:
        return AtVapi.LAST_EUROPE if last.region is Region.EU else AtVapi.LAST_MAIN
    return AtVapi.UNKNOWN


def _in_use(status: Status) -> InUse:
    if status.proof.answer is not Answer.UNKNOWN:
        return InUse.YES if status.proof.answer is Answer.YES else InUse.NO
    return InUse.LAST_YES if status.last_used.answer is Answer.YES else InUse.UNKNOWN


def _between(status: Status) -> Between:
    here, ava = status.kept, status.at_ava
    if status.gone:
        return Between.GONE
    if status.owner and here.answer is Answer.YES:
        return Between.OTHER_ACCOUNT
    differ = here.answer is ava.answer is Answer.YES and here.about(ava.preview) is not here
    return Between.DIFFERENT if differ else Between.NOTHING


def shown(facts: Facts, here: str, ava: str, account: str) -> Status:
    """Return a status with these facts, to draw it.

    Args:
        facts: The facts.
        here: What to show as the start of the key on this computer.
        ava: What to show as the start of the key that Ava has, if it is another one.
        account: What to show as the account that the key was saved for, if it is another one.
    """
    at_ava = ava if facts.between is Between.DIFFERENT else here
    of_ava = {AtAva.YES: Answer.YES, AtAva.LAST_YES: Answer.YES, AtAva.NO: Answer.NO, AtAva.LAST_NO: Answer.NO}
    answer = of_ava.get(facts.ava, Answer.UNKNOWN)
    last = Fact(answer, at_ava if facts.ava.has_key else None)
    if facts.between is Between.GONE:
        last = Fact(Answer.YES, here)
    europe = facts.vapi in (AtVapi.EUROPE, AtVapi.LAST_EUROPE)
    accepted = Fact(Answer.YES, at_ava, region=Region.EU if europe else Region.US)
    refused, used = Fact(Answer.NO, at_ava), Fact(Answer.YES, at_ava)
    asked = facts.vapi in (AtVapi.MAIN, AtVapi.EUROPE)
    return Status(
        kept=Fact(facts.kept, here if facts.kept is Answer.YES else None),
        known=last if facts.ava is AtAva.YES else Fact(answer) if facts.ava is AtAva.NO else Fact(),
        accepted=accepted if asked else refused if facts.vapi is AtVapi.REFUSED else Fact(),
        used=used if facts.use is InUse.YES else Fact(Answer.NO, at_ava) if facts.use is InUse.NO else Fact(),
        signed_in=facts.signed_in,
        last_known=last,
        last_accepted=accepted if facts.vapi in (AtVapi.LAST_MAIN, AtVapi.LAST_EUROPE) else Fact(),
        last_used=used if facts.use is InUse.LAST_YES else Fact(),
        owner=account if facts.between is Between.OTHER_ACCOUNT else None,
    )
