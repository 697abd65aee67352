"""Passwords at rest and at sign-in: argon2id."""

import asyncio
import base64
import hmac
import os
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from argon2 import Parameters, PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError
from argon2.low_level import core, ffi, hash_secret_raw

T = TypeVar("T")

_LANES = 1
AT_ONCE = min(os.cpu_count() or 1, 4)
"""Passwords at work at a time: each has a core to itself and memory of its own, which small hosts have little of."""
PATIENCE = 10.0
"""Seconds that a password waits for its turn."""
_LEAST_MEMORY = 8
"""KiB, of argon2 with one lane (RFC 9106, 3.1)."""


class BusyError(Exception):
    """There are too many passwords to check at this moment."""


class Passwords:
    """Hashes and checks passwords, each time in a thread: it takes tens of milliseconds on purpose.

    Every method raises `BusyError` after `PATIENCE` seconds in which it was not its turn.
    """

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
        self._room = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        """The text to store."""
        return await self._in_turn(partial(self._hasher.hash, password))

    async def match(self, stored: str | None, password: str) -> bool:
        """Whether a password is the stored one.

        Args:
            stored: What `hash` gave, here or elsewhere; None for an account that does not exist. Whatever it is, it
                takes as long to find that it does not match, except for a hash that costs more than those made here.
            password: What was typed.
        """
        matches = await self._in_turn(partial(self._verify, stored or self._of_nobody, password))
        return matches and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash that matched should be made anew: it has another cost than those made here."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            cost, salt, digest = _parts(stored)
            found = _digest(password.encode(), salt, cost)
        except ValueError:
            self._work_on(0)
            return False
        if hmac.compare_digest(found, digest):
            return True
        self._work_on(cost.time_cost * cost.memory_cost)
        return False

    def _work_on(self, done: int) -> None:
        """Spend what a hash of ours would have cost more.

        Args:
            done: KiB that were passed over already, each pass counted.
        """
        ours = self._hasher
        memory = ours.memory_cost - done // ours.time_cost
        if memory >= _LEAST_MEMORY:
            hash_secret_raw(b"", bytes(ours.salt_len), ours.time_cost, memory, _LANES, ours.hash_len, Type.ID)

    async def _in_turn(self, work: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._room.acquire()
        except TimeoutError:
            raise BusyError from None
        working = asyncio.get_running_loop().run_in_executor(None, work)
        working.add_done_callback(lambda _: self._room.release())
        return await asyncio.shield(working)  # being cancelled does not end the thread, nor its turn


def _parts(stored: str) -> tuple[Parameters, bytes, bytes]:
    """Cost, salt and digest of a hash; `ValueError` for what is none of argon2."""
    try:
        cost = extract_parameters(stored)
    except InvalidHashError:
        raise ValueError("not of argon2") from None
    salt, digest = (base64.b64decode(f"{text}==") for text in stored.split("$")[-2:])
    return cost, salt, digest


def _digest(password: bytes, salt: bytes, cost: Parameters) -> bytes:
    """As the library computes it, but in this thread alone: how lanes share the cores would tell a hash by its time.

    Raises:
        ValueError: There is no such cost.
    """
    digest = ffi.new("uint8_t[]", cost.hash_len)
    # The library does not copy them: they have to live as long as the context.
    password_in_c, salt_in_c = ffi.new("uint8_t[]", password), ffi.new("uint8_t[]", salt)
    context = {
        "version": cost.version,
        "out": digest,
        "outlen": cost.hash_len,
        "pwd": password_in_c,
        "pwdlen": len(password),
        "salt": salt_in_c,
        "saltlen": len(salt),
        "t_cost": cost.time_cost,
        "m_cost": cost.memory_cost,
        "lanes": cost.parallelism,
        "threads": 1,
    }
    if core(ffi.new("argon2_context *", context), cost.type.value):
        raise ValueError("argon2 refuses its own hash")
    return bytes(ffi.buffer(digest))


def _unpadded_base64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
