"""What Vapi said about tenants' keys when the backend used them, noted beside the request that learnt it."""

import asyncio
import logging
import time
from collections.abc import Callable
from enum import StrEnum
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.key_rows import SealedRow
from ava_onboard.backend.db.models import User

FRESH = 3600.0
"""Seconds for which the same verdict is not noted again."""
_AT_A_TIME = 2
"""Connections of the engine's that this takes at most: requests need them more."""
_WAITING = 1_000
"""The most verdicts that wait. Those beyond are recorded at the next use of their key."""
_log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """What Vapi says about a key. Any other answer of Vapi's says nothing about it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Verdicts:
    """Notes verdicts in the database. No request waits for it or fails with it."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(_AT_A_TIME)

    def note(self, tenant: UUID, row: SealedRow, verdict: Verdict) -> None:
        """Begin to note a verdict, unless the same one was recorded recently.

        Args:
            tenant: The owner of the key.
            row: The row that the key was read from. If the key is replaced meanwhile, nothing is recorded.
            verdict: What Vapi said.
        """
        now = self._clock()
        is_fresh = row.verdict_at is not None and abs(now - row.verdict_at) < FRESH
        is_known = row.verdict == verdict and is_fresh
        if is_known or tenant in self._running or len(self._running) >= _WAITING:
            return
        task = asyncio.create_task(self._write(tenant, row, verdict, now))
        self._running[tenant] = task
        task.add_done_callback(lambda _: self._running.pop(tenant))

    async def settle(self) -> None:
        """Return once everything is recorded, or could not be."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def settle_of(self, tenant: UUID) -> None:
        """Return once what Vapi said about this tenant's key is recorded, or could not be."""
        if running := self._running.get(tenant):
            await asyncio.wait([running])

    async def _write(self, tenant: UUID, row: SealedRow, verdict: Verdict, now: float) -> None:
        same = (User.id == tenant) & (User.vapi_key_ciphertext == row.ciphertext)
        change = update(User).where(same).values(vapi_verdict=verdict.value, vapi_verdict_at=now)
        try:
            async with self._turns, transaction(self._engine) as connection:
                await connection.execute(change)
        except DatabaseUnavailableError:
            pass  # logged already; the next use of the key tries again
        except Exception as error:  # noqa: BLE001 - nothing waits for this task
            _log.warning("what Vapi said about a key could not be recorded: %s", type(error).__qualname__)
