"""The live mirror behind each proxy as the page sets it up: the agent's stream comes through, event by event."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from ava_onboard.backend.settings import Settings
from tests.backend.api.following import LATER, PATIENCE, SEEN, Ava, account
from tests.backend.api.live_app import APP
from tests.backend.attacks.doors import in_front
from tests.backend.conftest import Template, settings_for
from tests.backend.db.places import sqlite_only
from tests.backend.serving import Served, environment, serving

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform != "linux", reason="the proxies are Debian's"),
    sqlite_only,
]


@pytest.fixture
def server(template: Template) -> Iterator[tuple[Served, Settings]]:
    with template.databases.new(template.url) as url:
        settings = settings_for(url)
        with serving(environment(settings), app=APP) as served:
            yield served, settings


@pytest_asyncio.fixture
async def ava(server: tuple[Served, Settings], proxy: str) -> AsyncIterator[Ava]:
    served, settings = server
    with in_front(proxy, served.port) as port:
        alice, bob = await account(settings), await account(settings, is_agent=True)
        yield Ava(f"http://127.0.0.1:{port}", settings, alice, bob)


async def test_each_event_arrives_before_the_next_one_and_heartbeats_fill_the_silence(ava: Ava) -> None:
    path = await ava.claimed()
    async with ava.follow(path) as stream:
        assert (await stream.next())[0] == "waiting"
        await ava.confirm(path)
        assert SEEN in (await stream.next())[2]
        await stream.until(": still open")
        await ava.tell(path, LATER)
        assert LATER in (await stream.next())[2]
        await ava.expire(path)
        assert (await stream.next())[::2] == ("ended", '{"reason":"expired"}')
        with pytest.raises(EOFError):
            await stream.next()


async def test_after_a_lost_connection_the_agent_continues_from_the_same_event(ava: Ava) -> None:
    path = await ava.claimed()
    await ava.confirm(path)
    async with ava.follow(path) as stream:
        _, seen, _ = await stream.next()
    async with ava.follow(path, seen) as stream:
        await stream.until(": still open")  # nothing has changed
        await ava.tell(path, LATER)
        assert LATER in (await stream.next())[2]


async def test_a_server_that_stops_ends_the_stream_as_a_whole_answer(ava: Ava, server: tuple[Served, Settings]) -> None:
    served, _ = server
    path = await ava.claimed()
    async with ava.follow(path) as stream:
        await stream.next()
        served.process.terminate()
        with pytest.raises(EOFError):
            await stream.next()
    assert await asyncio.to_thread(served.process.wait, PATIENCE) == 0
