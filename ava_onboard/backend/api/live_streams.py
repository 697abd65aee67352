"""Streams of server-sent events for agents: each says what the session they have claimed has become.

One statement a second serves all streams of a process, and none holds a connection to the database.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.live_sessions import Phase, Seen
from ava_onboard.backend.stopping import BeforeStop
from ava_onboard.contract.body import Body
from ava_onboard.contract.live import End, Screen

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent."""
TICK = 1.0
"""Seconds between two looks at the database."""
OF_PROCESS, OF_AGENT = 200, 5
"""Streams that may be open at the same time."""

Pair = tuple[UUID, UUID]
"""A session, and the agent who has claimed it."""
Watch = Callable[[Collection[Pair]], Awaitable[Mapping[Pair, Seen]]]


class TooManyStreamsError(Exception):
    """There are too many open streams."""

    def __init__(self, *, of_agent: bool) -> None:
        """Create the error.

        Args:
            of_agent: Whether they are the agent's own.
        """
        super().__init__("Too many streams")
        self.of_agent = of_agent


@dataclass(eq=False)
class Stream:
    """An open stream."""

    pair: Pair
    seen: Seen
    """What the session is now."""
    version: int | None
    """The version of the agent's tokens when it was opened."""
    broken: bool = False
    """Whether it must end without a last event. The agent's program then asks again, and learns why."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, seen: Seen | None) -> None:
        """Note what the session is now; None if there is no such session any more."""
        if seen is None or seen.agent_version is None or seen.agent_version != self.version:
            self.end()
        elif seen != self.seen:
            self.seen = seen
            self.changed.set()

    def end(self) -> None:
        """End it."""
        self.broken = True
        self.changed.set()


class Streams:
    """The open streams of a process.

    Args:
        watch: Returns what sessions are now.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._open: set[Stream] = set()
        self._looking: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before_stop = BeforeStop(self._stop)

    def open(self, pair: Pair, seen: Seen) -> Stream:
        """Open a stream.

        Raises:
            TooManyStreamsError: There are too many already.
        """
        if sum(stream.pair[1] == pair[1] for stream in self._open) >= OF_AGENT:
            raise TooManyStreamsError(of_agent=True)
        if len(self._open) >= OF_PROCESS:
            raise TooManyStreamsError(of_agent=False)
        stream = Stream(pair, seen, seen.agent_version)
        stream.changed.set()
        self._open.add(stream)
        self._loop = asyncio.get_running_loop()
        self._before_stop.begin()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return stream

    async def events(self, stream: Stream, after: int) -> AsyncIterator[bytes]:
        """Yield the events of a stream until it ends.

        Args:
            stream: The stream, which is closed at the end.
            after: The number of the last event that the agent has seen; 0 if it has seen none.
        """
        try:
            yield b": open\n\n"
            while True:
                try:
                    async with asyncio.timeout(HEARTBEAT):
                        await stream.changed.wait()
                except TimeoutError:
                    yield b": still open\n\n"
                    continue
                stream.changed.clear()
                seen = stream.seen
                if stream.broken:
                    return
                if seen.phase is Phase.ENDED or seen.expired:
                    yield _event("ended", seen.seq, End(reason="expired" if seen.expired else "ended"))
                    return
                if seen.seq > after:
                    after = seen.seq
                    yield (
                        _event("state", seen.seq, Screen(situation=seen.state))
                        if seen.state
                        else _event("waiting", seen.seq)
                    )
        finally:
            self._open.discard(stream)

    async def close(self) -> None:
        """End all streams."""
        self._before_stop.end()
        self._end_all()
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    def _stop(self) -> None:
        """End all streams soon: a server that stops would wait for them as long as it may."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._end_all)

    def _end_all(self) -> None:
        for stream in self._open:
            stream.end()

    async def _look(self) -> None:
        while self._open:
            await asyncio.sleep(TICK)
            streams = tuple(self._open)
            try:
                seen = await self._watch({stream.pair for stream in streams})
            except DatabaseUnavailableError:
                self._end_all()
            else:
                for stream in streams:
                    stream.take(seen.get(stream.pair))


def _event(kind: str, number: int, data: Body | None = None) -> bytes:
    return f"event: {kind}\nid: {number}\ndata: {data.model_dump_json() if data else '{}'}\n\n".encode()
