"""A store that cannot be read may hold a session: the person does not count as signed out."""

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.attention import Action
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding import Stage, StageFailed
from ava_onboard.onboarding.session import AvaSession, SignIn

from .conftest import KEY, Computer
from .fakes import FailingStore

FAILING = [
    problems.KEYRING_LOCKED,
    problems.KEYRING_SILENT,
    problems.KEYRING_MISCONFIGURED,
    problems.KEYRING_FAILED,
]


@pytest.mark.parametrize("problem", FAILING, ids=lambda problem: problem.code)
async def test_a_keyring_that_cannot_be_read_does_not_count_as_signed_out(computer: Computer, problem: Problem) -> None:
    computer.store = store = FailingStore()
    await computer.keep(Token(computer.world.token), key=KEY)
    await computer.ava.send_key(Token(computer.world.token), KEY)
    store.problem = problem
    run = computer.run()
    *_, status = [status async for status in run.look()]
    assert (status.action, status.session_unread) == (Action.RETRY, Failure(problem))
    *_, last = [event async for event in run.delete()]
    assert last == StageFailed(Stage.FORGET_AT_AVA, Failure(problem))
    assert (await computer.at_ava()).present


@pytest.mark.parametrize("problem", [problems.NO_KEYRING, problems.KEYRING_UNSAFE], ids=lambda problem: problem.code)
async def test_without_a_keyring_the_person_is_asked_to_sign_in(computer: Computer, problem: Problem) -> None:
    computer.store = FailingStore(problem)
    *_, status = [status async for status in computer.run().look()]
    assert (status.action, status.session_unread) == (Action.SIGN_IN, None)


async def test_without_a_local_copy_the_person_signs_in_for_this_run(computer: Computer) -> None:
    computer.store = FailingStore(problems.KEYRING_LOCKED)
    run = computer.run()
    *_, last = [event async for event in run.save(KEY, None, keep=False)]
    assert isinstance(last, StageFailed)
    assert last.failure.code == "S01"


async def test_a_keyring_that_was_locked_is_asked_again(computer: Computer) -> None:
    computer.store = store = FailingStore()
    await computer.keep(Token(computer.world.token))
    store.problem = problems.KEYRING_LOCKED
    session = AvaSession(computer.ava, computer.store, None)
    assert await session.source() is SignIn.UNKNOWN
    store.problem = None
    assert await session.source() is SignIn.STORED
