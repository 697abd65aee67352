"""Several accounts of Ava on one computer: each profile has a session, a key and a progress of its own."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.status import Answer, Badge, Fact
from ava_onboard.onboarding.ports import OptionalStore, SavedProgress, SecretName, SecretStore
from ava_onboard.onboarding.use_cases import Onboarding


class Profile(NamedTuple):
    """One profile, opened: all that belongs to it and to no other."""

    onboarding: Onboarding
    ava_host: str
    """The address of its Ava, as it is shown."""
    name: str = ""
    mark: str = ""
    """What is shown on top: the name, and nothing for the profile that everybody has."""
    ask_at_start: bool = False
    """Whether Ava is asked at once though nothing was configured from here yet."""


class KnownProfile(NamedTuple):
    """What is remembered of a profile on this computer."""

    name: str
    account: str | None
    badge: Badge
    ava_url: str | None
    """The address of its Ava; None for the one that everybody has."""
    waits: bool = False
    """Whether its key is kept here, and is not known to have reached Ava."""


class Profiles(Protocol):
    """The profiles of this computer."""

    def all(self) -> Sequence[KnownProfile]:
        """Those that something is remembered of; the one that everybody has is the first."""

    def may_be_called(self, name: str) -> bool:
        """Whether a profile can have this name."""

    def open(self, name: str) -> Profile:
        """Begin to use a profile, in the language that was chosen there; one that is not known yet is new."""


async def remove(
    defaults: Iterable[SecretStore], optional: Iterable[OptionalStore], saved: SavedProgress, kept: Fact
) -> Failure | None:
    """Remove a profile from this computer: sessions, key and saved progress. Nothing changes at Ava.

    Args:
        defaults: The default store, once for each Ava that the profile has used.
        optional: The stores that may have taken its place.
        saved: The saved progress. It goes last: after a failure the profile can be removed again.
        kept: What was last learnt about its key on this computer.

    Returns:
        What stopped it.
    """
    try:
        for store in optional:
            await store.remove()
        try:
            for default in defaults:
                for name in SecretName:
                    await default.delete(name)
        except ProblemError as error:  # where nothing can be kept, nothing is, unless it was once
            if error.failure.problem not in problems.NOWHERE or kept.answer is Answer.YES:
                raise
        saved.remove()
    except ProblemError as error:
        return error.failure
    return None
