"""Several accounts of Ava on one computer: each profile has a session, a key and a progress of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ava_onboard.domain.status import Badge
from ava_onboard.onboarding.use_cases import Onboarding


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile, opened: all that belongs to it and to no other."""

    onboarding: Onboarding
    ava_host: str
    """The address of its Ava, as it is shown."""
    name: str = ""
    mark: str = ""
    """What is shown on top: the name, and nothing for the profile that everybody has."""
    ask_at_start: bool = False
    """Whether Ava is asked at once though nothing was configured from here yet."""


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """What is remembered of a profile on this computer."""

    name: str
    account: str | None
    badge: Badge
    ava_url: str | None
    """The address of its Ava; None for the one that everybody has."""


class Profiles(Protocol):
    """The profiles of this computer."""

    def all(self) -> Sequence[KnownProfile]:
        """Those that something is remembered of; the one that everybody has is the first."""

    def may_be_called(self, name: str) -> bool:
        """Whether a profile can have this name."""

    def open(self, name: str) -> Profile:
        """Begin to use a profile, in the language that was chosen there; one that is not known yet is new."""
