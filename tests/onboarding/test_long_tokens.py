"""Sessions whose tokens exceed the 1,280 characters that Windows keeps in one entry."""

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.secret import Password
from ava_onboard.onboarding import StageDone, StageStarted, StageTested
from ava_onboard.onboarding.ports import Account, SecretName
from ava_onboard.sandbox import samples

from .conftest import KEY, STALE, Computer
from .fakes import FailingStore

ACCESS, REFRESH = SecretName.ACCESS_TOKEN, SecretName.REFRESH_TOKEN


def too_long(computer: Computer, *entries: SecretName) -> None:
    """Make the store refuse these secrets as too long."""
    computer.store = FailingStore(problems.TOO_LONG_FOR_WINDOWS, calls=["put"], entries=entries)


async def sign_in(computer: Computer) -> str | None:
    """Sign in and save the key; the code of what keeps the session from lasting."""
    run = computer.run()
    account = await run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD))
    assert isinstance(account, Account)
    events = [event async for event in run.save(KEY, None)]
    assert {type(event) for event in events} == {StageStarted, StageDone, StageTested}
    return run.session_not_kept.code if run.session_not_kept else None


async def test_a_session_whose_access_token_is_too_long_is_renewed_next_time(computer: Computer) -> None:
    too_long(computer, ACCESS)
    assert await sign_in(computer) is None
    *_, status = [status async for status in computer.run().look()]
    assert (status.signed_in, status.known.preview) == (True, KEY.preview)


async def test_the_access_token_of_an_earlier_session_is_deleted(computer: Computer) -> None:
    too_long(computer)
    await computer.keep(STALE)
    assert isinstance(computer.store, FailingStore)
    computer.store.entries = [ACCESS]
    assert await sign_in(computer) is None
    assert await computer.store.get(ACCESS) is None
    assert await computer.store.get(REFRESH) is not None


@pytest.mark.parametrize(("entries", "next_time"), [([REFRESH], True), ([ACCESS, REFRESH], False)])
async def test_a_session_that_cannot_be_renewed_lasts_for_this_run_and_is_reported(
    computer: Computer, entries: list[SecretName], next_time: bool
) -> None:
    too_long(computer, *entries)
    assert await sign_in(computer) == "K10"
    *_, status = [status async for status in computer.run().look()]
    assert status.signed_in is next_time
