"""Passwords at rest and at sign-in: argon2id."""

import asyncio
import base64

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_LANES = 1


class Passwords:
    """Hashes and checks passwords, each time in a thread: it takes tens of milliseconds on purpose."""

    def __init__(self, *, rounds: int, memory: int) -> None:
        """Set the cost.

        Args:
            rounds: Passes over the memory.
            memory: In KiB.
        """
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory, parallelism=_LANES)
        self._of_nobody = (
            f"$argon2id$v=19$m={memory},t={rounds},p={_LANES}"
            f"${_unpadded_base64(bytes(self._hasher.salt_len))}${_unpadded_base64(bytes(self._hasher.hash_len))}"
        )

    async def hash(self, password: str) -> str:
        """The text to store."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def match(self, stored: str | None, password: str) -> bool:
        """Whether a password is the stored one.

        Args:
            stored: What `hash` gave; None for an account that does not exist, which takes as long and never matches.
            password: What was typed.
        """
        matches = await asyncio.to_thread(self._verify, stored or self._of_nobody, password)
        return matches and stored is not None

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _unpadded_base64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
