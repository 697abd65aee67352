"""How long a person waits without a word, before it is said what is waited for."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 2.0


@contextmanager
def then(say: Callable[[], object]) -> Iterator[None]:
    """Call ``say`` once the work inside has taken longer than that. It needs a running event loop."""
    timer = asyncio.get_running_loop().call_later(SECONDS, say)
    try:
        yield
    finally:
        timer.cancel()
