"""When a request is sent once more, and after how long."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

_SAFE = {"GET", "DELETE"}
"""Methods that do the same when they are done twice."""
_STARTING = {502, 503, 504}
"""Statuses of a service that starts, or of a gateway in front of one."""
_LIMITED = 429
_ANSWERS = 0.5
"""Seconds that a service which was too busy is left to answer in, when it is asked for the last time."""


class _BackOff(NamedTuple):
    """Pauses that double."""

    first: float
    """Seconds."""
    longest: float
    """Seconds."""


_WHILE_STARTING = _BackOff(0.4, 5.0)
_WHILE_LIMITED = _BackOff(2.0, 8.0)  # 2, 4 and 8 seconds, as Vapi wants it


class Cut(Enum):
    """How a request ended without an answer."""

    NOT_CONNECTED = "not connected"
    """Nothing was sent."""
    KEPT_CONNECTION = "kept connection"
    """On a connection of an earlier request: the service may have closed it in between."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and the means to wait.

    A ``GET`` or ``DELETE`` is repeated after a 502, 503 or 504 and after a kept connection that broke; any
    request after a connection that was refused, and after a 429, which says that nothing was done. A key is thus
    never sent twice because an answer was lost.

    A service that ``wakes`` is waited for: whatever was asked of it is repeated after a 502, 503 or 504 for as
    long as the call may take. Every other answer but a 429 ends the waiting.
    """

    times: int = 2
    """How often a service that does not wake is asked again."""
    limited_times: int = 3
    """How often a service that says 429 is asked again."""
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    """From 0 to 1, so that many computers do not come back at the same moment."""
    clock: Callable[[], float] = time.monotonic
    """Seconds since some moment."""

    def pause(
        self,
        tried: int,
        method: str,
        end: int | Cut,
        retry_after: float | None = None,
        *,
        left: float,
        wakes: bool = False,
        comes_back: bool = True,
    ) -> float | None:
        """Seconds to wait before the request is sent once more; None if it is not.

        Args:
            tried: How often it was sent.
            method: The HTTP method.
            end: The status of the answer, or how it ended without one.
            retry_after: Seconds that the service asked for. More than the longest pause is left to the person,
                unless the service wakes.
            left: Seconds until the call has to be over.
            wakes: Whether the service may be asleep, and may be asked everything twice.
            comes_back: Whether the request is repeated after a 429 at all.
        """
        waking = wakes and end in _STARTING
        if end == _LIMITED:
            steps, times, may_repeat, left = _WHILE_LIMITED, self.limited_times, comes_back, left - _ANSWERS
        else:
            steps, times, may_repeat = _WHILE_STARTING, self.times, _may_repeat(method, end)
        if not waking and (tried > times or not may_repeat or (retry_after or 0) > steps.longest):
            return None
        back_off = min(steps.first * 2 ** (tried - 1), steps.longest) * (1 + self.jitter()) / 2
        seconds = max(back_off, retry_after or 0)
        return seconds if seconds < left else None


def _may_repeat(method: str, end: int | Cut) -> bool:
    if end is Cut.NOT_CONNECTED:
        return True
    return method in _SAFE and (end is Cut.KEPT_CONNECTION or end in _STARTING)
