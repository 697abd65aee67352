"""An Ava account that no longer exists is not a dead end: Ava is certain of it, and the key here can be deleted."""

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.attention import Action
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.secret import Token
from ava_onboard.domain.status import Badge, Status
from ava_onboard.onboarding import Onboarding, Stage, StageDone, StageEvent, StageFailed, StageSkipped, StageStarted
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.onboarding.stages import Left
from ava_onboard.sandbox.faults import Fault

from .conftest import KEY, REFRESH, SETTINGS, STALE, Computer
from .fakes import FailingStore, Person

GONE = Fault.status(404, {"detail": "User not found"})


async def configured(computer: Computer) -> Onboarding:
    """A run that has saved the key, and whose account is then removed at Ava."""
    await computer.keep(Token(computer.world.token))
    run = computer.run()
    async for _event in run.save(KEY, None):
        pass
    assert computer.progress.known.answer is Answer.YES
    computer.world.ava_faults.add(GONE, path="/api/v1/")
    return run


async def looked(run: Onboarding) -> Status:
    return [status async for status in run.look()][-1]


async def deleted(run: Onboarding, person: Person) -> list[StageEvent]:
    return [event async for event in run.delete(questions=person.questions)]


async def test_the_key_is_deleted_here_without_signing_in_again(computer: Computer) -> None:
    run, person = await configured(computer), Person()
    *_, skipped, started, done = await deleted(run, person)
    assert isinstance(skipped, StageSkipped)
    assert skipped.failure is not None
    assert (skipped.stage, skipped.failure.code) == (Stage.FORGET_AT_AVA, "S04")
    assert [started, done] == [StageStarted(Stage.FORGET_HERE), StageDone(Stage.FORGET_HERE)]
    assert person.asked == ["delete: None"]
    assert await computer.store.get(SecretName.VAPI_KEY) is None
    assert (computer.progress.known.answer, computer.progress.under_way) == (Answer.NO, None)


async def test_an_account_that_disappears_between_two_requests_is_gone_too(computer: Computer) -> None:
    run = await configured(computer)
    computer.world.ava_faults.clear()
    computer.world.ava_faults.add(GONE, method="GET", path=SETTINGS)
    assert (await deleted(run, Person()))[-1] == StageDone(Stage.FORGET_HERE)
    assert computer.progress.under_way is None


async def test_an_account_that_is_missing_when_the_session_is_renewed_is_gone_too(computer: Computer) -> None:
    run = await configured(computer)
    await computer.keep(STALE, Token("refresh-token"))
    computer.world.ava_faults.clear()
    computer.world.ava_faults.add(GONE, path=REFRESH)
    assert (await deleted(computer.run(), Person()))[-1] == StageDone(Stage.FORGET_HERE)
    assert run.progress.kept.answer is Answer.YES  # what the other run has learnt is its own


async def test_where_the_local_copy_cannot_be_deleted_nothing_is_said_about_ava(computer: Computer) -> None:
    computer.store = store = FailingStore(calls=["delete"], entries=[SecretName.VAPI_KEY])
    run = await configured(computer)
    store.problem = problems.KEYRING_LOCKED
    last = (await deleted(run, Person()))[-1]
    assert isinstance(last, StageFailed)
    assert (last.stage, last.left) == (Stage.FORGET_HERE, Left.HERE_ONLY)


async def test_the_status_is_not_configured_and_leads_to_another_account(computer: Computer) -> None:
    status = await looked(await configured(computer))
    assert (status.badge, status.action) == (Badge.NOT_CONFIGURED, Action.SIGN_IN)
    assert status.sentence == "This Ava account no longer exists. Your key is still on this computer."
    assert status.action_words == "Use another account"
    assert status.last_known.answer is Answer.YES  # from before, and no longer what counts
    assert computer.run().remembered().badge is Badge.NOT_CONFIGURED


async def test_without_a_key_here_only_the_account_is_said_to_be_gone(signed_in: Computer) -> None:
    signed_in.world.ava_faults.add(GONE, path=SETTINGS)
    assert (await looked(signed_in.run())).sentence == "This Ava account no longer exists."


async def test_the_key_is_sent_to_the_next_account(computer: Computer) -> None:
    run = await configured(computer)

    async def sign_in() -> object:
        computer.world.ava_faults.clear()
        return await run.use_token(Token(computer.world.token))

    person = Person(sign_in=sign_in)
    events = [event async for event in run.send(questions=person.questions)]
    assert person.asked == ["sign in: S04"]
    assert StageDone(Stage.CONFIRM) in events


@pytest.mark.parametrize("stage", ["POST", "GET"])
async def test_after_sending_to_a_gone_account_the_badge_is_no_longer_green(computer: Computer, stage: str) -> None:
    run = await configured(computer)
    computer.world.ava_faults.clear()
    computer.world.ava_faults.add(GONE, method=stage, path=SETTINGS)
    async for _event in run.send(questions=Person().questions):
        pass
    assert computer.run().remembered().badge is Badge.NOT_CONFIGURED
