"""A blocking call with a deadline, in a thread that never keeps the process alive."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def run(call: Callable[[], T], seconds: float) -> T:
    """What ``call`` returns, or whatever it raises.

    The thread is a daemon: ``asyncio.to_thread`` would hold the process back at its end for as long as
    the call blocks. A call that comes too late goes on by itself and its outcome is dropped, also when
    the loop is closed by then.

    Raises:
        TimeoutError: ``call`` was not done within ``seconds``.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if outcome.done():
            return
        if error is None:
            outcome.set_result(result)  # type: ignore[arg-type]
        else:
            outcome.set_exception(error)

    def work() -> None:
        result, error = None, None
        try:
            result = call()
        except BaseException as raised:  # noqa: BLE001 - it travels to the caller
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, name="ava-onboard-call", daemon=True).start()
    async with asyncio.timeout(seconds):
        return await outcome
