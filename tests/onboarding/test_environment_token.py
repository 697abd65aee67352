"""AVA_TOKEN in a profile in which somebody has signed in: it may be that of another account."""

import pytest

from ava_onboard.domain.progress import Operation, Progress, Stage
from ava_onboard.domain.secret import Password, Token
from ava_onboard.domain.status import Answer, Fact, Unfinished
from ava_onboard.onboarding import Onboarding
from ava_onboard.sandbox import samples
from tests.saved_progress import ProgressInMemory

from .conftest import KEY, OTHER_KEY, Computer
from .fakes import NOW, finish

KNOWN = Fact(Answer.YES, OTHER_KEY.preview, NOW)
BEGUN = Operation(Stage.FORGET_AT_AVA)


@pytest.fixture
def run(computer: Computer) -> Onboarding:
    """A run with AVA_TOKEN, after somebody else has begun to delete their key."""
    computer.saved = ProgressInMemory(Progress(account="Somebody Else", known=KNOWN, under_way=BEGUN))
    return computer.run(environment_token=Token(computer.world.token))


async def test_what_ava_tells_the_token_is_not_remembered_of_the_account(run: Onboarding, computer: Computer) -> None:
    *_, status = [status async for status in run.look()]
    assert (status.known.answer, status.last_known.answer) == (Answer.NO, Answer.UNKNOWN)
    [event async for event in run.save(KEY, None)]
    assert (await computer.at_ava()).present
    left = computer.progress
    assert (left.account, left.known, left.under_way) == ("Somebody Else", KNOWN, BEGUN)
    assert left.kept.preview == KEY.preview


async def test_what_the_account_has_begun_to_delete_is_not_deleted_with_the_token(
    run: Onboarding, computer: Computer
) -> None:
    await computer.ava.send_key(Token(computer.world.token), KEY)
    *_, status = [status async for status in run.look()]
    assert status.unfinished is Unfinished.NOTHING
    assert await finish(run) == []
    assert (await computer.at_ava()).present


async def test_who_signs_in_and_out_meanwhile_is_remembered(run: Onboarding, computer: Computer) -> None:
    await run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD))
    left = computer.progress
    assert (left.account, left.known, left.under_way) == (samples.ACCOUNT_NAME, Fact(), None)
    assert await run.sign_out() is None
    assert computer.progress.account is None


async def test_where_nobody_has_signed_in_the_token_is_the_account(computer: Computer) -> None:
    run = computer.run(environment_token=Token(computer.world.token))
    [event async for event in run.save(KEY, None)]
    assert computer.progress.known.answer is Answer.YES
