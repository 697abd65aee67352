"""Hash and check passwords with argon2id. Hashes of bcrypt, from another application, are checked too."""

import asyncio
import os
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import bcrypt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from ava_onboard.backend.security.turns import Turns

_Result = TypeVar("_Result")

_LANES = 1
_BCRYPT = ("$2a$", "$2b$", "$2y$")
_BCRYPT_BYTES = 72
"""What bcrypt uses of a password."""
_QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""How much of the processors a container may use: microseconds of a period, and the period."""


def usable_cores() -> int:
    """Return how many cores this process may use: by its affinity, and by the quota of its container on Linux."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError):  # there is no such file, or no limit in it
        quota, period = map(int, _QUOTA.read_text().split())
        cores = min(cores, max(1, quota // period))
    return cores


AT_ONCE = min(usable_cores(), 4)
"""Passwords hashed in parallel: each takes a core and its own memory, and small hosts have little of both."""
PATIENCE = 10.0
"""Seconds that a password waits for its turn."""


class BusyError(Exception):
    """Too many passwords are being hashed at this moment."""


class Passwords:
    """Hashes and checks passwords in threads, as each takes tens of milliseconds on purpose.

    The same letters may be typed as different characters: passwords are hashed in their composed form (Unicode's NFC).

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
        self._turns = Turns(AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return the text to store."""
        return await self._in_thread(partial(self._hasher.hash, _composed(password)), "")

    async def match(self, stored: str | None, password: str, *, asked_by: str = "") -> bool:
        """Check a password against a stored hash, as it was typed too.

        An unknown account and an unreadable hash cost as much time as a hash made here, so the time does not show
        which accounts exist. A hash with another cost takes its own time until its owner's next sign-in renews it.

        Args:
            stored: A hash, made here or elsewhere; None if the account does not exist.
            password: What was typed.
            asked_by: The client, such as its address. Clients take turns.
        """
        spellings = dict.fromkeys((_composed(password), password))
        matches = [await self._in_thread(partial(self._verify, stored, each), asked_by) for each in spellings]
        return any(matches)

    def is_outdated(self, stored: str) -> bool:
        """Tell whether a hash that matched has another cost, or another kind, than the ones made here."""
        return stored.startswith(_BCRYPT) or self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str | None, password: str) -> bool:
        if stored is not None:
            try:
                if stored.startswith(_BCRYPT):
                    given = password.encode(errors="surrogatepass")[:_BCRYPT_BYTES]
                    return bcrypt.checkpw(given, stored.encode())
                return self._hasher.verify(stored, password)
            except VerifyMismatchError:
                return False
            except (InvalidHashError, VerificationError, ValueError):  # not a hash that can be read
                pass
        with suppress(VerifyMismatchError):
            self._hasher.verify(self._dummy, password)
        return False

    async def _in_thread(self, work: Callable[[], _Result], asked_by: str) -> _Result:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._turns.take(asked_by)
        except TimeoutError:
            raise BusyError from None
        working = asyncio.get_running_loop().run_in_executor(None, work)
        working.add_done_callback(lambda _: self._turns.give_back())
        return await asyncio.shield(working)  # a cancellation ends neither the thread nor its use of the slot


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)
