"""What Vapi's answer says about a key: accepted, rejected, or nothing at all."""

from enum import Enum, StrEnum
from typing import NamedTuple

from ava_onboard.domain.failure import Failure


class Region(StrEnum):
    """Vapi's two worlds: they share no account and no key."""

    US = "us"
    EU = "eu"


class Refusal(Enum):
    """Why Vapi said no."""

    UNKNOWN = "unknown"
    """401: a public, mistyped or revoked key, or one of another region; Vapi does not say which."""
    FORBIDDEN = "forbidden"
    """403 in JSON: the key is known but may not list assistants."""


class Accepted(NamedTuple):
    """Vapi answered with the organisation's assistants."""

    region: Region
    organisation: str | None = None
    """``orgId`` of an assistant: the only label of the organisation; None while it has no assistant."""
    assistants: int | None = None
    """Assistants seen; the check asks for one, so 1 means "at least one". None: the answer did not say."""


class Rejected(NamedTuple):
    """Every region that could be asked refused the key."""

    refusal: Refusal
    regions: tuple[Region, ...]


class Undecided(NamedTuple):
    """Vapi could not be asked, or its answer says nothing about the key."""

    failure: Failure
    region: Region = Region.US


Verdict = Accepted | Rejected | Undecided
