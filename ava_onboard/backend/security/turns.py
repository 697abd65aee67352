"""Share a few places fairly among those who wait for them."""

import asyncio
from collections import deque


class Turns:
    """A semaphore whose waiting parties take turns: one with many requests delays another's only by one of them."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        """Who waits, in the order of their turns."""

    async def take(self, party: str) -> None:
        """Wait for a place; `give_back` it afterwards."""
        if self._free:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(party, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the place came at the same moment
                self.give_back()
            raise

    def give_back(self) -> None:
        """Give the place to the next party, or keep it free."""
        while self._waiting:
            party = next(iter(self._waiting))
            queue = self._waiting.pop(party)
            turn = queue.popleft()
            if queue:
                self._waiting[party] = queue
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
