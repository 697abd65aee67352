"""Several Ava accounts on one computer: each profile has its own session, key and progress."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.status import Answer, Badge, Fact
from ava_onboard.onboarding.ports import OptionalStore, SavedProgress, SecretName, SecretStore
from ava_onboard.onboarding.use_cases import Onboarding


class Profile(NamedTuple):
    """An opened profile."""

    onboarding: Onboarding
    ava_host: str
    """The address of its Ava, as it is shown."""
    name: str = ""
    mark: str = ""
    """The name in the title; empty for the default profile."""
    ask_at_start: bool = False
    """Whether to ask Ava at the start even if nothing was configured on this computer."""


class KnownProfile(NamedTuple):
    """What is remembered of a profile on this computer."""

    name: str
    account: str | None
    badge: Badge
    ava_url: str | None
    """The address of its Ava; None for the default one."""
    waits: bool = False
    """Whether its key is waiting to be sent to Ava."""
    unread: Failure | None = None
    """Why some of it could not be read."""


class Profiles(Protocol):
    """The profiles of this computer."""

    def all(self) -> Sequence[KnownProfile]:
        """Return the profiles that have saved progress, the default profile first."""

    def may_be_called(self, name: str) -> bool:
        """Return whether a profile can have this name."""

    def open(self, name: str) -> Profile:
        """Start using a profile, in its saved language; an unknown one is new."""


async def remove(
    defaults: Iterable[SecretStore], optional: Iterable[OptionalStore], saved: SavedProgress, kept: Fact
) -> Failure | None:
    """Remove a profile from this computer: sessions, key and saved progress. Nothing changes at Ava.

    Args:
        defaults: The default store, once for each Ava that the profile has used.
        optional: The stores that may have taken its place.
        saved: The saved progress. It is removed last, so that the removal can be repeated after a failure.
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
        except ProblemError as error:  # without a keyring there is nothing to delete, unless a key was kept in one
            if error.failure.problem not in problems.NOWHERE or kept.answer is Answer.YES:
                raise
        saved.remove()
    except ProblemError as error:
        return error.failure
    return None
