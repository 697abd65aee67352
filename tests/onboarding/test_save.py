"""Saving: four stages in order, each failure of each stage, and what is saved afterwards."""

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.secret import Token
from ava_onboard.domain.verdict import Accepted, Region, Undecided, Verdict
from ava_onboard.onboarding import (
    Onboarding,
    Questions,
    Stage,
    StageDone,
    StageEvent,
    StageFailed,
    StageSkipped,
    StageStarted,
    StageTested,
)
from ava_onboard.onboarding.ports import Account, SecretName, StoredKey
from ava_onboard.sandbox.faults import Fault

from .conftest import KEY, OTHER_KEY, SETTINGS, STALE, Computer
from .fakes import NOW, FailingStore

ACCEPTED = Accepted(Region.US, "organisation", 1)
YES = Fact(Answer.YES, KEY.preview, NOW)
OF_VAPI = YES._replace(region=Region.US, organisation="organisation")
USED = YES._replace(organisation="organisation", assistants=3)
UNVERIFIED = Fact(preview=KEY.preview)
KEPT = [StageStarted(Stage.KEEP), StageDone(Stage.KEEP)]
SENT = [StageStarted(Stage.SEND), StageDone(Stage.SEND)]
CONFIRMED = [StageStarted(Stage.CONFIRM), StageDone(Stage.CONFIRM)]
PROVED = [StageStarted(Stage.PROVE), StageTested(Stage.PROVE, USED)]
KEYRING = [problem for code, problem in problems.CATALOGUE.items() if code.startswith("K")]

FAULTS = {
    "empty 200 of a portal": (Fault.html(200), "A01"),
    "not found": (Fault.status(404), "A01"),
    "user gone": (Fault.status(404, {"detail": "User not found"}), "S04"),
    "limited": (Fault.status(429, retry_after=3), "A03"),
    "broken": (Fault.status(500), "A04"),
    "asleep": (Fault.html(502), "A04"),
    "refused": (Fault.status(400), "A08"),
    "redirected": (Fault.redirect("https://elsewhere.example"), "N06"),
    "disconnected": (Fault.disconnect(), "N05"),
    "silent": (Fault.hang(), "N03"),
}
IN_DOUBT = {"A04", "N03", "N05"}
"""Codes after which Ava may have the key."""
IN_SENDING = {
    "not a key for Ava": (Fault.status(422, {"detail": [{"input": KEY.reveal()}]}), "A02"),
    "lost answer": (Fault.lost_answer(), "N05"),
}
IN_CONFIRMING = {
    "another key": (Fault.status(200, {"has_vapi_key": True, "vapi_api_key_preview": OTHER_KEY.preview}), "A06"),
    "no key": (Fault.status(200, {"has_vapi_key": False, "vapi_api_key_preview": None}), "A06"),
    "half of an answer": (Fault.truncated_json(), "A05"),
}


async def events_of(
    run: Onboarding, key: ApiKey = KEY, verdict: Verdict | None = ACCEPTED, *, keep: bool = True
) -> list[StageEvent]:
    return [event async for event in run.save(key, verdict, keep=keep)]


def failure_of(events: list[StageEvent]) -> tuple[Stage, str]:
    """Return the failed stage and the code; fail if a later stage was tried."""
    assert all(isinstance(event, StageStarted | StageDone | StageSkipped) for event in events[:-1])
    last = events[-1]
    assert isinstance(last, StageFailed)
    return last.stage, last.failure.code


async def test_the_key_is_kept_sent_confirmed_and_tested_in_this_order(either_form: Computer) -> None:
    computer = either_form
    await computer.keep(Token(computer.world.token))
    assert await events_of(computer.run()) == [*KEPT, *SENT, *CONFIRMED, *PROVED]
    assert [request.method for request in computer.world.requests.all(path=SETTINGS)] == ["POST", "GET"]
    assert await computer.store.get(SecretName.VAPI_KEY) == KEY
    assert await computer.at_ava() == StoredKey(True, KEY.preview)
    progress = computer.progress
    assert (progress.kept, progress.known, progress.accepted, progress.used) == (YES, YES, OF_VAPI, USED)


async def test_without_a_local_copy_ava_still_gets_the_key(signed_in: Computer) -> None:
    events = await events_of(signed_in.run(), keep=False)
    assert events == [StageSkipped(Stage.KEEP), *SENT, *CONFIRMED, *PROVED]
    assert await signed_in.store.get(SecretName.VAPI_KEY) is None
    assert await signed_in.at_ava() == StoredKey(True, KEY.preview)
    assert (signed_in.progress.kept, signed_in.progress.known, signed_in.progress.accepted) == (Fact(), YES, OF_VAPI)


@pytest.mark.parametrize("verdict", [None, Undecided(Failure(problems.VAPI_DOWN))])
async def test_a_key_that_was_not_checked_is_marked(signed_in: Computer, verdict: Verdict | None) -> None:
    await events_of(signed_in.run(), verdict=verdict)
    assert signed_in.progress.known == YES
    assert signed_in.progress.accepted.answer is Answer.UNKNOWN
    assert signed_in.progress.accepted.preview == KEY.preview


@pytest.mark.parametrize("problem", KEYRING, ids=lambda problem: problem.code)
async def test_with_a_failing_keyring_nothing_is_sent(signed_in: Computer, problem: Problem) -> None:
    signed_in.store = FailingStore(problem, entries=[SecretName.VAPI_KEY])
    await signed_in.keep(Token(signed_in.world.token))
    run = signed_in.run()
    assert failure_of(await events_of(run)) == (Stage.KEEP, problem.code)
    assert signed_in.world.requests.all(server="ava") == []
    assert (signed_in.progress.kept, signed_in.progress.known) == (Fact(), Fact())
    assert (await events_of(run, keep=False))[-1] == PROVED[-1]


@pytest.mark.parametrize(("fault", "code"), [*FAULTS.values(), *IN_SENDING.values()], ids=[*FAULTS, *IN_SENDING])
async def test_a_fault_while_sending_leaves_the_key_waiting(signed_in: Computer, fault: Fault, code: str) -> None:
    signed_in.world.ava_faults.add(fault, method="POST", path=SETTINGS)
    run = signed_in.run(seconds=0.3 if code == "N03" else 5)
    events = await events_of(run)
    assert failure_of(events) == (Stage.SEND, code)
    assert events[:-1] == [*KEPT, StageStarted(Stage.SEND)]
    assert await signed_in.store.get(SecretName.VAPI_KEY) == KEY
    perhaps = Fact(Answer.UNKNOWN, KEY.preview, NOW) if code in IN_DOUBT else Fact()
    if code == "S04":
        perhaps = Fact(Answer.NO, None, NOW)
    assert (signed_in.progress.kept, signed_in.progress.known, signed_in.progress.accepted) == (YES, perhaps, OF_VAPI)
    signed_in.world.ava_faults.clear()
    assert [event async for event in run.send()] == [*SENT, *CONFIRMED, *PROVED]
    assert await signed_in.at_ava() == StoredKey(True, KEY.preview)
    assert signed_in.progress.known == YES


@pytest.mark.parametrize(("fault", "code"), [*FAULTS.values(), *IN_CONFIRMING.values()], ids=[*FAULTS, *IN_CONFIRMING])
async def test_a_failure_while_confirming_is_not_called_configured(
    signed_in: Computer, fault: Fault, code: str
) -> None:
    signed_in.world.ava_faults.add(fault, method="GET", path=SETTINGS)
    run = signed_in.run(seconds=0.3 if code == "N03" else 5)
    events = await events_of(run)
    assert failure_of(events) == (Stage.CONFIRM, code)
    assert events[:-1] == [*KEPT, *SENT, StageStarted(Stage.CONFIRM)]
    assert await signed_in.store.get(SecretName.VAPI_KEY) == KEY
    assert signed_in.progress.kept == YES
    assert signed_in.progress.known != YES
    signed_in.world.ava_faults.clear()
    replaced = fault is IN_CONFIRMING["another key"][0]  # Ava has shown it
    assert (await events_of(run))[-1] == StageTested(Stage.PROVE, USED, replaced=replaced)
    assert signed_in.progress.known == YES


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        ((False, None), Fact(Answer.NO, None, NOW)),
        ((True, OTHER_KEY.preview), Fact(Answer.YES, OTHER_KEY.preview, NOW)),
    ],
)
async def test_ava_s_answer_is_remembered_even_if_it_is_another_key(
    signed_in: Computer, shown: tuple[bool, str | None], known: Fact
) -> None:
    run = signed_in.run()
    await events_of(run)
    body = {"has_vapi_key": shown[0], "vapi_api_key_preview": shown[1]}
    signed_in.world.ava_faults.add(Fault.status(200, body), method="GET", path=SETTINGS)
    await events_of(run)
    assert signed_in.progress.known == known


@pytest.mark.parametrize("preview", [None, KEY.preview.replace("...", "…")])
async def test_a_missing_or_typographic_preview_is_a_confirmation(signed_in: Computer, preview: str | None) -> None:
    body = {"has_vapi_key": True, "vapi_api_key_preview": preview}
    signed_in.world.ava_faults.add(Fault.status(200, body), method="GET", path=SETTINGS)
    assert (await events_of(signed_in.run()))[-1] == PROVED[-1]
    assert signed_in.progress.known == YES


async def test_a_replaced_key_stays_configured_while_the_new_one_waits(signed_in: Computer) -> None:
    run = signed_in.run()
    await events_of(run)
    signed_in.world.ava_faults.add(Fault.status(503), method="POST", path=SETTINGS)
    await events_of(run, OTHER_KEY)
    assert signed_in.progress.known == YES
    assert signed_in.progress.kept.preview == OTHER_KEY.preview
    assert await signed_in.at_ava() == StoredKey(True, KEY.preview)


async def test_the_person_is_asked_to_sign_in_after_the_key_is_kept(computer: Computer) -> None:
    assert failure_of(await events_of(computer.run())) == (Stage.SEND, "S01")
    assert await computer.store.get(SecretName.VAPI_KEY) == KEY
    assert computer.world.requests.all(server="ava") == []


async def test_signing_in_while_saving_keeps_the_verdict(computer: Computer) -> None:
    run = computer.run()

    async def sign_in(_reason: Failure) -> bool:
        return isinstance(await run.use_token(Token(computer.world.token)), Account)

    events = [event async for event in run.save(KEY, ACCEPTED, keep=False, questions=Questions(sign_in=sign_in))]
    assert events[-6:] == [*SENT, *CONFIRMED, *PROVED]
    assert (computer.progress.known, computer.progress.accepted) == (YES, OF_VAPI)


async def test_an_ended_session_is_found_while_sending_and_the_key_waits(computer: Computer) -> None:
    await computer.keep(STALE, Token("stale-refresh-token"))
    assert failure_of(await events_of(computer.run())) == (Stage.SEND, "S03")
    assert await computer.store.get(SecretName.VAPI_KEY) == KEY


async def test_without_a_kept_key_there_is_nothing_to_send(signed_in: Computer) -> None:
    events = [event async for event in signed_in.run().send()]
    assert failure_of(events) == (Stage.SEND, "K08")
    assert signed_in.world.requests.all(server="ava") == []


async def test_a_save_cancelled_between_two_stages_keeps_what_is_done(signed_in: Computer) -> None:
    events = signed_in.run().save(KEY, ACCEPTED)
    async for event in events:
        if event == StageDone(Stage.KEEP):
            break
    await events.aclose()  # type: ignore[attr-defined]  # a generator, which the type does not say
    assert await signed_in.store.get(SecretName.VAPI_KEY) == KEY
    assert signed_in.world.requests.all(server="ava") == []
    assert signed_in.progress.kept == YES
