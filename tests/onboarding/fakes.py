"""What no real part can do on demand: a keyring that fails in each way, and a clock that stands still."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime

from ava_onboard.adapters.secrets.keyring import MemoryVault
from ava_onboard.domain.failure import Problem, failed
from ava_onboard.domain.secret import Secret
from ava_onboard.onboarding import Onboarding, StageEvent
from ava_onboard.onboarding.ports import Entry

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def frozen() -> datetime:
    return NOW


async def finish(run: Onboarding) -> list[StageEvent]:
    """Let ``run`` finish what a former one had under way: it sends, or deletes what is left."""
    begun = run.progress.under_way
    if begun is None:
        return []
    return [event async for event in (run.delete() if begun.deletes else run.send())]


class FailingVault(MemoryVault):
    """A vault in memory that fails while ``problem`` is set, in the given calls and for the given entries."""

    def __init__(
        self,
        problem: Problem | None = None,
        *,
        calls: Collection[str] = ("get", "put", "delete"),
        entries: Collection[Entry] = tuple(Entry),
    ) -> None:
        super().__init__()
        self.problem, self.calls, self.entries = problem, calls, entries

    async def get(self, entry: Entry) -> Secret | None:
        self._fail("get", entry)
        return await super().get(entry)

    async def put(self, entry: Entry, secret: Secret) -> None:
        self._fail("put", entry)
        await super().put(entry, secret)

    async def delete(self, entry: Entry) -> None:
        self._fail("delete", entry)
        await super().delete(entry)

    def _fail(self, call: str, entry: Entry) -> None:
        if self.problem and call in self.calls and entry in self.entries:
            raise failed(self.problem)


class SlowVault(MemoryVault):
    """A vault in memory whose answers come only once ``open`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.asked = asyncio.Event()

    async def get(self, entry: Entry) -> Secret | None:
        secret = await super().get(entry)
        self.asked.set()
        await self.open.wait()
        return secret
