"""A limit for blocking calls, without an event loop: it is needed before ``asyncio`` is loaded."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """Run ``call`` in a daemon thread; return what it returns, or raise what it raises.

    A call that exceeds the limit continues in its thread, which does not keep the process alive.

    Raises:
        TimeoutError: ``call`` was not done within ``seconds``.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - it travels to the caller
            errors.append(error)

    thread = threading.Thread(target=work, name="ava-onboard-call", daemon=True)
    thread.start()
    thread.join(seconds)
    for error in errors:
        raise error
    for result in results:
        return result
    raise TimeoutError
