"""Ask for the passphrase of a secret store before something in it is needed, and only then."""

from collections.abc import Awaitable, Callable

from ava_onboard.domain.failure import Failure
from ava_onboard.onboarding.secret_store import StoreChoice

AskForPassphrase = Callable[[], Awaitable[Failure | None]]
"""Opens the store. Returns what prevents that; None if it is open, or if the person continues without it."""


class Unlock:
    """Asks the person for the passphrase of a store that is closed.

    Args:
        choice: The store in use.
        by_token: Whether requests to Ava use a token from the environment, so that no session is needed from the store.
    """

    def __init__(self, choice: StoreChoice, *, by_token: bool) -> None:
        self._choice = choice
        self._by_token = by_token
        self._left_closed = False

    @property
    def needed(self) -> bool:
        """Whether the store is closed."""
        return self._choice.locked

    async def __call__(self, ask: AskForPassphrase, *, again: bool) -> Failure | None:
        """Have the store opened if it is locked; return what prevents that.

        Args:
            ask: How the person is asked for the passphrase.
            again: Whether to ask even if the person has left it closed in this run, because they now need it.
        """
        if not self.needed or (self._left_closed and not again):
            return None
        failure = await ask()
        self._left_closed = self.needed
        return failure

    async def for_session(self, ask: AskForPassphrase, *, again: bool) -> Failure | None:
        """Do the same if only the Ava session is needed."""
        return None if self._by_token else await self(ask, again=again)
