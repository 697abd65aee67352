"""AVA_TOKEN in a profile with an account: the token may belong to another account."""

import pytest

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Operation, Progress, Stage
from ava_onboard.domain.secret import Password, Token
from ava_onboard.domain.status import Unfinished
from ava_onboard.onboarding import Onboarding
from ava_onboard.sandbox import samples
from tests.saved_progress import ProgressInMemory

from .conftest import KEY, OTHER_KEY, Computer
from .fakes import NOW, finish

KNOWN = Fact(Answer.YES, OTHER_KEY.preview, NOW)
BEGUN = Operation(Stage.FORGET_AT_AVA)


@pytest.fixture
def run(computer: Computer) -> Onboarding:
    """A run with AVA_TOKEN, after another account has started to delete its key."""
    computer.saved = ProgressInMemory(Progress(account="Somebody Else", known=KNOWN, under_way=BEGUN))
    return computer.run(environment_token=Token(computer.world.token))


async def test_ava_s_answers_to_the_token_are_not_saved_for_the_account(run: Onboarding, computer: Computer) -> None:
    *_, status = [status async for status in run.look()]
    assert (status.known.answer, status.last_known.answer) == (Answer.NO, Answer.UNKNOWN)
    [event async for event in run.save(KEY, None)]
    assert (await computer.at_ava()).present
    left = computer.progress
    assert (left.account, left.known, left.under_way) == ("Somebody Else", KNOWN, BEGUN)
    assert left.kept.preview == KEY.preview


async def test_a_deletion_of_the_account_is_not_continued_with_the_token(run: Onboarding, computer: Computer) -> None:
    await computer.ava.send_key(Token(computer.world.token), KEY)
    *_, status = [status async for status in run.look()]
    assert status.unfinished is Unfinished.NOTHING
    assert await finish(run) == []
    assert (await computer.at_ava()).present


async def test_signing_in_and_out_meanwhile_is_remembered(run: Onboarding, computer: Computer) -> None:
    await run.sign_in(samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD))
    left = computer.progress
    assert (left.account, left.known, left.under_way) == (samples.ACCOUNT_NAME, Fact(), None)
    assert await run.sign_out() is None
    assert computer.progress.account is None


async def test_without_an_account_the_token_counts_as_the_account(computer: Computer) -> None:
    run = computer.run(environment_token=Token(computer.world.token))
    [event async for event in run.save(KEY, None)]
    assert computer.progress.known.answer is Answer.YES
