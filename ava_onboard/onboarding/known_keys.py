"""The keys that this run has seen: they are certainly not what a password field asks for."""

import re
from collections.abc import Callable

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import SK_LIVE, UUID, ApiKey
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
        """Return why a password, passphrase or token is not used: it cannot be read (U10), or has a key in it (U16)."""
        if not secret.is_readable:
            return Failure(problems.UNREADABLE)
        return Failure(problems.KEY_NOT_ASKED_FOR) if self._has_known_key(secret.reveal()) else None

    def objection_to_account(self, identifier: str) -> Failure | None:
        """Return the same of the name of an account, which never looks like a key."""
        return Failure(problems.KEY_NOT_ASKED_FOR) if is_key(identifier) else self.objection(Secret(identifier))

    def _has_known_key(self, text: str) -> bool:
        from ava_onboard.domain import pasted  # much to load for the start

        text = f"{text} {pasted.read(text).text}"  # the key as it is, and without what splits it
        progress = self._progress()
        earlier = (progress.kept.preview, progress.known.preview)
        found = [ApiKey(key) for key in re.findall(f"{UUID}|{SK_LIVE}", text)]
        return any(key.reveal() in text for key in self._keys) or any(
            key.matches(preview) for key in found for preview in earlier
        )


def is_key(text: str) -> bool:
    """Return whether a text looks like a key and like nothing else: no account does, but a password may."""
    from ava_onboard.domain import pasted

    return pasted.read(text).is_one_key
