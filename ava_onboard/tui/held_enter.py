"""Tell Enter that is held down from Enter that is pressed again: one thing is done because someone says so."""

from collections.abc import Awaitable, Callable
from functools import partial
from math import inf

from textual import events

REPEAT = 0.12
"""Seconds. A keyboard repeats a held key every 15 to 90 ms; nobody presses one again that fast."""

FIRST_REPEAT = 1.1
"""Seconds. A keyboard waits up to a second before it begins to repeat a key."""


class HeldEnter:
    """Passes on what is pressed, but Enter that is held down only once.

    Enter that comes within ``FIRST_REPEAT`` after Enter may be pressed again, or be the first repeat of a held key. It
    waits until ``REPEAT`` has passed without another, or until something else is pressed.

    Args:
        respond: Responds to an event.
        later: Calls a function after some seconds.
    """

    def __init__(
        self,
        respond: Callable[[events.Event], Awaitable[None]],
        later: Callable[[float, Callable[[], Awaitable[None]]], object],
    ) -> None:
        self._respond = respond
        self._later = later
        self._last = -inf
        self._waiting: events.Event | None = None

    async def take(self, event: events.Event) -> None:
        """Take in what was pressed."""
        waiting, self._waiting = self._waiting, None
        since, self._last = event.time - self._last, -inf
        if isinstance(event, events.Key) and event.key == "enter":
            self._last = event.time
            if since < REPEAT:
                return
        else:
            since = inf
        if waiting:
            await self._respond(waiting)
        if since < FIRST_REPEAT:
            self._waiting = event
            self._later(REPEAT, partial(self._end_wait, event))
        else:
            await self._respond(event)

    async def _end_wait(self, event: events.Event) -> None:
        if event is self._waiting:
            self._waiting = None
            await self._respond(event)
