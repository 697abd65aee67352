"""Fakes for what real parts cannot do on demand: a failing keyring, a stopped clock, a person who answers."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime

from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.domain.failure import Failure, Problem, failed
from ava_onboard.domain.secret import Passphrase, Secret
from ava_onboard.onboarding import Next, Onboarding, Questions, StageEvent, StageFailed
from ava_onboard.onboarding.ports import Account, SecretName

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def frozen() -> datetime:
    return NOW


async def finish(run: Onboarding) -> list[StageEvent]:
    """Let ``run`` finish what a former one had under way: it sends, or deletes what is left."""
    operation = run.progress.under_way
    if operation is None:
        return []
    return [event async for event in (run.delete() if operation.deletes else run.send())]


class Person:
    """Answers the questions of a use case: each in the order given, and the last one again and again.

    ``asked`` names the questions that were put.
    """

    def __init__(
        self,
        *,
        unlock: Callable[[], Awaitable[Failure | None]] | None = None,
        sign_in: Callable[[], Awaitable[object]] | None = None,
        how: Sequence[Next] = (Next.STOP,),
        confirm: Sequence[bool] = (True,),
    ) -> None:
        self.asked: list[str] = []
        self._unlock, self._sign_in, self._how, self._confirm = unlock, sign_in, list(how), list(confirm)

    @property
    def questions(self) -> Questions:
        return Questions(self.unlock, self.sign_in, self.after_failure, self.confirm)

    async def unlock(self) -> Failure | None:
        self.asked.append("unlock")
        return await self._unlock() if self._unlock else None

    async def sign_in(self, reason: Failure) -> bool:
        self.asked.append(f"sign in: {reason.code}")
        return self._sign_in is not None and isinstance(await self._sign_in(), Account)

    async def after_failure(self, failed: StageFailed) -> Next:
        self.asked.append(f"{failed.stage.name}: {failed.failure.code}")
        return self._how.pop(0) if len(self._how) > 1 else self._how[0]

    async def confirm(self, account: str | None) -> bool:
        self.asked.append(f"delete: {account}")
        return self._confirm.pop(0) if len(self._confirm) > 1 else self._confirm[0]


class FailingStore(MemoryStore):
    """A store in memory that fails while ``problem`` is set, in the given calls and for the given entries."""

    def __init__(
        self,
        problem: Problem | None = None,
        *,
        calls: Collection[str] = ("get", "put", "delete"),
        entries: Collection[SecretName] = tuple(SecretName),
    ) -> None:
        super().__init__()
        self.problem, self.calls, self.entries = problem, calls, entries

    async def get(self, entry: SecretName) -> Secret | None:
        self._fail("get", entry)
        return await super().get(entry)

    async def put(self, entry: SecretName, secret: Secret) -> None:
        self._fail("put", entry)
        await super().put(entry, secret)

    async def delete(self, entry: SecretName) -> None:
        self._fail("delete", entry)
        await super().delete(entry)

    def _fail(self, call: str, entry: SecretName) -> None:
        if self.problem and call in self.calls and entry in self.entries:
            raise failed(self.problem)


class SlowStore(MemoryStore):
    """A store in memory whose answers come only once ``open`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.asked = asyncio.Event()

    async def get(self, entry: SecretName) -> Secret | None:
        secret = await super().get(entry)
        self.asked.set()
        await self.open.wait()
        return secret


class ChoosableStore(MemoryStore):
    """An optional store in memory without a passphrase: a kind that this program does not have.

    Args:
        before_change: Called before each change; what it raises stops the change.
    """

    locked = False

    def __init__(self, before_change: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.is_chosen = False
        self._before_change = before_change
        self._only_here: set[SecretName] = set()

    async def put(self, name: SecretName, secret: Secret) -> None:
        self._before_change()
        await super().put(name, secret)

    async def delete(self, name: SecretName) -> None:
        self._before_change()
        await super().delete(name)

    async def choose(self, passphrase: Passphrase | None = None) -> None:
        self._before_change()
        self.is_chosen = True

    async def unlock(self, passphrase: Passphrase) -> None:
        pass

    async def is_only_here(self, name: SecretName) -> bool:
        return name in self._only_here

    async def note_only_here(self, name: SecretName, known: bool) -> None:
        self._before_change()
        (self._only_here.add if known else self._only_here.discard)(name)

    async def remove(self) -> None:
        self._before_change()
        self._secrets.clear()
        self._only_here.clear()
        self.is_chosen = False

    async def remove_if_empty(self) -> None:
        if not self._secrets:
            await self.remove()
