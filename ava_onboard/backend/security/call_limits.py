"""How many calls of a kind a tenant may make: a bucket for each tenant, filled evenly, in this process only."""

import math
import time
from collections.abc import Callable
from uuid import UUID

from ava_onboard.backend.limited import LimitedError

_BUCKETS = 10_000
"""The most that are kept before full ones, which limit nobody, are forgotten."""


class CallLimitedError(LimitedError):
    """The tenant has made too many calls."""


class CallLimits:
    """Buckets that hold the calls of a minute: as many may come at once."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = per_minute
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: dict[UUID, tuple[float, float]] = {}
        """What each tenant has left, and when that was."""

    def count(self, tenant: UUID) -> None:
        """Count a call.

        Raises:
            CallLimitedError: It is one too many, and does not count.
        """
        now = self._clock()
        left = self._left(tenant, now)
        if left < 1:
            raise CallLimitedError(math.ceil((1 - left) / self._per_second))
        if len(self._buckets) >= _BUCKETS:
            self._buckets = {
                each: self._buckets[each] for each in self._buckets if self._left(each, now) < self._capacity
            }
        self._buckets[tenant] = left - 1, now

    def _left(self, tenant: UUID, now: float) -> float:
        left, since = self._buckets.get(tenant, (self._capacity, now))
        return min(self._capacity, left + (now - since) * self._per_second)
