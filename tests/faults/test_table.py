"""Every stage meets every fault: what is reported, what is stored, and that a second try succeeds."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest

from ava_onboard import locales
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Stage
from ava_onboard.domain.status import Badge
from ava_onboard.domain.verdict import Accepted, Region, Undecided
from ava_onboard.onboarding import Onboarding, StageEvent, StageFailed
from ava_onboard.onboarding.session import asks_to_sign_in
from ava_onboard.sandbox.faults import Fault

from . import screen
from .computer import IDENTIFIER, KEY, PASSWORD, Computer
from .keyrings import TROUBLES
from .network import CALLS, FAULTS, FAULTS_OF_PROOF, REFUTING, arranged
from .screen import Ending, failure_of
from .table import CELLS, DEATHS, DONE, KILLED_CELLS, STAGES, stored

SETTINGS = "/api/v1/vapi-settings"
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
    cell = {"stage": stage, "fault": fault, "code": code}
    record_property("cell", cell)
    await prepare(computer, stage, fault)
    run = computer.run(impatient=code in {"N03", "K03"} or fault == "frozen")
    async with AsyncExitStack() as stack:
        if fault in {*FAULTS, *FAULTS_OF_PROOF}:
            faults = computer.world.vapi_faults if stage == "check" else computer.world.ava_faults
            folder = tmp_path_factory.mktemp("certificate")
            elsewhere = await stack.enter_async_context(arranged(fault, CALLS[stage], computer.detour, faults, folder))
        else:
            stack.enter_context(trouble(computer, stage, fault))
        ending = await outcome(run, stage, fault)
        if fault in FAULTS_OF_PROOF:
            shown = (await computer.look()).badge
            assert shown is (Badge.ATTENTION if fault in REFUTING else Badge.CONFIGURED)
        if fault in {"redirect elsewhere", "certificate"}:
            assert elsewhere.requests == [], "what was meant for one server went to another"
    failure = failure_of(ending)
    here, there = computer.kept, (await computer.at_ava()).present
    says = screen.of_command(stage, ending, kept=here)
    cell |= {"says": says[isinstance(ending, Undecided)], "stored": stored(here=here, there=there)}
    assert (failure.code if failure else DONE) == code
    assert_it_is_said(stage, ending, here=here, there=there or code == "A06")  # A06: Ava itself said that it took it
    await assert_stored(computer, stage, fault, code)
    await computer.assert_badge_is_right()
    cell["again"] = await second_try(computer, stage, failure)


@pytest.mark.parametrize("fault", sorted(REFUTING))
async def test_a_key_that_ava_could_not_use_can_be_sent_again(computer: Computer, tmp_path: Path, fault: str) -> None:
    await prepare(computer, "prove", fault)
    async with arranged(fault, CALLS["prove"], computer.detour, computer.world.ava_faults, tmp_path):
        for again in (computer.run().save(KEY, ACCEPTED), computer.run().send()):
            ending = await last(again)
            failure = failure_of(ending)
            assert failure
            assert failure.code == ("A11" if "authentication" in fault else "A12")
            assert_it_is_said("prove", ending, here=True, there=True)
            assert (computer.kept, (await computer.at_ava()).preview) == (True, KEY.preview)
            assert (await computer.look()).badge is Badge.ATTENTION
    computer.world.requests.clear()
    ending = await last(computer.run().send())
    assert failure_of(ending) is None
    assert len(computer.world.requests.all(server="ava", method="POST", path=SETTINGS)) == 1
    assert computer.kept
    await computer.assert_badge_is_right()
    assert (await computer.look()).badge is Badge.CONFIGURED


def test_the_table_has_a_cell_for_every_stage_and_fault() -> None:
    missing = (
        {(stage, fault) for stage in STAGES for fault in [*FAULTS, *TROUBLES, *DEATHS]}
        - {cell[:2] for cell in CELLS}
        - {*KILLED_CELLS}
    )
    assert missing == {("keep", fault) for fault in FAULTS}, "keeping is the only stage without a network"
    assert len(CELLS) + len(KILLED_CELLS) == 244


async def prepare(computer: Computer, stage: str, fault: str) -> None:
    """What was done before the stage: signed in, and for deleting (or sending from a keyring) a key that is there."""
    await computer.sign_in()
    if stage == "delete":
        assert not isinstance(await last(computer.run().save(KEY, ACCEPTED)), StageFailed)
    if stage == "send" and fault in TROUBLES:
        computer.world.ava_faults.add(Fault.status(500), method="POST", path=SETTINGS)
        assert isinstance(await last(computer.run().save(KEY, ACCEPTED)), StageFailed)
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


async def outcome(run: Onboarding, stage: str, fault: str) -> Ending:
    """Run the action that the stage belongs to, and return how it ended."""
    if stage == "check":
        return await run.check(KEY)
    if stage == "delete":
        return await last(run.delete())
    sending = stage == "send" and fault in TROUBLES
    return await last(run.send() if sending else run.save(KEY, ACCEPTED))


async def last(events: AsyncIterator[StageEvent]) -> StageEvent:
    """How saving, sending or deleting ended."""
    *_, event = [event async for event in events]
    return event


def assert_it_is_said(stage: str, ending: Ending, *, here: bool, there: bool) -> None:
    """In both languages, by commands and by the app: what happened, what to do, the code, and nothing untrue."""
    failure, said = failure_of(ending), []
    for language in locales.languages():
        locales.use(language)
        command = " ".join(screen.of_command(stage, ending, kept=here))
        app = screen.of_app(stage, ending)
        for words in (command, app):
            assert "{" not in words
            assert KEY.reveal() not in words
            untrue = [claim for claim, is_so in screen.claims().items() if claim in words and not is_so(here, there)]
            untrue += [claim for claim, is_so in screen.claims_of_use().items() if claim in words and not is_so(ending)]
            assert untrue == []
            if failure and isinstance(ending, StageFailed | Undecided):
                assert all(part in words for part in (failure.sentence, failure.remedy, failure.code))
        said += [command, app]
    locales.use("en")
    assert said[0] != said[2]
    assert KEY.reveal() not in repr(failure)


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
        arrived = code == DONE or stage in {"confirm", "prove"} or (stage == "send" and fault == "answer lost")
        assert (computer.kept, at_ava, progress.kept.answer) == (True, arrived, Answer.YES)
        confirmed = code == DONE or stage == "prove"
        assert (progress.known.answer is Answer.YES) == confirmed
        tried = {DONE: Answer.YES, "A11": Answer.NO, "A12": Answer.NO}.get(code, Answer.UNKNOWN)
        assert progress.used.answer is tried
        sent = stage == "confirm" or code == "A06"
        assert begun is (None if confirmed else Stage.CONFIRM if sent else Stage.SEND)
    signed_out = code == "S03"
    assert (computer.keyring.held("refresh-token") is None) == signed_out


async def second_try(computer: Computer, stage: str, failure: Failure | None) -> str:
    """The same again without the fault, in a new run; who was asked to sign in does so first. How it went."""
    run, well = computer.run(), "well"
    if failure and asks_to_sign_in(failure):
        await run.sign_in(IDENTIFIER, PASSWORD)
        well = "signed in, well"
    if stage == "check":
        assert isinstance(await run.check(KEY), Accepted)
        return well
    if stage == "prove":
        await assert_it_can_be_used(computer)
        return well
    again = run.delete() if stage == "delete" else run.save(KEY, ACCEPTED) if stage == "keep" else run.send()
    assert not isinstance(await last(again), StageFailed)
    there = stage != "delete"
    assert (computer.kept, (await computer.at_ava()).present) == (there, there)
    assert computer.progress.under_way is None
    await computer.assert_badge_is_right()
    return well


async def assert_it_can_be_used(computer: Computer) -> None:
    """The next look tests the key again."""
    status = await computer.look()
    assert (status.used.answer, status.badge, status.agree) == (Answer.YES, Badge.CONFIGURED, True)
