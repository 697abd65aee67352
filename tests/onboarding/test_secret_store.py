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


async def test_a_failing_keyring_creates_no_file(desk: Desk) -> None:
    run = desk.run()
    await sign_in(run)
    assert (failure := await desk.save(run))
    assert failure.problem is problems.NO_KEYRING
    assert run.fallback is FILE
    assert not desk.path.exists()


async def test_a_chosen_file_keeps_key_and_session_for_the_next_run(desk: Desk) -> None:
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


async def test_while_the_file_is_locked_the_person_is_signed_out_and_loses_nothing(desk: Desk) -> None:
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


async def test_a_locked_file_that_holds_only_the_session_is_to_be_opened(desk: Desk) -> None:
    await desk.run().use_store(FILE, PASSPHRASE)
    await sign_in(desk.run(PASSPHRASE))
    run = desk.run()
    *_, status = [status async for status in run.look()]
    assert (status.kept.answer, status.signed_in) == (Answer.NO, False)
    assert (status.sentence, status.action) == (
        "The protected file is closed: your passphrase opens it.",
        Action.UNLOCK,
    )
    assert status.action_words == "Open the protected file"
    assert await run.unlock(PASSPHRASE) is None
    *_, status = [status async for status in run.look()]
    assert (status.signed_in, status.action) == (True, Action.START)


async def test_a_session_opened_while_the_file_was_locked_is_kept_once_it_opens(desk: Desk) -> None:
    await desk.run().use_store(FILE, PASSPHRASE)
    run = desk.run()
    await sign_in(run)
    assert await desk.in_file(SecretName.ACCESS_TOKEN) is None
    await run.unlock(PASSPHRASE)
    assert isinstance(await desk.in_file(SecretName.ACCESS_TOKEN), Token)


async def test_secrets_move_from_a_working_keyring_to_the_file(desk: Desk) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(SecretName.VAPI_KEY, KEY)
    await desk.keyring.put(SecretName.ACCESS_TOKEN, Token("access"))
    assert await desk.run().use_store(FILE, PASSPHRASE) is None
    assert [await desk.in_file(entry) for entry in SecretName] == [KEY, Token("access"), None]
    assert [await desk.keyring.get(entry) for entry in SecretName] == [None, None, None]


async def test_everything_moves_back_to_the_keyring(desk: Desk) -> None:
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


async def test_after_a_forgotten_passphrase_a_new_file_can_be_created(desk: Desk) -> None:
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


async def test_the_file_is_removed_with_its_last_secret(desk: Desk) -> None:
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    await sign_in(run)
    await desk.save(run)
    again = desk.run(PASSPHRASE)
    assert [event async for event in again.delete()]
    assert desk.path.exists()
    assert await desk.run().sign_out() is None
    assert not desk.path.exists()


async def test_a_wrong_passphrase_from_the_environment_is_reported_and_then_asked_for(desk: Desk) -> None:
    await desk.run().use_store(FILE, PASSPHRASE)
    run = desk.run(Passphrase("not the right one"))
    assert not run.locked
    assert (failure := await desk.save(run))
    assert failure.code == "K11"
    assert run.locked


async def test_a_key_is_deleted_even_if_the_empty_file_cannot_be_removed(
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
