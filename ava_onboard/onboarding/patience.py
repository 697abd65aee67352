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


def rings(seconds: float, given: bool | None, chosen: bool | None) -> bool:
    """Return whether a bell marks the end of a wait.

    Args:
        seconds: How long it was.
        given: What the environment says; None for nothing.
        chosen: What the person has chosen; None for nothing.
    """
    return seconds >= LONG and (chosen is not False if given is None else given)


@contextmanager
def then(say: Callable[[float | None], object], ended: Callable[[float], object] | None = None) -> Iterator[None]:
    """While the work inside lasts, call ``say``: first with None, then with the seconds it has taken so far.

    Needs a running event loop.

    Args:
        say: Says what is waited for.
        ended: Called with the seconds once the work has ended by itself.
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
    if ended:
        ended(loop.time() - begun)


async def between(
    events: AsyncIterator[T],
    say: Callable[[T | None, float | None], object],
    ended: Callable[[T | None, float], object],
) -> AsyncIterator[T]:
    """Yield the events; while the next one is slow, call ``say`` with the last one (None before the first).

    Once the next one is there, ``ended`` is called with the last one and the seconds in between.
    """
    event: T | None = None
    while True:
        try:
            last = event
            with then(partial(say, last), partial(ended, last)):
                event = await anext(events)
        except StopAsyncIteration:
            return
        yield event
