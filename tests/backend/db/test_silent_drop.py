"""A firewall that forgets connections: those that are open get no answer any more, new ones work."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress

import pytest
from httpx import Response
from sqlalchemy import make_url

from tests.backend.conftest import KEY_PATH, Backend, Template, running
from tests.backend.db.places import postgresql_only
from tests.backend.db.test_faults import assert_works, every_call

pytestmark = pytest.mark.slow  # `test_silent_postgres.py` shows a database that says nothing
HEALED = 5.0
"""Seconds after the first failure until everything works."""
STOPPED = 5.0
"""Seconds for a stop, of which each dead connection used to take several."""


class Firewall:
    """Passes connections on, until it drops what belongs to them."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._dropped = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []
        self._passing: set[asyncio.Future[tuple[None, None]]] = set()

    def drop(self) -> None:
        """Forget the connections that exist: nobody is told."""
        self._dropped.set()
        self._dropped = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """Yield the port at which it takes connections."""
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        try:
            port: int = server.sockets[0].getsockname()[1]
            yield port
        finally:
            for writer in self._writers:
                writer.transport.abort()
            server.close()
            await asyncio.gather(*self._passing)

    async def _meet(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, forth = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers += [back, forth]
        dropped = self._dropped
        passing = asyncio.gather(self._hand_on(near, forth, dropped), self._hand_on(far, back, dropped))
        self._passing.add(passing)
        await passing

    async def _hand_on(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, dropped: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while piece := await source.read(65_536):
                if not dropped.is_set():
                    target.write(piece)
        if not dropped.is_set():
            target.close()


@asynccontextmanager
async def behind_a_firewall(template: Template) -> AsyncIterator[tuple[Backend, Firewall]]:
    with template.databases.new(template.url) as url:
        firewall = Firewall(make_url(url).port or 0)
        async with firewall.listening() as port:
            distant = make_url(url).set(port=port).render_as_string(hide_password=False)
            async with running(template, database_url=distant) as backend:
                yield backend, firewall


async def use_many(backend: Backend) -> None:
    """Open as many connections as a process may have."""
    await asyncio.gather(*(call for _ in range(10) for call in every_call(backend)))
    await assert_works(backend)


async def seconds_to_heal(backend: Backend) -> float:
    """Call everything at once, then one after the other; return the seconds from the first failure until all works."""
    failures = []

    async def noted(call: Awaitable[Response]) -> int:
        status = (await call).status_code
        if status == 503:
            failures.append(time.monotonic())
        return status

    calls = [call for _ in range(3) for call in every_call(backend)]
    answers = await asyncio.gather(*map(noted, [*calls, backend.client.get("/readyz")]))
    assert set(answers) <= {200, 204, 503}
    await assert_works(backend)
    assert (await backend.client.get("/readyz")).status_code == 200
    return time.monotonic() - min(failures)


@postgresql_only
async def test_everything_works_again_within_seconds(template: Template) -> None:
    async with behind_a_firewall(template) as (backend, firewall):
        await use_many(backend)

        firewall.drop()

        assert await seconds_to_heal(backend) < HEALED


@postgresql_only
async def test_a_call_after_the_other_fails_once_at_most(template: Template) -> None:
    async with behind_a_firewall(template) as (backend, firewall):
        await use_many(backend)

        firewall.drop()
        first = await backend.client.get("/readyz")
        failed = time.monotonic()
        await assert_works(backend)

        assert first.status_code == 503
        assert time.monotonic() - failed < HEALED
        assert (await backend.client.get(KEY_PATH, headers=backend.alice.headers)).status_code == 200


@postgresql_only
async def test_a_stop_does_not_wait_for_connections_that_are_gone(
    template: Template, caplog: pytest.LogCaptureFixture
) -> None:
    async with behind_a_firewall(template) as (backend, firewall):
        await use_many(backend)

        firewall.drop()
        began = time.monotonic()
    assert time.monotonic() - began < STOPPED
    assert "Traceback" not in caplog.text
