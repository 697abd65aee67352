"""Where secrets are kept: in the keyring, until somebody asks for a protected file, and until nothing is left in it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.secret import Passphrase, Password, Token
from ava_onboard.domain.status import Action, Answer
from ava_onboard.domain.verdict import Accepted, Region
from ava_onboard.gateways.file_vault import FileVault
from ava_onboard.gateways.ports import Account, Entry
from ava_onboard.onboarding import Onboarding, StageFailed
from ava_onboard.sandbox import samples
from tests.gateways.file_vaults import CHEAP, PASSPHRASE

from .conftest import KEY, Computer
from .fakes import FailingVault

ACCEPTED = Accepted(Region.US)


@dataclass
class Desk:
    """A computer whose keyring can fail, and where its protected file would be."""

    computer: Computer
    keyring: FailingVault
    path: Path

    def run(self, passphrase: Passphrase | None = None) -> Onboarding:
        """A new run of the program."""
        self.computer.vault = self.keyring
        return self.computer.run(file=FileVault(self.path, passphrase=passphrase, cost=CHEAP))

    async def in_file(self, entry: Entry) -> object:
        """What somebody finds there who knows the passphrase."""
        return await FileVault(self.path, passphrase=PASSPHRASE).get(entry)

    async def save(self, run: Onboarding) -> Failure | None:
        """Save the key; what stopped it."""
        events = [event async for event in run.save(KEY, ACCEPTED)]
        return events[-1].failure if isinstance(events[-1], StageFailed) else None


@pytest.fixture
def desk(computer: Computer, tmp_path: Path) -> Desk:
    return Desk(computer, FailingVault(problems.NO_KEYRING), tmp_path / "default.vault")


async def sign_in(run: Onboarding) -> None:
    assert isinstance(await run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD)), Account)


async def test_a_failing_keyring_alone_makes_no_file(desk: Desk) -> None:
    run = desk.run()
    await sign_in(run)
    assert (failure := await desk.save(run))
    assert failure.problem is problems.NO_KEYRING
    assert run.can_use_file
    assert not desk.path.exists()


async def test_once_asked_for_the_file_keeps_key_and_session_for_the_next_run(desk: Desk) -> None:
    run = desk.run()
    await sign_in(run)
    await desk.save(run)
    assert await run.use_file(PASSPHRASE) is None
    assert (run.in_file, run.can_use_file, run.locked) == (True, False, False)
    assert await desk.save(run) is None
    again = desk.run()
    assert again.locked
    assert await again.unlock(PASSPHRASE) is None
    *_, status = [status async for status in again.look()]
    assert (status.kept.answer, status.known.answer, status.signed_in) == (Answer.YES, Answer.YES, True)


async def test_while_it_is_closed_the_person_is_as_if_signed_out_and_loses_nothing(desk: Desk) -> None:
    await desk.run().use_file(PASSPHRASE)
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
    await desk.run().use_file(PASSPHRASE)
    run = desk.run()
    await sign_in(run)
    assert await desk.in_file(Entry.ACCESS_TOKEN) is None
    await run.unlock(PASSPHRASE)
    assert isinstance(await desk.in_file(Entry.ACCESS_TOKEN), Token)


async def test_a_keyring_that_works_hands_over_what_it_has(desk: Desk) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(Entry.VAPI_KEY, KEY)
    await desk.keyring.put(Entry.ACCESS_TOKEN, Token("access"))
    assert await desk.run().use_file(PASSPHRASE) is None
    assert [await desk.in_file(entry) for entry in Entry] == [KEY, Token("access"), None]
    assert [await desk.keyring.get(entry) for entry in Entry] == [None, None, None]


async def test_back_to_the_keyring_takes_everything_along(desk: Desk) -> None:
    run = desk.run()
    await run.use_file(PASSPHRASE)
    await sign_in(run)
    await desk.save(run)
    assert (failure := await run.use_keyring())
    assert failure.problem is problems.NO_KEYRING
    assert desk.path.exists()
    desk.keyring.problem = None
    assert await run.use_keyring() is None
    assert not desk.path.exists()
    assert await desk.keyring.get(Entry.VAPI_KEY) == KEY
    assert await desk.keyring.get(Entry.ACCESS_TOKEN) is not None


async def test_who_has_forgotten_the_passphrase_begins_anew(desk: Desk) -> None:
    run = desk.run()
    await run.use_file(PASSPHRASE)
    await sign_in(run)
    await desk.save(run)
    again = desk.run()
    assert await again.forget_file() is None
    assert not desk.path.exists()
    assert (again.progress.account, again.progress.kept.answer) == (None, Answer.NO)
    assert again.progress.known.answer is Answer.YES
    assert await again.use_file(Passphrase("another passphrase")) is None
    assert not again.locked


async def test_the_file_goes_with_the_last_secret_in_it(desk: Desk) -> None:
    run = desk.run()
    await run.use_file(PASSPHRASE)
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
    await desk.keyring.put(Entry.VAPI_KEY, KEY)
    desk.keyring.problem = trouble
    assert await desk.run().use_file(PASSPHRASE) is None
    desk.keyring.problem = None
    assert await desk.keyring.get(Entry.VAPI_KEY) == KEY


async def test_a_wrong_passphrase_of_the_environment_is_named_and_then_asked_for(desk: Desk) -> None:
    await desk.run().use_file(PASSPHRASE)
    run = desk.run(Passphrase("not the right one"))
    assert not run.locked
    assert (failure := await desk.save(run))
    assert failure.code == "K11"
    assert run.locked
