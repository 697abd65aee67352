"""Where secrets are kept: in the keyring, until somebody asks for a protected file, and until nothing is left in it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.secret import Passphrase, Password, Token
from ava_onboard.domain.status import Action, Answer
from ava_onboard.domain.store_kind import FILE, KEYRING
from ava_onboard.domain.verdict import Accepted, Region
from ava_onboard.onboarding import Onboarding, Stage, StageDone, StageFailed
from ava_onboard.onboarding.ports import Account, SecretName
from ava_onboard.sandbox import samples
from tests.adapters.secrets.protected_files import CHEAP, PASSPHRASE

from .conftest import KEY, OTHER_KEY, Computer
from .fakes import FailingStore

ACCEPTED = Accepted(Region.US)


@dataclass
class Desk:
    """A computer whose keyring can fail, and where its protected file would be."""

    computer: Computer
    keyring: FailingStore
    path: Path

    def run(self, passphrase: Passphrase | None = None) -> Onboarding:
        """A new run of the program."""
        self.computer.store = self.keyring
        return self.computer.run(stores={FILE: ProtectedFile(self.path, passphrase=passphrase, cost=CHEAP)})

    async def in_file(self, entry: SecretName) -> object:
        """What somebody finds there who knows the passphrase."""
        return await ProtectedFile(self.path, passphrase=PASSPHRASE).get(entry)

    async def save(self, run: Onboarding) -> Failure | None:
        """Save the key; what stopped it."""
        events = [event async for event in run.save(KEY, ACCEPTED)]
        return events[-1].failure if isinstance(events[-1], StageFailed) else None


@pytest.fixture
def desk(computer: Computer, tmp_path: Path) -> Desk:
    return Desk(computer, FailingStore(problems.NO_KEYRING), tmp_path / "default.vault")


async def sign_in(run: Onboarding) -> None:
    assert isinstance(await run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD)), Account)


async def test_a_failing_keyring_alone_makes_no_file(desk: Desk) -> None:
    run = desk.run()
    await sign_in(run)
    assert (failure := await desk.save(run))
    assert failure.problem is problems.NO_KEYRING
    assert run.fallback is FILE
    assert not desk.path.exists()


async def test_once_asked_for_the_file_keeps_key_and_session_for_the_next_run(desk: Desk) -> None:
    run = desk.run()
    await sign_in(run)
    await desk.save(run)
    assert await run.use_store(FILE, PASSPHRASE) is None
    assert (run.store, run.fallback, run.locked) == (FILE, None, False)
    assert await desk.save(run) is None
    again = desk.run()
    assert again.locked
    assert await again.unlock(PASSPHRASE) is None
    *_, status = [status async for status in again.look()]
    assert (status.kept.answer, status.known.answer, status.signed_in) == (Answer.YES, Answer.YES, True)


async def test_while_it_is_closed_the_person_is_as_if_signed_out_and_loses_nothing(desk: Desk) -> None:
    await desk.run().use_store(FILE, PASSPHRASE)
    first = desk.run(PASSPHRASE)
    await sign_in(first)
    await desk.save(first)
    run = desk.run()
    *_, status = [status async for status in run.look()]
    assert (status.action, status.signed_in, status.kept.answer) == (Action.UNLOCK, False, Answer.UNKNOWN)
    assert run.progress.kept.answer is Answer.YES
    assert (failure := await desk.save(run))
    assert failure.code == "K12"
    assert (wrong := await run.unlock(Passphrase("a wrong passphrase")))
    assert wrong.code == "K11"
    assert await run.unlock(PASSPHRASE) is None
    *_, status = [status async for status in run.look()]
    assert (status.agree, status.signed_in) == (True, True)


async def test_a_session_that_found_the_file_closed_is_kept_once_it_opens(desk: Desk) -> None:
    await desk.run().use_store(FILE, PASSPHRASE)
    run = desk.run()
    await sign_in(run)
    assert await desk.in_file(SecretName.ACCESS_TOKEN) is None
    await run.unlock(PASSPHRASE)
    assert isinstance(await desk.in_file(SecretName.ACCESS_TOKEN), Token)


async def test_a_keyring_that_works_hands_over_what_it_has(desk: Desk) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(SecretName.VAPI_KEY, KEY)
    await desk.keyring.put(SecretName.ACCESS_TOKEN, Token("access"))
    assert await desk.run().use_store(FILE, PASSPHRASE) is None
    assert [await desk.in_file(entry) for entry in SecretName] == [KEY, Token("access"), None]
    assert [await desk.keyring.get(entry) for entry in SecretName] == [None, None, None]


async def test_back_to_the_keyring_takes_everything_along(desk: Desk) -> None:
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    await sign_in(run)
    await desk.save(run)
    assert (failure := await run.use_store(KEYRING))
    assert failure.problem is problems.NO_KEYRING
    assert desk.path.exists()
    desk.keyring.problem = None
    assert await run.use_store(KEYRING) is None
    assert not desk.path.exists()
    assert await desk.keyring.get(SecretName.VAPI_KEY) == KEY
    assert await desk.keyring.get(SecretName.ACCESS_TOKEN) is not None


async def test_who_has_forgotten_the_passphrase_begins_anew(desk: Desk) -> None:
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    await sign_in(run)
    await desk.save(run)
    again = desk.run()
    assert await again.forget_store() is None
    assert not desk.path.exists()
    assert (again.progress.account, again.progress.kept.answer) == (None, Answer.NO)
    assert again.progress.known.answer is Answer.YES
    assert await again.use_store(FILE, Passphrase("another passphrase")) is None
    assert not again.locked


async def test_the_file_goes_with_the_last_secret_in_it(desk: Desk) -> None:
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    await sign_in(run)
    await desk.save(run)
    again = desk.run(PASSPHRASE)
    assert [event async for event in again.delete()]
    assert desk.path.exists()
    assert await desk.run().sign_out() is None
    assert not desk.path.exists()


@pytest.mark.parametrize("trouble", [problems.KEYRING_LOCKED, problems.KEYRING_SILENT])
async def test_what_a_failing_keyring_holds_stays_there(desk: Desk, trouble: Problem) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(SecretName.VAPI_KEY, KEY)
    desk.keyring.problem = trouble
    assert await desk.run().use_store(FILE, PASSPHRASE) is None
    desk.keyring.problem = None
    assert await desk.keyring.get(SecretName.VAPI_KEY) == KEY


async def test_a_wrong_passphrase_of_the_environment_is_named_and_then_asked_for(desk: Desk) -> None:
    await desk.run().use_store(FILE, PASSPHRASE)
    run = desk.run(Passphrase("not the right one"))
    assert not run.locked
    assert (failure := await desk.save(run))
    assert failure.code == "K11"
    assert run.locked


async def test_what_is_deleted_and_closed_in_the_file_does_not_come_back_from_a_keyring_that_was_frozen(
    desk: Desk,
) -> None:
    desk.keyring.problem = None
    first = desk.run()
    await sign_in(first)
    await desk.save(first)
    desk.keyring.problem = problems.KEYRING_SILENT
    run = desk.run()
    assert await run.use_store(FILE, PASSPHRASE) is None
    await sign_in(run)
    await desk.save(run)
    desk.keyring.problem = None
    again = desk.run(PASSPHRASE)
    *_, last = [event async for event in again.delete()]
    assert last == StageDone(Stage.FORGET_HERE)
    assert await again.sign_out() is None
    assert not desk.path.exists()
    assert [await desk.keyring.get(entry) for entry in SecretName] == [None, None, None]
    *_, status = [status async for status in desk.run().look()]
    assert (status.kept.answer, status.signed_in) == (Answer.NO, False)


@pytest.mark.parametrize("trouble", [problems.KEYRING_LOCKED, problems.KEYRING_SILENT])
async def test_a_keyring_that_may_still_have_the_key_keeps_it_from_being_called_deleted(
    desk: Desk, trouble: Problem
) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(SecretName.VAPI_KEY, KEY)
    desk.keyring.problem = trouble
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    await sign_in(run)
    await desk.save(run)
    *_, last = [event async for event in run.delete()]
    assert last == StageFailed(Stage.FORGET_HERE, Failure(trouble))
    assert await desk.in_file(SecretName.VAPI_KEY) is None
    assert await run.sign_out() == Failure(trouble)
    desk.keyring.problem = None
    *_, last = [event async for event in desk.run(PASSPHRASE).delete()]
    assert last == StageDone(Stage.FORGET_HERE)
    assert await desk.keyring.get(SecretName.VAPI_KEY) is None


async def test_a_keyring_that_was_missing_during_a_deletion_is_asked_again_once_it_is_back(desk: Desk) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(SecretName.VAPI_KEY, KEY)
    desk.keyring.problem = problems.NO_KEYRING
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    await sign_in(run)  # else the file goes with the key
    for _time in range(2):
        *_, last = [event async for event in run.delete()]
        assert last == StageDone(Stage.FORGET_HERE)
        desk.keyring.problem = None
        run = desk.run(PASSPHRASE)
    assert await desk.keyring.get(SecretName.VAPI_KEY) is None


async def test_a_keyring_that_has_handed_over_everything_is_not_asked_again(desk: Desk) -> None:
    desk.keyring.problem = None
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    desk.keyring.problem = problems.KEYRING_LOCKED
    await sign_in(run)
    await desk.save(run)
    *_, last = [event async for event in run.delete()]
    assert last == StageDone(Stage.FORGET_HERE)
    assert await run.sign_out() is None


async def test_the_move_is_made_up_for_once_the_keyring_answers(desk: Desk) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(SecretName.VAPI_KEY, KEY)
    desk.keyring.problem = problems.KEYRING_SILENT
    await desk.run().use_store(FILE, PASSPHRASE)
    desk.keyring.problem = None
    *_, status = [status async for status in desk.run(PASSPHRASE).look()]
    assert status.kept.answer is Answer.YES
    assert await desk.in_file(SecretName.VAPI_KEY) == KEY
    assert await desk.keyring.get(SecretName.VAPI_KEY) is None


async def test_an_older_key_of_the_keyring_does_not_replace_the_one_in_the_file(desk: Desk) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(SecretName.VAPI_KEY, OTHER_KEY)
    desk.keyring.problem = problems.KEYRING_SILENT
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    await desk.save(run)
    desk.keyring.problem = None
    *_, status = [status async for status in desk.run(PASSPHRASE).look()]
    assert status.kept.preview == KEY.preview
    assert await desk.keyring.get(SecretName.VAPI_KEY) is None


async def test_a_key_is_deleted_though_the_empty_file_cannot_be_removed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    await desk.save(run)

    def refuse(self: ProtectedFile) -> None:
        raise PermissionError

    monkeypatch.setattr(ProtectedFile, "_remove", refuse)
    *_, last = [event async for event in run.delete()]
    assert last == StageDone(Stage.FORGET_HERE)
    assert run.progress.kept.answer is Answer.NO
    assert await desk.in_file(SecretName.VAPI_KEY) is None


@pytest.mark.parametrize("damaged", [False, True])
async def test_what_goes_with_a_file_that_is_forgotten_does_not_come_back_from_the_keyring(
    desk: Desk, damaged: bool
) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(SecretName.VAPI_KEY, KEY)
    await desk.keyring.put(SecretName.ACCESS_TOKEN, Token("access"))
    desk.keyring.problem = problems.KEYRING_SILENT
    await desk.run().use_store(FILE, PASSPHRASE)
    if damaged:
        desk.path.write_bytes(desk.path.read_bytes()[:-20])
    desk.keyring.problem = None
    assert await desk.run().forget_store() is None
    assert not desk.path.exists()
    assert [await desk.keyring.get(entry) for entry in SecretName] == [None, None, None]
