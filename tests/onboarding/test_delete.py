"""Deleting: at Ava first, then here; and what is left after a failure."""

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding import Onboarding, Stage, StageDone, StageEvent, StageFailed, StageSkipped, StageStarted
from ava_onboard.onboarding.ports import SecretName, StoredKey
from ava_onboard.onboarding.stages import Left
from ava_onboard.sandbox.faults import Fault

from .conftest import KEY, SETTINGS, Computer
from .fakes import NOW, FailingStore

AT_AVA = [StageStarted(Stage.FORGET_AT_AVA), StageDone(Stage.FORGET_AT_AVA)]
HERE = [StageStarted(Stage.FORGET_HERE), StageDone(Stage.FORGET_HERE)]
ONLY_HERE = [StageSkipped(Stage.FORGET_AT_AVA), *HERE]
STILL = Fault.status(200, {"has_vapi_key": True, "vapi_api_key_preview": KEY.preview})


async def deleted(run: Onboarding) -> list[StageEvent]:
    return [event async for event in run.delete()]


async def configured(computer: Computer, *, keep: bool = True) -> Onboarding:
    await computer.keep(Token(computer.world.token))
    run = computer.run()
    async for _event in run.save(KEY, None, keep=keep):
        pass
    assert computer.progress.known.answer is Answer.YES
    computer.world.requests.clear()
    return run


async def test_the_key_is_deleted_at_ava_first_and_then_here(either_form: Computer) -> None:
    run = await configured(either_form)
    assert await deleted(run) == [*AT_AVA, *HERE]
    assert [request.method for request in either_form.world.requests.all(server="ava")] == ["DELETE", "GET"]
    assert await either_form.at_ava() == StoredKey(False)
    assert await either_form.store.get(SecretName.VAPI_KEY) is None
    no = Fact(Answer.NO, None, NOW)
    assert (either_form.progress.kept, either_form.progress.known, either_form.progress.accepted) == (no, no, Fact())


async def test_deleting_again_does_no_harm(signed_in: Computer) -> None:
    run = await configured(signed_in)
    await deleted(run)
    assert await deleted(run) == [*AT_AVA, *HERE]


@pytest.mark.parametrize(
    ("method", "fault", "code", "left"),
    [
        ("DELETE", Fault.status(503), "A04", Left.HERE_AND_PERHAPS_AT_AVA),
        ("DELETE", Fault.disconnect(), "N05", Left.HERE_AND_PERHAPS_AT_AVA),
        ("DELETE", Fault.lost_answer(), "N05", Left.HERE_AND_PERHAPS_AT_AVA),
        ("DELETE", Fault.html(200), "A01", Left.EVERYWHERE),
        ("GET", Fault.status(503), "A04", Left.HERE_AND_PERHAPS_AT_AVA),
        ("GET", Fault.status(404), "A01", Left.HERE_AND_PERHAPS_AT_AVA),
        ("GET", STILL, "A07", Left.EVERYWHERE),
    ],
)
async def test_the_local_copy_stays_until_ava_confirms_the_deletion(
    signed_in: Computer, method: str, fault: Fault, code: str, left: Left
) -> None:
    run = await configured(signed_in)
    signed_in.world.ava_faults.add(fault, method=method, path=SETTINGS)
    *_, last = await deleted(run)
    assert isinstance(last, StageFailed)
    assert (last.stage, last.failure.code, last.left) == (Stage.FORGET_AT_AVA, code, left)
    assert await signed_in.store.get(SecretName.VAPI_KEY) == KEY
    assert (signed_in.progress.kept.answer, signed_in.progress.known.answer) == (Answer.YES, Answer.YES)
    signed_in.world.ava_faults.clear()
    assert await deleted(run) == [*AT_AVA, *HERE]


async def test_with_a_failing_keyring_only_the_local_copy_is_left(computer: Computer) -> None:
    computer.store = store = FailingStore(calls=["delete"], entries=[SecretName.VAPI_KEY])
    run = await configured(computer)
    store.problem = problems.KEYRING_LOCKED
    events = await deleted(run)
    assert events == [
        *AT_AVA,
        StageStarted(Stage.FORGET_HERE),
        StageFailed(Stage.FORGET_HERE, Failure(problems.KEYRING_LOCKED)),
    ]
    assert isinstance(events[-1], StageFailed)
    assert events[-1].left is Left.HERE
    assert (computer.progress.kept.answer, computer.progress.known.answer) == (Answer.YES, Answer.NO)
    store.problem = None
    assert (await deleted(run))[-1] == StageDone(Stage.FORGET_HERE)
    assert await store.get(SecretName.VAPI_KEY) is None


@pytest.mark.parametrize("problem", [problems.NO_KEYRING, problems.KEYRING_UNSAFE], ids=lambda problem: problem.code)
async def test_without_a_keyring_there_is_no_local_copy_to_delete(computer: Computer, problem: Problem) -> None:
    computer.store = store = FailingStore(entries=[SecretName.VAPI_KEY])
    run = await configured(computer, keep=False)
    store.problem = problem
    assert await deleted(run) == [*AT_AVA, StageStarted(Stage.FORGET_HERE), StageSkipped(Stage.FORGET_HERE)]
    assert computer.progress.kept.answer is Answer.NO


async def test_a_key_in_a_missing_keyring_is_not_called_deleted(computer: Computer) -> None:
    computer.store = store = FailingStore(entries=[SecretName.VAPI_KEY])
    run = await configured(computer)
    store.problem = problems.NO_KEYRING
    assert (await deleted(run))[-1] == StageFailed(Stage.FORGET_HERE, Failure(problems.NO_KEYRING))
    assert computer.progress.kept.answer is Answer.YES


async def test_a_key_that_ava_never_got_is_deleted_without_signing_in(computer: Computer) -> None:
    run = computer.run()
    async for _event in run.save(KEY, None):
        pass
    assert await deleted(run) == ONLY_HERE
    assert await computer.store.get(SecretName.VAPI_KEY) is None
    assert computer.world.requests.all() == []


async def test_without_a_request_ava_is_not_said_to_have_deleted_the_key(computer: Computer) -> None:
    computer.store = store = FailingStore(calls=["delete"])
    run = computer.run()
    async for _event in run.save(KEY, None):
        pass
    store.problem = problems.KEYRING_LOCKED
    *_, last = await deleted(run)
    assert isinstance(last, StageFailed)
    assert last.left is Left.HERE_ONLY


async def test_a_key_that_ava_has_is_not_deleted_here_only(signed_in: Computer) -> None:
    run = await configured(signed_in)
    await run.sign_out()
    *_, last = await deleted(run)
    assert isinstance(last, StageFailed)
    assert (last.stage, last.failure.code) == (Stage.FORGET_AT_AVA, "S01")
    assert await signed_in.store.get(SecretName.VAPI_KEY) == KEY


async def test_an_unconfirmed_key_is_not_deleted_here_only(signed_in: Computer) -> None:
    signed_in.world.ava_faults.add(Fault.status(503), method="GET", path=SETTINGS)
    run = signed_in.run()
    async for _event in run.save(KEY, None):
        pass
    await run.sign_out()
    *_, last = await deleted(run)
    assert isinstance(last, StageFailed)
    assert (last.stage, last.failure.code) == (Stage.FORGET_AT_AVA, "S01")


async def test_a_key_that_is_only_at_ava_can_be_deleted_from_another_computer(signed_in: Computer) -> None:
    await signed_in.ava.send_key(Token(signed_in.world.token), KEY)
    assert await deleted(signed_in.run()) == [*AT_AVA, *HERE]
    assert await signed_in.at_ava() == StoredKey(False)
