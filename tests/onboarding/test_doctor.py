"""The checks of ``doctor``: their order, what a failure skips, the session, and the use of the key."""

import pytest

from ava_onboard.adapters.http.client import new_client
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.domain import problems
from ava_onboard.domain.checks import Check, Failed, Outcome, Passed, Reason, Skipped
from ava_onboard.domain.failure import ProblemError, failed
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.doctor import examine, session, use
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox.deployed_ava import ASSISTANTS, PATH
from ava_onboard.sandbox.world import World

from .conftest import KEY
from .fakes import FailingStore


async def well() -> Outcome:
    return Passed("well")


async def no_ava() -> Outcome:
    raise failed(problems.NOT_AVA, service="Ava", host="ava.invalid")


async def test_all_checks_run_in_order() -> None:
    results = [result async for result in examine(dict.fromkeys(Check, well))]
    assert [result.check for result in results] == list(Check)
    assert all(result.outcome == Passed("well") for result in results)


async def test_a_failure_skips_only_the_checks_that_depend_on_it() -> None:
    outcomes = {
        result.check: result.outcome async for result in examine({**dict.fromkeys(Check, well), Check.AVA: no_ava})
    }
    assert isinstance(outcomes[Check.AVA], Failed)
    blocked = {check for check, outcome in outcomes.items() if outcome == Skipped(Reason.BLOCKED)}
    assert blocked == {Check.SESSION, Check.USE}


async def used(world: World, store: MemoryStore) -> Outcome | str:
    async with new_client() as client:
        try:
            return await use(HttpAva(client, world.ava_url), store, None)
        except ProblemError as error:
            return error.failure.code


async def examined(world: World, store: MemoryStore, token: str | None = None) -> Outcome | str:
    async with new_client() as client:
        try:
            return await session(HttpAva(client, world.ava_url), store, Token(token) if token else None)
        except ProblemError as error:
            return error.failure.code


async def test_a_session_from_the_environment_is_checked_by_ava(world: World) -> None:
    outcome = await examined(world, FailingStore(problems.NO_KEYRING), world.token)
    assert isinstance(outcome, Passed)
    assert outcome.facts == {"source": "environment"}
    assert await examined(world, MemoryStore(), "not.a.token") == "S06"


async def test_a_stored_session_is_checked_by_ava(world: World) -> None:
    store = MemoryStore()
    await store.put(SecretName.ACCESS_TOKEN, Token(world.token))
    outcome = await examined(world, store)
    assert isinstance(outcome, Passed)
    assert outcome.facts == {"source": "stored"}
    await store.put(SecretName.ACCESS_TOKEN, Token("not.a.token"))
    assert await examined(world, store) == "S03"


async def test_not_being_signed_in_is_not_a_failure(world: World) -> None:
    assert await examined(world, MemoryStore()) == Skipped(Reason.SIGNED_OUT)


async def test_a_locked_keyring_says_nothing_about_the_session(world: World) -> None:
    assert await examined(world, FailingStore(problems.KEYRING_LOCKED)) == Skipped(Reason.KEYRING_CLOSED)


async def test_ava_s_use_of_the_key_is_checked(world: World) -> None:
    store = MemoryStore()
    assert await used(world, store) == Skipped(Reason.SIGNED_OUT)
    await store.put(SecretName.ACCESS_TOKEN, Token(world.token))
    assert await used(world, store) == Skipped(Reason.NO_KEY)
    async with new_client() as client:
        await HttpAva(client, world.ava_url).send_key(Token(world.token), KEY)
    outcome = await used(world, store)
    assert isinstance(outcome, Passed)
    assert outcome.facts == {"assistants": "3"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("authentication failed", "A11"),
        ("no key", "A12"),
        ("no such call", Skipped(Reason.NOT_TESTABLE)),
        ("circuit open", Skipped(Reason.NOT_TESTED)),
    ],
)
async def test_only_a_key_that_ava_cannot_use_is_a_failure(world: World, answer: str, expected: Outcome | str) -> None:
    store = MemoryStore()
    await store.put(SecretName.ACCESS_TOKEN, Token(world.token))
    async with new_client() as client:
        await HttpAva(client, world.ava_url).send_key(Token(world.token), KEY)
    world.ava_faults.add(ASSISTANTS[answer], path=PATH)
    assert await used(world, store) == expected
