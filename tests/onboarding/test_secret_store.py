"""Where secrets are kept: in the keyring, unless the person chooses a protected file."""

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.domain import problems
from ava_onboard.domain.secret import Passphrase, Token
from ava_onboard.domain.status import Action, Answer
from ava_onboard.domain.store_kind import FILE, KEYRING
from ava_onboard.onboarding import Stage, StageDone
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.secrets.protected_files import PASSPHRASE

from .conftest import KEY
from .desk import Desk, desk, sign_in

__all__ = ["desk"]


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


async def test_a_wrong_passphrase_of_the_environment_is_named_and_then_asked_for(desk: Desk) -> None:
    await desk.run().use_store(FILE, PASSPHRASE)
    run = desk.run(Passphrase("not the right one"))
    assert not run.locked
    assert (failure := await desk.save(run))
    assert failure.code == "K11"
    assert run.locked


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
