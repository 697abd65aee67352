"""Looking: the four facts as they arrive, which of them are saved, and the effect of each failure."""

import asyncio
from datetime import timedelta

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.attention import Action
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Problem
from ava_onboard.domain.secret import Password, Token
from ava_onboard.domain.status import Badge, Status
from ava_onboard.domain.verdict import Region, Verdict
from ava_onboard.onboarding import Onboarding
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault

from .conftest import KEY, OTHER_KEY, SETTINGS, STALE, Computer
from .fakes import NOW, FailingStore

YES = Fact(Answer.YES, KEY.preview, NOW)
ORGANISATION = "0a0b0c0d-fade-4dad-8bad-facade100001"
OF_VAPI = YES._replace(region=Region.US, organisation=ORGANISATION)
USED = YES._replace(organisation=ORGANISATION, assistants=3)
NO = Fact(Answer.NO, None, NOW)


async def looked(run: Onboarding) -> list[Status]:
    return [status async for status in run.look()]


async def last_of(run: Onboarding) -> Status:
    return (await looked(run))[-1]


async def save(run: Onboarding, key: ApiKey = KEY) -> None:
    async for _event in run.save(key, await run.check(key)):
        pass


async def no_tasks_left() -> None:
    """Wait for every other task; fail if one continues."""
    await asyncio.sleep(0)  # a generator that was dropped is closed in the next turn
    if others := asyncio.all_tasks() - {asyncio.current_task()}:
        async with asyncio.timeout(2):
            await asyncio.wait(others)


async def test_after_saving_the_four_facts_agree(either_form: Computer) -> None:
    await either_form.keep(Token(either_form.world.token))
    run = either_form.run()
    await save(run)
    first, *_, last = await looked(run)
    assert (first.kept, first.known, first.accepted) == (YES, Fact(), Fact())
    assert (last.kept, last.known, last.accepted, last.used) == (YES, YES, OF_VAPI, USED)
    assert last.agree
    assert last.badge is Badge.CONFIGURED


async def test_a_slow_vapi_does_not_delay_the_answer_of_ava(signed_in: Computer) -> None:
    await signed_in.keep(key=KEY)
    signed_in.world.vapi_faults.add(Fault.hang())
    known: list[Answer] = []
    async for status in signed_in.run().look():
        known.append(status.known.answer)
        if status.known.answer is Answer.NO:
            signed_in.world.vapi_faults.clear()
    assert known == [Answer.UNKNOWN, Answer.NO, Answer.NO]


async def test_a_new_customer_sees_the_status_at_once(computer: Computer) -> None:
    status, *_ = seen = await looked(computer.run())
    assert (status.kept, status.known, status.accepted) == (NO, Fact(), Fact())
    assert (status.badge, status.action) == (Badge.NOT_CONFIGURED, Action.SIGN_IN)
    assert [status.unprotected for status in seen] == [None, False]
    (request,) = computer.world.requests.all()
    assert (request.method, request.path) == ("GET", SETTINGS)


async def test_an_ava_without_sign_in_protection_is_recognised_by_its_answer_to_anyone(computer: Computer) -> None:
    computer.world.leave_ava_unprotected()
    run = computer.run()
    last = await last_of(run)
    assert (last.unprotected, last.known, last.preview) == (True, Fact(), None)  # whose key that is, is not known
    await run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD))
    assert (await last_of(run)).unprotected


@pytest.mark.parametrize("fault", [Fault.status(503), Fault.html(200), Fault.status(404), Fault.disconnect()])
async def test_an_answer_that_is_not_ava_s_says_nothing_about_its_protection(computer: Computer, fault: Fault) -> None:
    computer.world.ava_faults.add(fault, path=SETTINGS)
    assert (await last_of(computer.run())).unprotected is None


async def test_with_a_session_nothing_is_asked_without_it(signed_in: Computer) -> None:
    assert (await last_of(signed_in.run())).unprotected is None


async def test_the_next_run_shows_the_saved_facts_before_any_request(signed_in: Computer) -> None:
    run = signed_in.run()
    await run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD))
    await save(run)
    await looked(run)
    remembered = signed_in.run().remembered()
    assert (remembered.kept, remembered.accepted, remembered.used) == (YES, OF_VAPI, USED)
    assert remembered.last_known == YES
    assert remembered.badge is Badge.CONFIGURED
    assert remembered.signed_in


@pytest.mark.parametrize("fault", [Fault.status(503), Fault.disconnect(), Fault.html(200)])
async def test_without_an_answer_of_ava_the_badge_shows_the_last_one(signed_in: Computer, fault: Fault) -> None:
    await save(signed_in.run())
    signed_in.world.ava_faults.add(fault)
    status = await last_of(signed_in.run())
    assert status.known.failure
    assert (status.badge, status.action, status.signed_in) == (Badge.CONFIGURED, Action.RETRY, True)
    assert signed_in.progress.known == YES


@pytest.mark.parametrize("problem", [problems.KEYRING_LOCKED, problems.KEYRING_SILENT, problems.NO_KEYRING])
async def test_a_failing_keyring_makes_only_its_own_fact_unknown(computer: Computer, problem: Problem) -> None:
    computer.store = store = FailingStore()
    run = computer.run(environment_token=Token(computer.world.token))
    await save(run)
    store.problem = problem
    status = await last_of(run)
    assert status.kept.failure
    assert status.kept.failure.problem is problem
    assert (status.kept.answer, status.kept.preview) == (Answer.UNKNOWN, KEY.preview)
    assert (status.known, status.accepted, status.badge) == (YES, OF_VAPI, Badge.CONFIGURED)
    assert computer.progress.kept == YES


async def test_without_a_keyring_and_a_kept_key_nothing_is_wrong(computer: Computer) -> None:
    computer.store = FailingStore(problems.NO_KEYRING)
    status = await last_of(computer.run(environment_token=Token(computer.world.token)))
    assert (status.kept.answer, status.kept.failure) == (Answer.NO, None)


async def test_after_an_ended_session_the_next_action_is_to_sign_in(computer: Computer) -> None:
    await computer.keep(STALE, Token("dead-refresh-token"))
    status = await last_of(computer.run())
    assert status.known.failure
    assert (status.known.failure.code, status.signed_in, status.action) == ("S03", False, Action.SIGN_IN)


async def test_a_key_that_vapi_no_longer_accepts_is_remembered(signed_in: Computer) -> None:
    await save(signed_in.run())
    signed_in.world.vapi_faults.add(Fault.status(401))
    signed_in.world.vapi_eu_faults.add(Fault.status(401))
    status = await last_of(signed_in.run())
    assert (status.badge, status.action) == (Badge.ATTENTION, Action.REPLACE)
    assert signed_in.progress.accepted.answer is Answer.NO


async def test_an_outage_of_vapi_does_not_overwrite_its_last_answer(signed_in: Computer) -> None:
    await save(signed_in.run())
    signed_in.world.vapi_faults.add(Fault.status(503))
    status = await last_of(signed_in.run())
    assert status.accepted.failure
    assert (status.badge, status.action) == (Badge.CONFIGURED, Action.RETRY)
    assert signed_in.progress.accepted == OF_VAPI


async def test_a_different_key_at_ava_is_noticed(signed_in: Computer) -> None:
    await save(signed_in.run())
    await signed_in.ava.send_key(Token(signed_in.world.token), OTHER_KEY)
    status = await last_of(signed_in.run())
    assert (status.badge, status.action) == (Badge.ATTENTION, Action.CHOOSE)
    assert status.preview == OTHER_KEY.preview


async def test_it_is_known_since_when_ava_has_shown_the_same_key(signed_in: Computer) -> None:
    await save(signed_in.run())
    first = NOW - timedelta(days=3)
    signed_in.saved.save(signed_in.progress._replace(known=YES._replace(learnt=first)))
    assert (await last_of(signed_in.run())).known.since == first
    assert (await last_of(signed_in.run())).known == YES._replace(since=first)
    await signed_in.ava.send_key(Token(signed_in.world.token), OTHER_KEY)
    assert (await last_of(signed_in.run())).known.since is None


async def test_a_typographic_preview_is_not_another_key(signed_in: Computer) -> None:
    await signed_in.keep(key=KEY)
    await signed_in.ava.send_key(Token(signed_in.world.token), KEY)
    body = {"has_vapi_key": True, "vapi_api_key_preview": KEY.preview.replace("...", "…")}
    signed_in.world.ava_faults.add(Fault.status(200, body), method="GET", path=SETTINGS)
    assert (await last_of(signed_in.run())).agree


async def test_a_preview_without_a_key_is_ignored(signed_in: Computer) -> None:
    body = {"has_vapi_key": False, "vapi_api_key_preview": KEY.preview}
    signed_in.world.ava_faults.add(Fault.status(200, body), method="GET", path=SETTINGS)
    assert (await last_of(signed_in.run())).known == NO


async def test_without_a_kept_key_vapi_s_last_answer_counts_only_for_the_key_at_ava(signed_in: Computer) -> None:
    await save(signed_in.run())
    await signed_in.store.delete(SecretName.VAPI_KEY)
    assert (await last_of(signed_in.run())).accepted == OF_VAPI
    await signed_in.ava.send_key(Token(signed_in.world.token), OTHER_KEY)
    assert (await last_of(signed_in.run())).accepted == Fact()
    await signed_in.ava.delete_key(Token(signed_in.world.token))
    status = await last_of(signed_in.run())
    assert (status.accepted, status.badge, status.action) == (Fact(), Badge.NOT_CONFIGURED, Action.START)


async def test_a_look_overtaken_by_a_save_changes_nothing(signed_in: Computer) -> None:
    signed_in.world.ava_faults.add(Fault.hang(), method="GET", times=1)
    run = signed_in.run()
    look = asyncio.create_task(last_of(run))
    await asyncio.to_thread(signed_in.world.ava_faults.wait_for_held)
    signed_in.world.ava_faults.add(Fault.status(200, {"has_vapi_key": False}), method="GET")
    run.remember(kept=YES, known=YES)
    signed_in.world.ava_faults.release()
    assert (await look).known == NO
    assert (signed_in.progress.kept, signed_in.progress.known) == (YES, YES)


async def test_a_cancelled_look_cancels_its_requests(signed_in: Computer) -> None:
    await signed_in.keep(key=KEY)
    signed_in.world.ava_faults.add(Fault.hang())
    signed_in.world.vapi_faults.add(Fault.hang())
    look = asyncio.create_task(last_of(signed_in.run()))
    await asyncio.to_thread(signed_in.world.ava_faults.wait_for_held)
    look.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look
    await no_tasks_left()


async def test_a_look_that_is_closed_early_cancels_its_requests(signed_in: Computer) -> None:
    await signed_in.keep(key=KEY)
    signed_in.world.vapi_faults.add(Fault.hang())
    async for status in signed_in.run().look():
        if status.known.answer is Answer.NO:
            break
    await no_tasks_left()


async def test_a_bug_in_one_answer_is_raised_and_cancels_the_other_request(
    signed_in: Computer, caplog: pytest.LogCaptureFixture
) -> None:
    await signed_in.keep(key=KEY)
    run = signed_in.run()
    await run.prepare()
    signed_in.world.ava_faults.add(Fault.hang())

    async def broken(key: ApiKey) -> Verdict:
        raise ZeroDivisionError

    run.check = broken  # type: ignore[method-assign]  # a bug, as none is known
    with pytest.raises(ZeroDivisionError):
        await looked(run)
    await no_tasks_left()
    assert caplog.records == []
