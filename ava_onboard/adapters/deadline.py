"""Blocking calls in threads that never keep the process alive."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def run(call: Callable[[], T], seconds: float) -> T:
    """Run ``call`` in a daemon thread; return what it returns, or raise what it raises.

    ``asyncio.to_thread`` would keep the process alive while the call blocks. A call that exceeds the deadline
    continues in its thread, and its outcome is dropped, even if the loop is closed by then.

    Raises:
        TimeoutError: ``call`` was not done within ``seconds``.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if outcome.done():
            return
        if error is None:
            outcome.set_result(result)  # type: ignore[arg-type]  # none where there is an error
        else:
            outcome.set_exception(error)

    def work() -> None:
        result, error = None, None
        try:
            result = call()
        except BaseException as raised:  # noqa: BLE001 - it travels to the caller
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed, so nothing waits
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, name="ava-onboard-call", daemon=True).start()
    async with asyncio.timeout(seconds):
        return await outcome


class Turns:
    """Calls that change the same thing. They run one after the other, even if a deadline has passed.

    A call that is abandoned before its turn is not made, so the last change wins.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._given_up = threading.Event()

    @property
    def given_up(self) -> bool:
        """Whether the running call is abandoned."""
        return self._given_up.is_set()

    async def run(self, call: Callable[[], T], seconds: float) -> T:
        """Do the same as ``deadline.run``; ``seconds`` includes the wait for the turn."""
        given_up = threading.Event()

        def work() -> T:
            with self._turn:
                self._given_up = given_up
                if self.given_up:
                    raise TimeoutError
                return call()

        try:
            return await run(work, seconds)
        finally:
            given_up.set()


def resolve_names_in_daemon_threads() -> None:
    """Resolve host names in daemon threads, from now on in this loop.

    A lookup cannot be cancelled and may take minutes. ``asyncio`` runs it in its default executor, and ``asyncio.run``
    waits for that executor before it returns.
    """
    asyncio.get_running_loop().set_default_executor(_DAEMONS)


class _Daemons(ThreadPoolExecutor):
    """Run each call in its own daemon thread. asyncio accepts only a ``ThreadPoolExecutor``."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start the call."""
        outcome: Future[T] = Future()

        def work() -> None:
            if not outcome.set_running_or_notify_cancel():
                return
            try:
                outcome.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - it travels to the caller
                outcome.set_exception(error)

        threading.Thread(target=work, name="ava-onboard-call", daemon=True).start()
        return outcome

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the calls alone."""


_DAEMONS = _Daemons()
