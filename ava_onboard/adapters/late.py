"""Load modules that are slow or large in a thread, once what they are for is needed."""

from collections.abc import Callable
from typing import Generic, TypeVar

from ava_onboard.adapters import deadline

T = TypeVar("T")

LOADING = 60.0
"""Seconds for importing modules and making what they offer. On a slow disk, the imports alone take several."""


class Late(Generic[T]):
    """Something that is loaded in a daemon thread when it is first called for, and kept.

    Args:
        load: Imports and returns it. Calls at the same time may each run this.
    """

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._loaded: T | None = None

    async def __call__(self) -> T:
        """Return it.

        Raises:
            TimeoutError: it was not loaded within ``LOADING`` seconds.
        """
        if self._loaded is None:
            self._loaded = await deadline.run(self._load, LOADING)
        return self._loaded
