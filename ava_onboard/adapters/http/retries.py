"""When a request is retried, and after how long."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

_IDEMPOTENT = {"GET", "DELETE"}
_STARTING = {502, 503, 504}
"""Statuses of a service that is starting, or of a proxy in front of one."""
_LIMITED = 429
_TIME_TO_ANSWER = 0.5
"""Seconds kept for the answer to the last retry after a 429."""


class _BackOff(NamedTuple):
    """Pauses that double, in seconds."""

    first: float
    longest: float


_WHILE_STARTING = _BackOff(0.4, 5.0)
_WHILE_LIMITED = _BackOff(2.0, 8.0)  # up to 2, 4 and 8 seconds, as Vapi asks for


class NoAnswer(Enum):
    """Why a request has no answer."""

    NOT_CONNECTED = "not connected"
    """Nothing was sent."""
    REFUSED = "refused"
    """The computer was reached, but nothing listens there, as while a server restarts. Nothing was sent."""
    KEPT_CONNECTION = "kept connection"
    """It used the open connection of an earlier request, which the service may have closed meanwhile."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Retries:
    """The retry rule, with its clock and its sleep.

    A ``GET`` or ``DELETE`` is retried after a 502, 503 or 504, and after a kept connection that broke. Any request is
    retried if there was no connection, and after a 429, which means that nothing was done. A ``POST`` whose answer was
    lost is not.

    A service that may sleep is the exception: any request to it is retried after a 502, 503 or 504, and after a refused
    connection, until the deadline of the call. So it must bear being done twice.
    """

    times: int = 2
    """Retries of a service that does not sleep."""
    limited_times: int = 3
    """Retries after a 429."""
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    """From 0 to 1, so that many computers do not retry at the same moment."""
    clock: Callable[[], float] = time.monotonic
    """Seconds, monotonic."""

    def pause(
        self,
        tried: int,
        method: str,
        end: int | NoAnswer,
        retry_after: float | None = None,
        *,
        left: float,
        may_sleep: bool = False,
        retry_when_limited: bool = True,
    ) -> float | None:
        """Return the seconds to wait before the next retry; None for no retry.

        Args:
            tried: How often the request was sent.
            method: The HTTP method.
            end: The status of the answer, or why there is none.
            retry_after: Seconds that the service asks for. If they exceed the longest pause, the person decides,
                unless the service may sleep.
            left: Seconds until the deadline of the call.
            may_sleep: Whether the service may be asleep, and every request to it may be sent twice.
            retry_when_limited: Whether a 429 is retried at all.
        """
        starting = may_sleep and (end in _STARTING or end is NoAnswer.REFUSED)
        if end == _LIMITED:
            steps, times, may_repeat, left = (
                _WHILE_LIMITED,
                self.limited_times,
                retry_when_limited,
                left - _TIME_TO_ANSWER,
            )
        else:
            steps, times, may_repeat = _WHILE_STARTING, self.times, _may_repeat(method, end)
        if not starting and (tried > times or not may_repeat or (retry_after or 0) > steps.longest):
            return None
        back_off = min(steps.first * 2 ** (tried - 1), steps.longest) * (1 + self.jitter()) / 2
        seconds = max(back_off, retry_after or 0)
        return seconds if seconds < left else None


def _may_repeat(method: str, end: int | NoAnswer) -> bool:
    if end in {NoAnswer.NOT_CONNECTED, NoAnswer.REFUSED}:
        return True
    return method in _IDEMPOTENT and (end is NoAnswer.KEPT_CONNECTION or end in _STARTING)
