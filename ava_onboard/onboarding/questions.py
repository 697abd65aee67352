"""The questions that use cases ask. Screens and commands pass in how to ask them."""

from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from ava_onboard.domain.failure import Failure
from ava_onboard.onboarding.unlock import AskForPassphrase

if TYPE_CHECKING:
    from ava_onboard.onboarding.stages import StageFailed


class Next(Enum):
    """How to continue after a stage has failed."""

    AGAIN = auto()
    WITHOUT_COPY = auto()
    """The key is sent to Ava without a copy on this computer."""
    STOP = auto()


async def _leave_closed() -> Failure | None:
    """Continue without the secret store."""
    return None


async def _do_not_sign_in(_reason: Failure) -> bool:
    return False


async def _stop(_failed: "StageFailed") -> Next:
    return Next.STOP


async def _delete_own_key_only(account: str | None) -> bool:
    return account is None


class Questions(NamedTuple):
    """How the person is asked. The defaults answer when no question can be asked."""

    unlock: AskForPassphrase = _leave_closed
    sign_in: Callable[[Failure], Awaitable[bool]] = _do_not_sign_in
    """Asks the person to sign in to Ava, for this reason. Returns whether they are signed in now."""
    after_failure: Callable[["StageFailed"], Awaitable[Next]] = _stop
    """Asks how to continue after a failure that signing in does not solve."""
    confirm_deletion: Callable[[str | None], Awaitable[bool]] = _delete_own_key_only
    """Asks whether to delete the key. A name is that of the account that has signed in meanwhile."""


NO_QUESTIONS = Questions()
