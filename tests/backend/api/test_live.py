"""The live mirror: who can do what with a session, whatever the others do."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update

from ava_onboard.backend.db import live_sessions
from ava_onboard.backend.db.administration import remove, set_agent, set_disabled
from ava_onboard.backend.db.live_sessions import LiveSessions, Phase
from ava_onboard.backend.db.models import OnboardingSession, WrongCode
from ava_onboard.contract.live import ENDED, NOT_AN_AGENT, NOT_CLAIMED, PATH
from ava_onboard.domain.situation.symbols import new_live_code
from tests.backend.conftest import Backend, Template, Tenant, running

SEEN, LATER = "MCEFQW", "MCEFQX"


async def post(backend: Backend, who: Tenant, path: str = "", body: object = None) -> httpx.Response:
    return await backend.client.post(f"{PATH}{path}", headers=who.headers, json=body)


async def opened(backend: Backend) -> tuple[str, str]:
    """Open Alice's session; return its path and its code."""
    answer = (await post(backend, backend.alice)).json()
    return f"/{answer['id']}", answer["code"]


async def claimed(backend: Backend) -> str:
    """Have Bob, an agent, claim Alice's session; return its path."""
    await set_agent(backend.engine, backend.bob.id, is_agent=True)
    path, code = await opened(backend)
    assert (await post(backend, backend.bob, "/claim", {"code": code})).status_code == 200
    return path


async def shown(backend: Backend, path: str, who: Tenant | None = None) -> httpx.Response:
    return await backend.client.get(f"{PATH}{path}", headers=(who or backend.alice).headers)


async def row(backend: Backend, path: str) -> Any:
    async with backend.engine.connect() as connection:
        query = select(OnboardingSession).where(OnboardingSession.id == UUID(path[1:]))
        return (await connection.execute(query)).first()


async def expire(backend: Backend, path: str) -> None:
    async with backend.engine.begin() as connection:
        change = update(OnboardingSession).where(OnboardingSession.id == UUID(path[1:]))
        await connection.execute(change.values(expires_at=1.0))


async def test_anybody_may_ask_whether_there_is_a_live_mirror(backend: Backend) -> None:
    answer = await backend.client.get(PATH)
    assert (answer.status_code, answer.json()) == (200, {"live": True})


async def test_a_session_goes_from_open_to_claimed_to_followed(backend: Backend) -> None:
    await set_agent(backend.engine, backend.bob.id, is_agent=True)
    path, code = await opened(backend)
    assert (await shown(backend, path)).json() == {"phase": "open", "agent": None}

    claim = await post(backend, backend.bob, "/claim", {"code": code})
    assert claim.json() == {"id": path[1:]}
    assert (await shown(backend, path)).json() == {"phase": "claimed", "agent": "Bob"}

    assert (await post(backend, backend.alice, f"{path}/confirm", {"situation": SEEN})).status_code == 200
    assert (await shown(backend, path)).json() == {"phase": "followed", "agent": "Bob"}
    assert (await post(backend, backend.alice, f"{path}/state", {"situation": LATER})).status_code == 200
    assert (await row(backend, path)).state == LATER


async def test_no_state_is_kept_before_the_customer_has_confirmed(backend: Backend) -> None:
    path = await claimed(backend)
    answer = await post(backend, backend.alice, f"{path}/state", {"situation": SEEN})
    assert (answer.status_code, answer.json()) == (409, {"detail": NOT_CLAIMED})
    assert (await row(backend, path)).state is None


async def test_a_session_that_nobody_has_claimed_cannot_be_confirmed(backend: Backend) -> None:
    path, _ = await opened(backend)
    answer = await post(backend, backend.alice, f"{path}/confirm", {"situation": SEEN})
    assert (answer.status_code, answer.json()) == (409, {"detail": NOT_CLAIMED})


async def test_confirming_twice_does_no_harm_because_an_answer_may_be_lost(backend: Backend) -> None:
    path = await claimed(backend)
    for situation in (SEEN, LATER):
        assert (await post(backend, backend.alice, f"{path}/confirm", {"situation": situation})).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"situation": "MCEFQ"},
        {"situation": "MCEFQWW"},
        {"situation": "MCEFQ0"},
        {"situation": "mcefqw"},
        {"situation": "MCEFQW\n"},
        {"situation": "8f14e45f-key"},
    ],
    ids=str,
)
async def test_nothing_but_six_symbols_can_be_sent(backend: Backend, body: object) -> None:
    path = await claimed(backend)
    for call in ("confirm", "state"):
        assert (await post(backend, backend.alice, f"{path}/{call}", body)).status_code == 422
    assert (await row(backend, path)).state is None


async def test_only_the_situation_is_kept_of_what_is_sent(backend: Backend) -> None:
    path = await claimed(backend)
    body = {"situation": SEEN, "key": "MARKED"}
    assert (await post(backend, backend.alice, f"{path}/confirm", body)).status_code == 200
    assert "MARKED" not in str(tuple(await row(backend, path)))


async def test_only_an_agent_may_claim_or_follow(backend: Backend) -> None:
    path, code = await opened(backend)
    for answer in (
        await post(backend, backend.bob, "/claim", {"code": code}),
        await backend.client.get(f"{PATH}{path}/events", headers=backend.bob.headers),
    ):
        assert (answer.status_code, answer.json()) == (403, {"detail": NOT_AN_AGENT})
    assert (await shown(backend, path)).json()["phase"] == "open"


async def test_nobody_else_can_see_confirm_change_or_end_a_session(backend: Backend) -> None:
    path = await claimed(backend)
    agent = backend.bob
    assert (await shown(backend, path, agent)).status_code == 410
    for call in ("confirm", "state"):
        answer = await post(backend, agent, f"{path}/{call}", {"situation": SEEN})
        assert (answer.status_code, answer.json()) == (410, {"detail": ENDED})
    assert (await shown(backend, path)).json()["phase"] == "claimed"


async def test_the_agent_may_end_a_session_and_nobody_else_but_the_customer(backend: Backend) -> None:
    of_bob, _ = f"/{(await post(backend, backend.bob)).json()['id']}", await claimed(backend)
    for who, phase in ((backend.alice, "open"), (backend.bob, None)):
        assert (await backend.client.delete(f"{PATH}{of_bob}", headers=who.headers)).status_code == 200
        answer = await shown(backend, of_bob, backend.bob)
        assert answer.json().get("phase") == phase
    path = await claimed(backend)
    await backend.client.delete(f"{PATH}{path}", headers=backend.bob.headers)
    assert (await shown(backend, path)).status_code == 410


async def test_an_agent_cannot_follow_what_another_one_has_claimed(backend: Backend) -> None:
    path = await claimed(backend)
    await set_agent(backend.engine, backend.alice.id, is_agent=True)
    answer = await backend.client.get(f"{PATH}{path}/events", headers=backend.alice.headers)
    assert (answer.status_code, answer.json()) == (410, {"detail": ENDED})


async def test_a_code_is_of_no_use_after_it_has_expired(backend: Backend) -> None:
    await set_agent(backend.engine, backend.bob.id, is_agent=True)
    path, code = await opened(backend)
    await expire(backend, path)

    assert (await post(backend, backend.bob, "/claim", {"code": code})).status_code == 410
    assert (await shown(backend, path)).status_code == 410


async def test_a_claim_that_is_not_confirmed_in_time_expires(backend: Backend) -> None:
    path = await claimed(backend)
    await expire(backend, path)
    assert (await post(backend, backend.alice, f"{path}/confirm", {"situation": SEEN})).status_code == 410
    assert (await row(backend, path)).state is None


async def test_a_new_session_ends_the_former_one(backend: Backend) -> None:
    await set_agent(backend.engine, backend.bob.id, is_agent=True)
    former, code = await opened(backend)
    await opened(backend)
    assert (await shown(backend, former)).status_code == 410
    assert (await post(backend, backend.bob, "/claim", {"code": code})).status_code == 410


async def test_the_end_forgets_the_state_and_the_code(backend: Backend) -> None:
    path = await claimed(backend)
    await post(backend, backend.alice, f"{path}/confirm", {"situation": SEEN})
    for _ in range(2):
        ended = await backend.client.delete(f"{PATH}{path}", headers=backend.alice.headers)
        assert (ended.status_code, ended.json()) == (200, {"done": True})
    left = await row(backend, path)
    assert (left.phase, left.state, left.code_digest) == (Phase.ENDED, None, None)


async def test_a_session_lasts_as_long_as_the_program_of_the_customer_calls_but_not_for_ever(backend: Backend) -> None:
    now = 1_800_000_000.0
    sessions = LiveSessions(backend.engine, "secret", lambda: now)
    alice, agent = backend.alice.id, backend.bob.id
    await set_agent(backend.engine, agent, is_agent=True)
    session, code = await sessions.open(alice)
    await sessions.claim(code, agent)
    await sessions.confirm(session, alice, SEEN)

    until = now + live_sessions.LONGEST
    while now + 55 < until:
        now += 55
        assert (await sessions.show(session, alice))[0] is Phase.FOLLOWED
    now = until
    assert (await sessions.watch({(session, agent)}))[session, agent].expired
    assert (await sessions.watch({(session, agent)}))[session, agent].state is None


async def test_a_customer_whose_program_is_gone_is_no_longer_shown(backend: Backend) -> None:
    now = 1_800_000_000.0
    sessions = LiveSessions(backend.engine, "secret", lambda: now)
    session, code = await sessions.open(backend.alice.id)
    await sessions.claim(code, backend.bob.id)
    await sessions.confirm(session, backend.alice.id, SEEN)
    now += live_sessions.SILENCE
    assert (await sessions.watch({(session, backend.bob.id)}))[session, backend.bob.id].expired


async def test_what_is_over_is_deleted_with_the_next_session(backend: Backend) -> None:
    now = 1_800_000_000.0
    sessions = LiveSessions(backend.engine, "secret", lambda: now)
    await sessions.open(backend.alice.id)
    await sessions.claim(new_live_code(), backend.bob.id)
    now += 24 * 60 * 60
    await sessions.open(backend.bob.id)
    async with backend.engine.connect() as connection:
        for table in (OnboardingSession, WrongCode):
            count = (await connection.execute(select(func.count()).select_from(table))).scalar()
            assert count == (1 if table is OnboardingSession else 0)


async def test_a_deleted_account_leaves_no_session(backend: Backend) -> None:
    path = await claimed(backend)
    await remove(backend.engine, backend.bob.id)
    assert await row(backend, path) is None


async def test_a_disabled_account_can_neither_be_followed_nor_follow(backend: Backend) -> None:
    path = await claimed(backend)
    pair = (UUID(path[1:]), backend.bob.id)
    sessions = LiveSessions(backend.engine, backend.settings.token_secret.get_secret_value())
    await post(backend, backend.alice, f"{path}/confirm", {"situation": SEEN})
    assert (await sessions.watch({pair}))[pair].state == SEEN

    await set_disabled(backend.engine, backend.bob.id, disabled=True)
    assert (await sessions.watch({pair}))[pair].agent_version is None
    await set_disabled(backend.engine, backend.alice.id, disabled=True)
    seen = (await sessions.watch({pair}))[pair]
    assert (seen.phase, seen.state) == (Phase.ENDED, None)
    assert (await post(backend, backend.alice, f"{path}/state", {"situation": SEEN})).status_code == 401


async def test_an_ava_whose_operator_does_not_want_it_has_no_live_mirror(template: Template) -> None:
    async with running(template, live_mirror=False) as backend:
        assert (await backend.client.get(PATH)).status_code == 404
