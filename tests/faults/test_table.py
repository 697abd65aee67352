"""Every stage meets every fault: what is told, what is stored, and that a second try ends well."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

import pytest

from ava_onboard import locales
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.journey import Stage
from ava_onboard.domain.status import Answer
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided
from ava_onboard.locales import Language
from ava_onboard.onboarding import Onboarding, StageEvent, StageFailed
from ava_onboard.onboarding.session import asks_to_sign_in
from ava_onboard.sandbox.faults import Fault

from .computer import IDENTIFIER, KEY, PASSWORD, Computer
from .keyrings import TROUBLES
from .network import FAULTS, Call, arranged
from .table import CELLS, DONE, ROWS, STAGES

SETTINGS = "/api/v1/vapi-settings"
CALLS = {
    "check": Call("GET", "/assistant"),
    "keep": Call("POST", SETTINGS),
    "send": Call("POST", SETTINGS),
    "confirm": Call("GET", SETTINGS),
    "renew": Call("POST", "/api/v1/auth/refresh"),
    "delete": Call("DELETE", SETTINGS),
}
ACCEPTED = Accepted(Region.US)


@pytest.mark.parametrize(("stage", "fault", "code"), CELLS)
async def test_a_fault_is_named_loses_nothing_and_passes(
    computer: Computer,
    record_property: Callable[[str, object], None],
    tmp_path_factory: pytest.TempPathFactory,
    stage: str,
    fault: str,
    code: str,
) -> None:
    record_property("cell", (stage, fault, code))
    await prepare(computer, stage, fault)
    run = computer.run(impatient=code in {"N03", "K03"} or fault == "frozen")
    async with AsyncExitStack() as stack:
        if fault in FAULTS:
            faults = computer.world.vapi_faults if stage == "check" else computer.world.ava_faults
            folder = tmp_path_factory.mktemp("certificate")
            elsewhere = await stack.enter_async_context(arranged(fault, CALLS[stage], computer.detour, faults, folder))
        else:
            stack.enter_context(trouble(computer, stage, fault))
        failure = await outcome(run, stage, fault)
        if fault in {"redirect elsewhere", "certificate"}:
            assert elsewhere.requests == [], "what was meant for one server went to another"
    assert (failure.code if failure else DONE) == code
    if failure:
        assert_it_can_be_said(failure)
    await assert_stored(computer, stage, fault, code)
    assert await computer.badge_is_right()
    await second_try(computer, stage, failure)


def test_the_table_has_a_cell_for_every_stage_and_fault() -> None:
    missing = {(stage, fault) for stage in STAGES for fault in ROWS} - {cell[:2] for cell in CELLS}
    assert missing == {("keep", fault) for fault in FAULTS}, "keeping is the only stage without a network"
    assert len(CELLS) == 152


async def prepare(computer: Computer, stage: str, fault: str) -> None:
    """What was done before the stage: signed in, and for deleting (or sending from a keyring) a key that is there."""
    await computer.sign_in()
    if stage == "delete":
        assert await last(computer.run().save(KEY, ACCEPTED)) is None
    if stage == "send" and fault in TROUBLES:
        computer.world.ava_faults.add(Fault.status(500), method="POST", path=SETTINGS)
        assert await last(computer.run().save(KEY, ACCEPTED))
        computer.world.ava_faults.clear()
    if stage == "renew":
        await computer.let_the_session_expire()


@contextmanager
def trouble(computer: Computer, stage: str, name: str) -> Iterator[None]:
    """The keyring falls into trouble as soon as the stage begins; where it asks Ava first, as soon as it does."""
    if stage in {"check", "keep", "send"}:
        computer.keyring.fall_into(name)
    computer.detour.call = CALLS[stage]
    computer.detour.met = lambda: computer.keyring.fall_into(name)
    yield
    computer.detour.call = None
    computer.keyring.mend()


async def outcome(run: Onboarding, stage: str, fault: str) -> Failure | None:
    """Do what the stage belongs to; the failure that the person is told."""
    if stage == "delete":
        return await last(run.delete())
    if stage != "check":
        sending = stage == "send" and fault in TROUBLES
        return await last(run.send() if sending else run.save(KEY, ACCEPTED))
    match await run.check(KEY):
        case Accepted():
            return None
        case Undecided(failure=failure):
            return failure
        case Rejected(refusal=refusal):
            return Failure(problems.KEY_UNKNOWN if refusal is Refusal.UNKNOWN else problems.KEY_FORBIDDEN)


async def last(events: AsyncIterator[StageEvent]) -> Failure | None:
    """How saving, sending or deleting ended."""
    *_, event = [event async for event in events]
    return event.failure if isinstance(event, StageFailed) else None


def assert_it_can_be_said(failure: Failure) -> None:
    said = {}
    for language in Language:
        locales.use(language)
        said[language] = (failure.sentence, failure.remedy)
        assert all(text and "{" not in text for text in said[language])
    assert all(english != french for english, french in zip(*said.values(), strict=True))
    assert KEY.reveal() not in str(said) + repr(failure)


async def assert_stored(computer: Computer, stage: str, fault: str, code: str) -> None:
    """What is in the keyring, at Ava, and remembered as under way."""
    at_ava, progress, under_way = (await computer.at_ava()).present, computer.progress, computer.progress.under_way
    begun = under_way and under_way.stage
    if stage == "check" or (stage == "keep" and code != DONE):
        assert (computer.kept, at_ava, progress.kept.answer, begun) == (False, False, Answer.UNKNOWN, None)
    elif stage == "delete":
        here = code != DONE
        there = here and code[0] != "K" and fault != "answer lost"
        assert (computer.kept, at_ava) == (here, there)
        assert (progress.kept.answer is Answer.YES, progress.known.answer is Answer.YES) == (
            here,
            here and code[0] != "K",
        )
        doubtful = code in {"N03", "N05", "A04", "A07"}
        assert begun is (Stage.FORGET_HERE if code[0] == "K" else Stage.FORGET_AT_AVA if doubtful else None)
    else:
        arrived = code == DONE or stage == "confirm" or (stage == "send" and fault == "answer lost")
        assert (computer.kept, at_ava, progress.kept.answer) == (True, arrived, Answer.YES)
        assert (progress.known.answer is Answer.YES) == (code == DONE)
        sent = stage == "confirm" or code == "A06"
        assert begun is (None if code == DONE else Stage.CONFIRM if sent else Stage.SEND)
    signed_out = code == "S03"
    assert (computer.keyring.held("refresh-token") is None) == signed_out


async def second_try(computer: Computer, stage: str, failure: Failure | None) -> None:
    """The same again without the fault, in a new run; who was asked to sign in does so first."""
    run = computer.run()
    if failure and asks_to_sign_in(failure):
        await run.sign_in(IDENTIFIER, PASSWORD)
    if stage == "check":
        assert isinstance(await run.check(KEY), Accepted)
        return
    if stage == "delete":
        assert await last(run.delete()) is None
    elif stage == "keep":
        assert await last(run.save(KEY, ACCEPTED)) is None
    else:
        assert await last(run.send()) is None
    there = stage != "delete"
    assert (computer.kept, (await computer.at_ava()).present) == (there, there)
    assert computer.progress.under_way is None
    assert await computer.badge_is_right()
