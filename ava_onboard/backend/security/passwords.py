"""Hash and check passwords with argon2id."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

_Result = TypeVar("_Result")

_LANES = 1
AT_ONCE = min(os.cpu_count() or 1, 4)
"""Passwords hashed in parallel: each takes a core and its own memory, and small hosts have little of both."""
PATIENCE = 10.0
"""Seconds that a password waits for its turn."""


class BusyError(Exception):
    """Too many passwords are being hashed at this moment."""


class Passwords:
    """Hashes and checks passwords in threads, as each takes tens of milliseconds on purpose.

    Every method raises `BusyError` if its turn has not come after `PATIENCE` seconds.
    """

    def __init__(self, *, rounds: int, memory: int) -> None:
        """Set the cost.

        Args:
            rounds: Passes over the memory.
            memory: In KiB.
        """
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory, parallelism=_LANES)
        self._dummy = self._hasher.hash(os.urandom(16))
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return the text to store."""
        return await self._in_thread(partial(self._hasher.hash, password))

    async def match(self, stored: str | None, password: str) -> bool:
        """Check a password against a stored hash.

        An unknown account and an unreadable hash cost as much time as a hash made here, so the time does not show
        which accounts exist. A hash with another cost takes its own time until its owner's next sign-in renews it.

        Args:
            stored: A hash, made here or elsewhere; None if the account does not exist.
            password: What was typed.
        """
        return await self._in_thread(partial(self._verify, stored, password))

    def is_outdated(self, stored: str) -> bool:
        """Tell whether a hash has another cost than the ones made here."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str | None, password: str) -> bool:
        if stored is not None:
            try:
                return self._hasher.verify(stored, password)
            except VerifyMismatchError:
                return False
            except (InvalidHashError, VerificationError):  # not a hash that argon2 can read
                pass
        with suppress(VerifyMismatchError):
            self._hasher.verify(self._dummy, password)
        return False

    async def _in_thread(self, work: Callable[[], _Result]) -> _Result:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._slots.acquire()
        except TimeoutError:
            raise BusyError from None
        working = asyncio.get_running_loop().run_in_executor(None, work)
        working.add_done_callback(lambda _: self._slots.release())
        return await asyncio.shield(working)  # a cancellation ends neither the thread nor its use of the slot
