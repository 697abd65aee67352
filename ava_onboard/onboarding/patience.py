"""Say what the program is waiting for if it takes longer than a moment, and again while it lasts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

T = TypeVar("T")

SECONDS = 2.0
"""After which it is said for the first time."""
AGAIN = 15.0
"""Seconds from then on, each time."""
LONG = 10.0
"""Seconds after which a bell marks the end of a wait: the person may be looking elsewhere."""


@contextmanager
def then(say: Callable[[float | None], object]) -> Iterator[None]:
    """While the work inside lasts, call ``say``: first with None, then with the seconds it has taken so far.

    Needs a running event loop.
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    timer: asyncio.TimerHandle

    def say_so_far(*, first: bool) -> None:
        nonlocal timer
        timer = loop.call_later(AGAIN, partial(say_so_far, first=False))
        say(None if first else loop.time() - begun)

    timer = loop.call_later(SECONDS, partial(say_so_far, first=True))
    try:
        yield
    finally:
        timer.cancel()


async def between(events: AsyncIterator[T], say: Callable[[T | None, float | None], object]) -> AsyncIterator[T]:
    """Yield the events; while the next one is slow, call ``say`` with the last one (None before the first)."""
    event: T | None = None
    while True:
        try:
            with then(lambda seconds: say(event, seconds)):  # noqa: B023 - it is called before the event changes
                event = await anext(events)
        except StopAsyncIteration:
            return
        yield event
