"""Say what the program is waiting for if it takes longer than a moment."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

SECONDS = 2.0


@contextmanager
def then(say: Callable[[], object]) -> Iterator[None]:
    """Call ``say`` if the work inside takes longer than ``SECONDS``. Needs a running event loop."""
    timer = asyncio.get_running_loop().call_later(SECONDS, say)
    try:
        yield
    finally:
        timer.cancel()


async def between(events: AsyncIterator[T], say: Callable[[T | None], object]) -> AsyncIterator[T]:
    """Yield the events; if the next one is slow, call ``say`` with the last one (None before the first)."""
    event: T | None = None
    while True:
        try:
            with then(lambda: say(event)):  # noqa: B023 - it is called before the event changes
                event = await anext(events)
        except StopAsyncIteration:
            return
        yield event
