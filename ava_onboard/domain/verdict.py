"""Vapi's answer about a key: accepted, refused, or undecided."""

from enum import Enum, StrEnum
from typing import NamedTuple

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure


class Region(StrEnum):
    """Vapi's two regions, which share neither accounts nor keys."""

    US = "us"
    EU = "eu"


VAPI_URLS = {Region.US: "https://api.vapi.ai", Region.EU: "https://api.eu.vapi.ai"}
"""The address of each region, as Vapi's documentation has them, in the order to ask."""


class Refusal(Enum):
    """Why Vapi refuses a key."""

    UNKNOWN = "unknown"
    """401: a public, mistyped or deleted key, or one of another region; Vapi does not say which."""
    FORBIDDEN = "forbidden"
    """403 in JSON: Vapi knows the key but does not let it list assistants."""


class Accepted(NamedTuple):
    """Vapi listed the organisation's assistants. The key may be saved."""

    region: Region
    organisation: str | None = None
    """``orgId`` of an assistant, the only sign of the organisation; None if there is no assistant."""
    assistants: int | None = None
    """Number of assistants in the answer. The check asks for one, so 1 means at least one. None if not known."""


class Rejected(NamedTuple):
    """Every region that was asked refuses the key. It is not saved."""

    refusal: Refusal
    regions: tuple[Region, ...]

    @property
    def failure(self) -> Failure:
        """The refusal as a failure: V05 or V06."""
        return Failure(problems.KEY_FORBIDDEN if self.refusal is Refusal.FORBIDDEN else problems.KEY_UNKNOWN)


class Undecided(NamedTuple):
    """Vapi was not reached, or its answer does not concern the key.

    Never treat this as a refusal: the key is saved if the person wants it.
    """

    failure: Failure
    region: Region = Region.US


Verdict = Accepted | Rejected | Undecided
