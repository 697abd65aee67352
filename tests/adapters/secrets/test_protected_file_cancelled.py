"""The protected file: cancelled calls, whose threads continue."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from ava_onboard.adapters.secrets import encryption
from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.secrets.protected_files import CHEAP, KEY, PASSPHRASE, opened, path

__all__ = ["path"]


class Held:
    """Holds a call up in its thread."""

    def __init__(self, call: Callable[..., object]) -> None:
        self._call = call
        self._begun = threading.Event()
        self._release = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, *arguments: object) -> object:
        self._thread = threading.current_thread()
        self._begun.set()
        assert self._release.wait(10)
        return self._call(*arguments)

    async def cancel(self, call: Coroutine[Any, Any, object]) -> None:
        """Begin the call, and cancel it once it is held up."""
        task = asyncio.create_task(call)
        await asyncio.sleep(0)
        assert await asyncio.to_thread(self._begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def finish(self) -> None:
        """Let the call continue until its thread ends."""
        self._release.set()
        assert self._thread
        await asyncio.to_thread(self._thread.join, 10)


async def test_a_deleted_key_does_not_return_from_a_cancelled_save(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await opened(path)
    held = Held(store._opened)
    monkeypatch.setattr(store, "_opened", held)
    await held.cancel(store.put(SecretName.VAPI_KEY, KEY))
    deleting = asyncio.create_task(store.delete(SecretName.VAPI_KEY))
    await asyncio.wait({deleting}, timeout=0.05)
    await held.finish()
    await deleting
    assert await store.get(SecretName.VAPI_KEY) is None


async def test_a_cancelled_choice_creates_no_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(encryption.create)
    monkeypatch.setattr(encryption, "create", held)
    store = ProtectedFile(path, cost=CHEAP)
    await held.cancel(store.choose(PASSPHRASE))
    await held.finish()
    assert not store.is_chosen
