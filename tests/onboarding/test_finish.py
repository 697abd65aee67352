"""Operations that an earlier run left unfinished."""

import pytest

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Operation, Stage
from ava_onboard.domain.secret import Token
from ava_onboard.domain.status import Status
from ava_onboard.onboarding import Onboarding, StageDone, StageEvent, StageFailed, StageTested
from ava_onboard.onboarding.facts import left_to_finish
from ava_onboard.onboarding.ports import SecretName, StoredKey
from ava_onboard.sandbox.faults import Fault

from .conftest import KEY, OTHER_KEY, SETTINGS, Computer
from .fakes import NOW, finish

SAVING = Operation(Stage.SEND, KEY.preview)
YES, NO, UNKNOWN = Fact(Answer.YES, KEY.preview, NOW), Fact(Answer.NO, None, NOW), Fact()
OTHER = Fact(Answer.YES, OTHER_KEY.preview, NOW)


async def saved(run: Onboarding, *, keep: bool = True) -> StageEvent:
    *_, last = [event async for event in run.save(KEY, None, keep=keep)]
    return last


def stage_under_way(computer: Computer) -> Stage | None:
    under_way = computer.progress.under_way
    return under_way.stage if under_way else None


async def test_without_an_operation_there_is_nothing_to_finish(signed_in: Computer) -> None:
    await signed_in.keep(key=KEY)
    assert await finish(signed_in.run()) == []
    assert signed_in.world.requests.all() == []


@pytest.mark.parametrize("stage", [Stage.KEEP, Stage.SEND, Stage.CONFIRM])
async def test_one_send_finishes_a_save(signed_in: Computer, stage: Stage) -> None:
    await signed_in.keep(key=KEY)
    signed_in.run().remember(under_way=Operation(stage, KEY.preview))
    assert isinstance((await finish(signed_in.run()))[-1], StageTested)
    assert len(signed_in.world.requests.all(method="POST")) == 1
    assert await signed_in.at_ava() == StoredKey(True, KEY.preview)
    assert stage_under_way(signed_in) is None


@pytest.mark.parametrize("stage", [Stage.FORGET_AT_AVA, Stage.FORGET_HERE])
async def test_a_deletion_is_finished_and_not_undone(signed_in: Computer, stage: Stage) -> None:
    await signed_in.keep(key=KEY)
    signed_in.run().remember(under_way=Operation(stage))
    assert (await finish(signed_in.run()))[-1] == StageDone(Stage.FORGET_HERE)
    assert await signed_in.store.get(SecretName.VAPI_KEY) is None
    assert stage_under_way(signed_in) is None


async def test_an_older_key_is_not_sent_instead_of_one_that_was_not_kept(signed_in: Computer) -> None:
    await signed_in.keep(key=OTHER_KEY)
    signed_in.run().remember(under_way=Operation(Stage.KEEP, KEY.preview))
    *_, last = await finish(signed_in.run())
    assert isinstance(last, StageFailed)
    assert last.failure.code == "K08"
    assert signed_in.world.requests.all(method="POST") == []


@pytest.mark.parametrize(
    ("under_way", "kept", "known", "left"),
    [
        pytest.param(SAVING, YES, YES, False, id="all is done"),
        pytest.param(SAVING, YES, NO, True, id="kept, not sent"),
        pytest.param(SAVING, YES, OTHER, True, id="kept, an older one at Ava"),
        pytest.param(SAVING, YES, UNKNOWN, True, id="kept, Ava is silent"),
        pytest.param(SAVING, NO, YES, False, id="not to be kept, sent"),
        pytest.param(SAVING, NO, NO, False, id="nowhere"),
        pytest.param(SAVING, NO, UNKNOWN, True, id="not to be kept, Ava is silent"),
        pytest.param(SAVING, UNKNOWN, NO, True, id="the keyring is silent"),
        pytest.param(Operation(Stage.KEEP, KEY.preview), OTHER, OTHER, False, id="not kept in time"),
        pytest.param(Operation(Stage.KEEP, KEY.preview), NO, UNKNOWN, False, id="not kept, Ava is silent"),
        pytest.param(Operation(Stage.FORGET_AT_AVA), YES, YES, True, id="nothing is deleted"),
        pytest.param(Operation(Stage.FORGET_AT_AVA), YES, NO, True, id="deleted at Ava"),
        pytest.param(Operation(Stage.FORGET_HERE), NO, NO, False, id="deleted"),
        pytest.param(Operation(Stage.FORGET_HERE), UNKNOWN, NO, True, id="deleted at Ava, the keyring is silent"),
        pytest.param(None, YES, NO, False, id="nothing was under way"),
    ],
)
def test_the_facts_decide_what_is_left_to_finish(
    under_way: Operation | None, kept: Fact, known: Fact, left: bool
) -> None:
    assert left_to_finish(under_way, Status(kept, known)) == (under_way if left else None)


async def test_looking_ends_an_operation_that_is_done(signed_in: Computer) -> None:
    await signed_in.keep(key=KEY)
    await signed_in.ava.send_key(Token(signed_in.world.token), KEY)
    run = signed_in.run()
    run.remember(under_way=SAVING)
    async for _status in run.look():
        assert run.progress.under_way == SAVING
    assert stage_under_way(signed_in) is None


@pytest.mark.parametrize(
    ("fault", "stage"),
    [
        pytest.param(Fault.status(422), Stage.SEND, id="refused"),
        pytest.param(Fault.lost_answer(), Stage.SEND, id="in doubt"),
    ],
)
async def test_a_kept_key_waits_to_be_sent_after_any_failure(signed_in: Computer, fault: Fault, stage: Stage) -> None:
    signed_in.world.ava_faults.add(fault, method="POST", path=SETTINGS)
    await saved(signed_in.run())
    assert stage_under_way(signed_in) is stage


@pytest.mark.parametrize(
    ("fault", "stage"),
    [
        pytest.param(Fault.status(422), None, id="refused"),
        pytest.param(Fault.lost_answer(), Stage.SEND, id="in doubt"),
    ],
)
async def test_without_a_local_copy_an_interrupted_send_stays_uncertain(
    signed_in: Computer, fault: Fault, stage: Stage | None
) -> None:
    signed_in.world.ava_faults.add(fault, method="POST", path=SETTINGS)
    await saved(signed_in.run(), keep=False)
    assert stage_under_way(signed_in) is stage


async def test_after_a_lost_answer_the_key_is_not_deleted_here_only(signed_in: Computer) -> None:
    signed_in.world.ava_faults.add(Fault.lost_answer(), method="POST", path=SETTINGS)
    run = signed_in.run()
    await saved(run)
    await run.sign_out()
    *_, last = [event async for event in run.delete()]
    assert isinstance(last, StageFailed)
    assert (last.stage, last.failure.code) == (Stage.FORGET_AT_AVA, "S01")
    assert (await signed_in.at_ava()).present


@pytest.mark.parametrize("fault", [Fault.status(401), Fault.status(404), Fault.html(200)])
async def test_a_deletion_that_ava_refused_is_not_continued_by_the_next_run(signed_in: Computer, fault: Fault) -> None:
    run = signed_in.run()
    assert isinstance(await saved(run), StageTested)
    signed_in.world.ava_faults.add(fault, method="DELETE", path=SETTINGS)
    [event async for event in run.delete()]
    assert stage_under_way(signed_in) is None


async def test_a_deletion_of_one_account_is_not_continued_by_another(signed_in: Computer) -> None:
    run = signed_in.run()
    for account, left in ((None, Stage.FORGET_AT_AVA), ("Somebody Else", None)):
        run.remember(account=account, under_way=Operation(Stage.FORGET_AT_AVA))
        await run.use_token(Token(signed_in.world.token))
        assert stage_under_way(signed_in) is left
    run.remember(under_way=Operation(Stage.FORGET_AT_AVA))
    assert await run.sign_out() is None
    assert stage_under_way(signed_in) is None
