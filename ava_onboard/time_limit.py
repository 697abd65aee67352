"""A limit for blocking calls, without an event loop: it is needed before ``asyncio`` is loaded."""

import _thread  # ``threading`` takes a small command longer to load than the call itself
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """Run ``call`` in a thread; return what it returns, or raise what it raises.

    A call that exceeds the limit continues in its thread, which does not keep the process alive.

    Raises:
        TimeoutError: ``call`` was not done within ``seconds``.
    """
    results: list[T] = []
    errors: list[BaseException] = []
    working = _thread.allocate_lock()
    working.acquire()

    def work() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - it travels to the caller
            errors.append(error)
        finally:
            working.release()

    _thread.start_new_thread(work, ())
    working.acquire(timeout=seconds)
    for error in errors:
        raise error
    for result in results:
        return result
    raise TimeoutError
