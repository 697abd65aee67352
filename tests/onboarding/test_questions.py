"""The questions of the use cases, and how they continue after each answer."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.progress import Operation, Stage
from ava_onboard.domain.secret import Passphrase, Password, Token
from ava_onboard.domain.store_kind import FILE
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict
from ava_onboard.onboarding import Next, NotStarted, Onboarding, StageDone, StageEvent, StageFailed, patience
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.onboarding.save import may_be_saved
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from tests.adapters.secrets.protected_files import CHEAP, PASSPHRASE

from .conftest import KEY, SETTINGS, STALE, Computer
from .fakes import FailingStore, Person

ACCEPTED = Accepted(Region.US)
REFUSED_BY_AVA = "A08"
SENT = "PROVE done"


def signing_in(run: Onboarding) -> Callable[[], Awaitable[object]]:
    return lambda: run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD))


async def end_of(run: Onboarding, person: Person, *, keep: bool = True) -> str:
    return described([event async for event in run.save(KEY, ACCEPTED, keep=keep, questions=person.questions)])


def described(events: list[StageEvent]) -> str:
    """Return the result in short; a failure includes whether the key is on this computer."""
    match events[-1]:
        case StageFailed(stage, failure, kept=kept):
            return f"{stage.name} {failure.code} {'kept' if kept else 'not kept'}"
        case NotStarted(failure=failure):
            return f"not started {failure.code}" if failure else "not wanted"
        case event:
            return f"{event.stage.name} done"


@pytest.mark.parametrize(
    ("verdict", "confirmed", "may"),
    [
        (ACCEPTED, False, True),
        (Rejected(Refusal.UNKNOWN, (Region.US,)), True, False),
        (Rejected(Refusal.FORBIDDEN, (Region.US,)), True, False),
        (Undecided(Failure(problems.TIMED_OUT)), True, True),
        (Undecided(Failure(problems.TIMED_OUT)), False, False),
    ],
)
async def test_only_an_undecided_key_needs_a_confirmation(verdict: Verdict, confirmed: bool, may: bool) -> None:
    async def confirm() -> bool:
        return confirmed

    assert await may_be_saved(verdict, confirm) is may


@pytest.mark.parametrize(
    ("how", "solved", "end", "asked"),
    [
        ([Next.STOP], False, "KEEP K01 not kept", 1),
        ([Next.WITHOUT_COPY], False, SENT, 1),
        ([Next.AGAIN, Next.STOP], False, "KEEP K01 not kept", 2),
        ([Next.AGAIN, Next.WITHOUT_COPY], False, SENT, 2),
        ([Next.AGAIN], True, SENT, 1),
    ],
)
async def test_if_the_key_cannot_be_kept_the_person_decides(
    signed_in: Computer, how: list[Next], solved: bool, end: str, asked: int
) -> None:
    store = FailingStore(problems.NO_KEYRING, calls=["put"], entries=[SecretName.VAPI_KEY])
    await store.put(SecretName.ACCESS_TOKEN, Token(signed_in.world.token))
    signed_in.store = store
    person = Person(how=how)

    async def after_failure(failed: StageFailed) -> Next:
        store.problem = None if solved else store.problem
        return await Person.after_failure(person, failed)

    person.after_failure = after_failure  # type: ignore[method-assign]  # this person answers in another way
    assert await end_of(signed_in.run(), person) == end
    assert person.asked == ["KEEP: K01"] * asked
    assert await store.get(SecretName.VAPI_KEY) == (KEY if solved else None)
    assert (await signed_in.at_ava()).present is (end == SENT)


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    ("stage", "method", "fault", "code"),
    [
        (Stage.SEND, "POST", Fault.status(400), REFUSED_BY_AVA),
        (Stage.SEND, "POST", Fault.lost_answer(), "N05"),
        (Stage.CONFIRM, "GET", Fault.html(200), "A01"),
    ],
)
@pytest.mark.parametrize("how", [[Next.STOP], [Next.AGAIN]])
async def test_after_a_failure_at_ava_the_person_can_send_again(
    signed_in: Computer, stage: Stage, method: str, fault: Fault, code: str, keep: bool, how: list[Next]
) -> None:
    signed_in.world.ava_faults.add(fault, method=method, path=SETTINGS, times=1)
    person = Person(how=how)
    failed = f"{stage.name} {code} {'kept' if keep else 'not kept'}"
    assert await end_of(signed_in.run(), person, keep=keep) == (failed if how == [Next.STOP] else SENT)
    assert person.asked == [f"{stage.name}: {code}"]


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("signs_in", [True, False])
async def test_saving_continues_once_the_person_has_signed_in(computer: Computer, signs_in: bool, keep: bool) -> None:
    run = computer.run()
    person = Person(sign_in=signing_in(run) if signs_in else None, how=[Next.AGAIN])
    waiting = f"SEND S01 {'kept' if keep else 'not kept'}"
    assert await end_of(run, person, keep=keep) == (SENT if signs_in else waiting)
    assert person.asked == ["sign in: S01"]
    assert (await computer.at_ava()).present is signs_in


@pytest.mark.parametrize(
    ("problem", "end"),
    [
        (None, "SEND S01 kept"),
        (problems.KEYRING_LOCKED, "SEND K02 not kept"),
        (problems.NO_KEYRING, "SEND K01 not kept"),
    ],
)
async def test_a_key_counts_as_kept_once_it_is_read(computer: Computer, problem: Problem | None, end: str) -> None:
    computer.store = store = FailingStore(calls=["get"], entries=[SecretName.VAPI_KEY])
    await computer.keep(key=KEY)
    store.problem = problem
    assert described([event async for event in computer.run().send()]) == end


async def test_a_key_that_is_not_kept_is_not_called_kept(computer: Computer) -> None:
    assert described([event async for event in computer.run().send()]) == "SEND K08 not kept"


@pytest.mark.parametrize(
    ("before", "confirm", "end", "asked"),
    [
        (samples.ACCOUNT_NAME, [True], "FORGET_HERE done", ["delete: None", "sign in: S01"]),
        (None, [True], "FORGET_HERE done", ["delete: None", "sign in: S01"]),
        (
            "Somebody Else",
            [True],
            "FORGET_HERE done",
            ["delete: None", "sign in: S01", f"delete: {samples.ACCOUNT_NAME}"],
        ),
        (
            "Somebody Else",
            [True, False],
            "FORGET_AT_AVA S01 not kept",
            ["delete: None", "sign in: S01", f"delete: {samples.ACCOUNT_NAME}"],
        ),
        (samples.ACCOUNT_NAME, [False], "not wanted", ["delete: None"]),
    ],
)
async def test_another_account_that_signs_in_meanwhile_is_asked_about_its_own_key(
    computer: Computer, before: str | None, confirm: list[bool], end: str, asked: list[str]
) -> None:
    await computer.ava.send_key(Token(computer.world.token), KEY)
    await computer.keep(key=KEY)
    computer.run().remember(account=before, known=computer.progress.known._replace(preview=KEY.preview))
    run = computer.run()
    person = Person(sign_in=signing_in(run), confirm=confirm)
    assert described([event async for event in run.delete(questions=person.questions)]) == end
    assert person.asked == asked
    assert (await computer.at_ava()).present is (end != "FORGET_HERE done")


@pytest.mark.parametrize("stage", [Stage.FORGET_AT_AVA, Stage.FORGET_HERE])
async def test_an_interrupted_deletion_is_not_confirmed_again(signed_in: Computer, stage: Stage) -> None:
    signed_in.run().remember(under_way=Operation(stage))
    person = Person(confirm=[False])
    events = [event async for event in signed_in.run().delete(questions=person.questions)]
    assert events[-1] == StageDone(Stage.FORGET_HERE)
    assert person.asked == []


@pytest.fixture
async def file(tmp_path: Path) -> ProtectedFile:
    """A closed file with a key and a session."""
    path = tmp_path / "default.vault"
    file = ProtectedFile(path, cost=CHEAP)
    await file.choose(PASSPHRASE)
    await file.put(SecretName.VAPI_KEY, KEY)
    await file.put(SecretName.ACCESS_TOKEN, STALE)
    return ProtectedFile(path, cost=CHEAP)


WRONG = Passphrase("not the one that opens it")


@pytest.mark.parametrize(
    ("doing", "by_token", "asked_at_first", "asked_again"),
    [
        ("look", False, True, False),
        ("look", True, True, False),
        ("look again", False, True, True),
        ("save", False, True, True),
        ("save", True, True, True),
        ("save without a copy", False, True, False),
        ("save without a copy", True, False, False),
        ("send", False, True, True),
        ("send", True, True, True),
        ("delete", False, True, True),
        ("delete", True, False, False),
    ],
)
async def test_the_passphrase_is_asked_for_if_something_in_a_locked_file_is_needed(
    computer: Computer, file: ProtectedFile, doing: str, by_token: bool, asked_at_first: bool, asked_again: bool
) -> None:
    token = Token(computer.world.token) if by_token else None
    run = computer.run(environment_token=token, stores={FILE: file})
    for asked in (asked_at_first, asked_again):
        person = Person()  # leaves the file closed
        await do(doing, run, person)
        assert ("unlock" in person.asked) is asked


@pytest.mark.parametrize("doing", ["look", "look again", "save", "save without a copy", "send", "delete"])
async def test_an_open_file_needs_no_passphrase(computer: Computer, file: ProtectedFile, doing: str) -> None:
    run = computer.run(stores={FILE: file})
    assert await run.unlock(PASSPHRASE) is None
    person = Person()
    await do(doing, run, person)
    assert "unlock" not in person.asked


@pytest.mark.parametrize("doing", ["save", "save without a copy", "send", "delete"])
async def test_a_file_that_cannot_be_opened_stops_everything(
    computer: Computer, file: ProtectedFile, doing: str
) -> None:
    run = computer.run(stores={FILE: file})
    person = Person(unlock=lambda: run.unlock(WRONG))
    (event,) = await do(doing, run, person)
    assert described([event]) == "not started K11"
    assert computer.world.requests.all() == []


async def do(doing: str, run: Onboarding, person: Person) -> list[StageEvent]:
    questions = person.questions
    match doing:
        case "look" | "look again":
            await run.ask_to_unlock(person.unlock, again=doing == "look again")
            return []
        case "save" | "save without a copy":
            return [event async for event in run.save(KEY, ACCEPTED, keep=doing == "save", questions=questions)]
        case "send":
            return [event async for event in run.send(questions=questions)]
        case _:
            return [event async for event in run.delete(questions=questions)]


async def test_a_long_wait_is_explained_and_a_short_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.0)
    said = asyncio.Event()
    with patience.then(lambda _seconds: said.set()):
        await said.wait()
    said.clear()
    with patience.then(lambda _seconds: said.set()):
        pass
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not said.is_set()


async def test_a_very_long_wait_is_explained_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.0)
    monkeypatch.setattr(patience, "AGAIN", 0.01)
    said: list[float | None] = []
    three_times = asyncio.Event()

    def say(seconds: float | None) -> None:
        said.append(seconds)
        if len(said) == 3:
            three_times.set()

    with patience.then(say):
        await three_times.wait()
    assert [seconds is None for seconds in said] == [True, False, False]
