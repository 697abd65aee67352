"""Secrets move to the chosen store, also from a keyring that fails meanwhile; deleted ones do not return from it."""

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.secret import Token
from ava_onboard.domain.store_kind import FILE
from ava_onboard.onboarding import Stage, StageDone, StageFailed
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.secrets.protected_files import PASSPHRASE

from .conftest import KEY, OTHER_KEY
from .desk import Desk, desk, sign_in

__all__ = ["desk"]


@pytest.mark.parametrize("trouble", [problems.KEYRING_LOCKED, problems.KEYRING_SILENT])
async def test_secrets_in_a_failing_keyring_stay_there(desk: Desk, trouble: Problem) -> None:
    desk.keyring.problem = None
    await desk.keyring.put(SecretName.VAPI_KEY, KEY)
    desk.keyring.problem = trouble
    assert await desk.run().use_store(FILE, PASSPHRASE) is None
    desk.keyring.problem = None
    assert await desk.keyring.get(SecretName.VAPI_KEY) == KEY


async def test_a_deleted_key_does_not_return_from_a_keyring_that_was_frozen(
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
async def test_a_key_that_a_keyring_may_still_hold_is_not_called_deleted(desk: Desk, trouble: Problem) -> None:
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


async def test_a_keyring_that_was_missing_during_a_deletion_is_asked_again(desk: Desk) -> None:
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


async def test_a_keyring_known_to_be_empty_is_not_asked_again(desk: Desk) -> None:
    desk.keyring.problem = None
    run = desk.run()
    await run.use_store(FILE, PASSPHRASE)
    desk.keyring.problem = problems.KEYRING_LOCKED
    await sign_in(run)
    await desk.save(run)
    *_, last = [event async for event in run.delete()]
    assert last == StageDone(Stage.FORGET_HERE)
    assert await run.sign_out() is None


async def test_an_incomplete_move_is_finished_once_the_keyring_answers(desk: Desk) -> None:
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


@pytest.mark.parametrize("damaged", [False, True])
async def test_secrets_of_a_removed_file_do_not_return_from_the_keyring(desk: Desk, damaged: bool) -> None:
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
