"""The live mirror over real HTTP: what the agent's stream says, and when it ends."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from ava_onboard.backend.api.live_streams import OF_AGENT
from ava_onboard.backend.db import administration
from ava_onboard.backend.db.engine import POOLED, opened
from ava_onboard.backend.settings import Settings
from tests.backend.api.following import LATER, PATIENCE, SEEN, Ava, account
from tests.backend.api.live_app import APP
from tests.backend.conftest import Template, settings_for
from tests.backend.serving import Served, environment, serving

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def two_processes(template: Template) -> Iterator[tuple[Served, Settings]]:
    with template.databases.new(template.url) as url:
        settings = settings_for(url)
        with serving(environment(settings), app=APP, processes=2) as served:
            yield served, settings


@pytest_asyncio.fixture
async def ava(two_processes: tuple[Served, Settings]) -> Ava:
    served, settings = two_processes
    return Ava(served.url, settings, await account(settings), await account(settings, is_agent=True))


def with_engine(ava: Ava) -> Any:
    return opened(ava.settings.database_url)


async def test_the_agent_sees_nothing_until_the_customer_has_confirmed_then_each_change_until_the_end(ava: Ava) -> None:
    path = await ava.claimed()
    async with ava.follow(path) as stream:
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        kind, _, data = await stream.next()
        assert (kind, data) == ("waiting", "{}")
        await ava.confirm(path)
        first = await stream.next()
        assert (first[0], first[2]) == ("state", f'{{"situation":"{SEEN}"}}')
        await ava.tell(path, LATER)
        second = await stream.next()
        assert (second[0], second[2]) == ("state", f'{{"situation":"{LATER}"}}')
        assert int(second[1]) > int(first[1])
        await ava.call(ava.alice, "DELETE", path)
        kind, _, data = await stream.next()
        assert (kind, data) == ("ended", '{"reason":"ended"}')
        with pytest.raises(EOFError):
            await stream.next()


async def test_silence_is_filled_with_heartbeats(ava: Ava) -> None:
    path = await ava.claimed()
    async with ava.follow(path) as stream:
        await stream.next()
        await stream.until(": still open")
        await stream.until(": still open")


async def test_after_a_lost_connection_the_agent_continues_from_the_same_event(ava: Ava) -> None:
    path = await ava.claimed()
    await ava.confirm(path)
    async with ava.follow(path) as stream:
        _, seen, _ = await stream.next()
    async with ava.follow(path, seen) as stream:  # nothing has changed: only heartbeats
        await stream.until(": still open")
        await ava.tell(path, LATER)
        assert LATER in (await stream.next())[2]
    async with ava.follow(path, "not a number") as stream:
        assert LATER in (await stream.next())[2]


@pytest.mark.slow
async def test_a_session_outlives_a_restart_of_the_server_which_does_not_wait_for_open_streams(ava: Ava) -> None:
    with serving(environment(ava.settings), app=APP) as served:
        ava = replace(ava, url=served.url)
        path = await ava.claimed()
        await ava.confirm(path)
        async with ava.follow(path) as stream:
            _, seen, _ = await stream.next()
            served.process.terminate()
            with pytest.raises(EOFError):  # the answer is complete: a worker that was killed would have cut it
                await stream.next()
        assert await asyncio.to_thread(served.process.wait, PATIENCE) == 0
    with serving(environment(ava.settings), app=APP) as served:
        ava = replace(ava, url=served.url)
        async with ava.follow(path, seen) as stream:
            await ava.tell(path, LATER)
            assert LATER in (await stream.next())[2]


async def test_an_expired_session_ends_the_stream(ava: Ava) -> None:
    path = await ava.claimed()
    await ava.confirm(path)
    async with ava.follow(path) as stream:
        await stream.next()
        await ava.expire(path)
        kind, _, data = await stream.next()
        assert (kind, data) == ("ended", '{"reason":"expired"}')


@pytest.mark.parametrize("how", ["disabled", "signed out", "no agent any more"])
async def test_an_agent_who_loses_the_right_loses_the_stream(ava: Ava, how: str) -> None:
    path = await ava.claimed()
    await ava.confirm(path)
    async with ava.follow(path) as stream, with_engine(ava) as engine:
        await stream.next()
        match how:
            case "disabled":
                await administration.set_disabled(engine, ava.bob, disabled=True)
            case "signed out":
                await administration.sign_out(engine, ava.bob)
            case _:
                await administration.set_agent(engine, ava.bob, is_agent=False)
        with pytest.raises(EOFError):
            await stream.next()


async def test_a_customer_who_is_disabled_is_no_longer_followed(ava: Ava) -> None:
    path = await ava.claimed()
    await ava.confirm(path)
    async with ava.follow(path) as stream, with_engine(ava) as engine:
        await stream.next()
        await administration.set_disabled(engine, ava.alice, disabled=True)
        assert (await stream.next())[0] == "ended"


@pytest.mark.slow
async def test_open_streams_are_limited_and_hold_no_connection_to_the_database(ava: Ava) -> None:
    with serving(environment(ava.settings), app=APP) as served:  # one process: each has limits of its own
        agents = [await account(ava.settings, is_agent=True) for _ in range(4)]
        avas = [replace(ava, url=served.url, alice=await account(ava.settings), bob=agent) for agent in agents]
        paths = [await each.claimed() for each in avas]
        async with AsyncExitStack() as open_ones:
            for each, path in zip(avas, paths, strict=True):
                streams = [await open_ones.enter_async_context(each.follow(path)) for _ in range(OF_AGENT)]
                assert {stream.answer.status_code for stream in streams} == {200}
            async with avas[0].follow(paths[0]) as refused:
                assert refused.answer.status_code == 429
                assert refused.answer.headers["retry-after"] == "5"
            assert OF_AGENT * len(avas) > POOLED
            await avas[0].confirm(paths[0])  # there is a connection left for it
        async with asyncio.timeout(PATIENCE):  # a stream that its agent has left does not count
            while True:
                async with avas[0].follow(paths[0]) as stream:
                    if stream.answer.status_code == 200:
                        break
