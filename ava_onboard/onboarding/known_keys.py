"""The keys that this run has seen: they are certainly not what a password field asks for."""

from collections.abc import Callable

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Secret


class KnownKeys:
    """The keys that Vapi has accepted or that were to be saved in this run, and the previews of earlier ones.

    Args:
        progress: Returns what was saved, and what this run has learnt.
    """

    def __init__(self, progress: Callable[[], Progress]) -> None:
        self._progress = progress
        self._keys: set[ApiKey] = set()

    def add(self, key: ApiKey) -> None:
        """Note that a text is a key."""
        self._keys.add(key)

    def objection(self, secret: Secret) -> Failure | None:
        """Return why a password, a passphrase or a token is not used: it cannot be read (U10), or is a key (U16)."""
        if not secret.is_readable:
            return Failure(problems.UNREADABLE)
        from ava_onboard.domain import pasted  # much to load for the start

        key = pasted.read(secret.reveal()).key
        return Failure(problems.KEY_NOT_ASKED_FOR) if key and self._knows(key) else None

    def objection_to_account(self, identifier: str) -> Failure | None:
        """Return the same of the name of an account, which never looks like a key."""
        return Failure(problems.KEY_NOT_ASKED_FOR) if is_key(identifier) else self.objection(Secret(identifier))

    def _knows(self, key: ApiKey) -> bool:
        progress = self._progress()
        earlier = (progress.kept.preview, progress.known.preview)
        return key in self._keys or (is_key(key.reveal()) and any(map(key.matches, earlier)))


def is_key(text: str) -> bool:
    """Return whether a text looks like a key and like nothing else: no account does, but a password may."""
    from ava_onboard.domain import pasted

    return pasted.read(text).is_one_key
