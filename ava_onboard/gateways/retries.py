"""When a request is sent once more, and after how long."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

_SAFE = {"GET", "DELETE"}
"""Methods that do the same when they are done twice."""
_STARTING = {502, 503, 504}
"""Statuses of a service that starts, or of a gateway in front of one."""
_FIRST = 0.4
_LONGEST = 5.0


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
    request after a connection that was refused. A key is thus never sent twice because an answer was lost.

    A service that ``wakes`` is waited for: whatever was asked of it is repeated after a 502, 503 or 504 for as
    long as the call may take. Every other answer ends the waiting.
    """

    times: int = 2
    """How often a service that does not wake is asked again."""
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
    ) -> float | None:
        """Seconds to wait before the request is sent once more; None if it is not.

        Args:
            tried: How often it was sent.
            method: The HTTP method.
            end: The status of the answer, or how it ended without one.
            retry_after: Seconds that the service asked for; more than 5 are left to the person, unless it wakes.
            left: Seconds until the call has to be over.
            wakes: Whether the service may be asleep, and may be asked everything twice.
        """
        waking = wakes and end in _STARTING
        if not waking and (tried > self.times or not _may_repeat(method, end) or (retry_after or 0) > _LONGEST):
            return None
        back_off = min(_FIRST * 2 ** (tried - 1), _LONGEST) * (1 + self.jitter()) / 2
        seconds = max(back_off, retry_after or 0)
        return seconds if seconds < left else None


def _may_repeat(method: str, end: int | Cut) -> bool:
    if end is Cut.NOT_CONNECTED:
        return True
    return method in _SAFE and (end is Cut.KEPT_CONNECTION or end in _STARTING)
