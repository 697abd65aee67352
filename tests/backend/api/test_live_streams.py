"""The live mirror over real HTTP: what the agent's stream says, and when it ends."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.api.live_streams import OF_AGENT
from ava_onboard.backend.db import administration
from ava_onboard.backend.db.engine import POOLED, opened
from ava_onboard.backend.db.models import OnboardingSession
from ava_onboard.backend.db.users import create_user
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Settings
from ava_onboard.contract.live import PATH
from tests.backend.api.live_app import APP
from tests.backend.conftest import Template, settings_for
from tests.backend.serving import Served, environment, serving

pytestmark = pytest.mark.process
PATIENCE = 30.0
"""Seconds, for a busy computer."""
SEEN, LATER = "MCEFQW", "MCEFQX"


@dataclass
class Ava:
    """A running server with a customer, Alice, and an agent, Bob."""

    served: Served
    settings: Settings
    alice: UUID
    bob: UUID

    def headers(self, user: UUID) -> dict[str, str]:
        return {"Authorization": f"Bearer {Tokens(self.settings).access(user)}"}

    async def call(self, who: UUID, method: str, path: str = "", body: object = None) -> Any:
        async with httpx.AsyncClient(base_url=self.served.url, timeout=PATIENCE) as client:
            answer = await client.request(method, PATH + path, headers=self.headers(who), json=body)
            assert answer.status_code == 200, (method, path, answer.status_code, answer.text)
            return answer.json()

    async def claimed(self) -> str:
        session = await self.call(self.alice, "POST")
        await self.call(self.bob, "POST", "/claim", {"code": session["code"]})
        return f"/{session['id']}"

    async def confirm(self, path: str) -> None:
        await self.call(self.alice, "POST", f"{path}/confirm", {"situation": SEEN})

    async def tell(self, path: str, situation: str) -> None:
        await self.call(self.alice, "POST", f"{path}/state", {"situation": situation})

    @asynccontextmanager
    async def follow(self, path: str, last: str | None = None) -> AsyncIterator["Followed"]:
        headers = self.headers(self.bob) | ({"Last-Event-ID": last} if last else {})
        async with (
            httpx.AsyncClient(base_url=self.served.url, timeout=PATIENCE) as client,
            client.stream("GET", f"{PATH}{path}/events", headers=headers) as answer,
        ):
            yield Followed(answer, answer.aiter_lines())


@dataclass
class Followed:
    """An open stream."""

    answer: httpx.Response
    lines: AsyncIterator[str]

    async def next(self) -> tuple[str, str, str]:
        """Return the kind, the number and the data of the next event; heartbeats are passed over."""
        found: dict[str, str] = {}
        async for line in self.lines:
            name, _, value = line.partition(": ")
            if line and name:
                found[name] = value
            elif found:
                return found["event"], found["id"], found["data"]
        raise EOFError

    async def until(self, wanted: str) -> None:
        async for line in self.lines:
            if line.startswith(wanted):
                return
        raise EOFError


@pytest.fixture(scope="module")
def two_processes(template: Template) -> Iterator[tuple[Served, Settings]]:
    with template.databases.new(template.url) as url:
        settings = settings_for(url)
        with serving(environment(settings), app=APP, processes=2) as served:
            yield served, settings


@pytest_asyncio.fixture
async def ava(two_processes: tuple[Served, Settings]) -> Ava:
    served, settings = two_processes
    return Ava(served, settings, await account(settings), await account(settings, is_agent=True))


async def account(settings: Settings, *, is_agent: bool = False) -> UUID:
    email, passwords = f"{uuid4()}@example.com", Passwords(rounds=1, memory=8)
    async with opened(settings.database_url) as engine:
        user = await create_user(engine, passwords, email=email, phone=None, name="Camille", password="MARKED password")
        await administration.set_agent(engine, user.id, is_agent=is_agent)
    return user.id


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


async def test_after_a_lost_connection_the_agent_goes_on_where_it_was(ava: Ava) -> None:
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
        ava = replace(ava, served=served)
        path = await ava.claimed()
        await ava.confirm(path)
        async with ava.follow(path) as stream:
            _, seen, _ = await stream.next()
            served.process.terminate()
            with pytest.raises(EOFError):  # the answer is complete: a worker that was killed would have cut it
                await stream.next()
        assert await asyncio.to_thread(served.process.wait, PATIENCE) == 0
    with serving(environment(ava.settings), app=APP) as served:
        ava = replace(ava, served=served)
        async with ava.follow(path, seen) as stream:
            await ava.tell(path, LATER)
            assert LATER in (await stream.next())[2]


async def test_an_expired_session_ends_the_stream(ava: Ava) -> None:
    path = await ava.claimed()
    await ava.confirm(path)
    async with ava.follow(path) as stream, with_engine(ava) as engine:
        await stream.next()
        await expire(engine, path)
        kind, _, data = await stream.next()
        assert (kind, data) == ("ended", '{"reason":"expired"}')


async def expire(engine: AsyncEngine, path: str) -> None:
    async with engine.begin() as connection:
        change = update(OnboardingSession).where(OnboardingSession.id == UUID(path[1:]))
        await connection.execute(change.values(expires_at=1.0))


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
        avas = [replace(ava, served=served, alice=await account(ava.settings), bob=agent) for agent in agents]
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
