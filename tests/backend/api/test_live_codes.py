"""The codes of the live mirror: each is claimed once, and they cannot be guessed."""

import asyncio
from uuid import UUID, uuid4

import pytest

from ava_onboard.backend.db import live_sessions
from ava_onboard.backend.db.administration import set_agent
from ava_onboard.backend.db.live_sessions import LiveSessions
from ava_onboard.contract.live import WRONG_CODE
from ava_onboard.domain.situation.symbols import new_live_code
from tests.backend.api.test_live import opened, post
from tests.backend.conftest import Backend


async def test_a_code_is_claimed_once_and_the_same_agent_may_repeat_it(backend: Backend) -> None:
    for agent in (backend.alice, backend.bob):
        await set_agent(backend.engine, agent.id, is_agent=True)
    path, code = await opened(backend)

    first, again = [await post(backend, backend.bob, "/claim", {"code": code}) for _ in range(2)]
    assert first.json() == again.json() == {"id": path[1:]}
    second = await post(backend, backend.alice, "/claim", {"code": code})
    assert (second.status_code, second.json()) == (410, {"detail": WRONG_CODE})


async def test_of_agents_who_claim_at_once_one_succeeds(backend: Backend) -> None:
    path, code = await opened(backend)
    sessions = LiveSessions(backend.engine, backend.settings.token_secret.get_secret_value())
    found = await asyncio.gather(*(sessions.claim(code, uuid4()) for _ in range(8)))
    assert [claim for claim in found if claim] == [(UUID(path[1:]), backend.alice.id)]


async def test_the_sixth_wrong_code_within_ten_minutes_is_refused_even_if_it_is_right(backend: Backend) -> None:
    now = 1_800_000_000.0
    agent = backend.bob.id
    workers = [LiveSessions(backend.engine, "secret", lambda: now) for _ in range(2)]
    session, code = await workers[0].open(backend.alice.id)
    for number in range(5):
        assert await workers[number % 2].claim(new_live_code(), agent) is None

    for worker in workers:
        with pytest.raises(live_sessions.CodesLimitedError) as refused:
            await worker.claim(code, agent)
        assert refused.value.retry_after == live_sessions.WINDOW + 1
    assert await workers[0].claim(code, uuid4()) == (session, backend.alice.id)  # no other agent has to wait

    now += live_sessions.WINDOW
    assert await workers[1].claim(new_live_code(), agent) is None


async def test_wrong_codes_that_arrive_at_once_cannot_slip_through(backend: Backend) -> None:
    await set_agent(backend.engine, backend.bob.id, is_agent=True)
    answers = await asyncio.gather(
        *(post(backend, backend.bob, "/claim", {"code": new_live_code()}) for _ in range(12))
    )
    assert sorted(answer.status_code for answer in answers) == [410] * 5 + [429] * 7
    assert {answer.headers.get("retry-after") for answer in answers if answer.status_code == 429} <= {"600", "601"}


async def test_right_codes_do_not_count(backend: Backend) -> None:
    await set_agent(backend.engine, backend.bob.id, is_agent=True)
    for _ in range(7):
        _, code = await opened(backend)
        assert (await post(backend, backend.bob, "/claim", {"code": code})).status_code == 200
