"""A key that was entered where a password, a passphrase or a token is asked for goes nowhere."""

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.secret import Passphrase, Password, Token
from ava_onboard.domain.store_kind import FILE
from ava_onboard.onboarding import Onboarding
from ava_onboard.sandbox import samples

from .conftest import KEY, OTHER_KEY, Computer

LOGIN = "/api/v1/auth/login"
ACCOUNT = samples.ACCOUNT_IDENTIFIER


async def refused_everywhere(run: Onboarding, text: str) -> bool:
    """Whether each place that takes a secret refuses this one by its own code."""
    outcomes = [
        await run.sign_in(ACCOUNT, Password(text)),
        await run.use_token(Token(text)),
        await run.unlock(Passphrase(text)),
        await run.use_store(FILE, Passphrase(text)),
    ]
    return all(isinstance(it, Failure) and it.problem is problems.KEY_NOT_ASKED_FOR for it in outcomes)


@pytest.mark.parametrize("around", ["{}", " {} ", "Bearer {}", "{}-and-my-password"])
async def test_a_key_that_vapi_has_accepted_is_no_password(computer: Computer, around: str) -> None:
    run = computer.run()
    await run.check(KEY)
    assert await refused_everywhere(run, around.format(KEY.reveal()))
    assert computer.world.requests.all(path=LOGIN) == []


async def test_a_key_that_was_to_be_saved_is_no_password(computer: Computer) -> None:
    run = computer.run()
    async for _event in run.save(KEY, None):
        pass
    assert await refused_everywhere(run, KEY.reveal())


async def test_the_key_of_a_former_run_is_known_by_its_preview(signed_in: Computer) -> None:
    former = signed_in.run()
    async for _event in former.save(KEY, await former.check(KEY)):
        pass
    run = signed_in.run()
    for text in (KEY.reveal(), f"my-password{KEY.reveal()}"):
        assert await refused_everywhere(run, text)
    assert run.known_keys.objection(Password(OTHER_KEY.reveal())) is None


async def test_a_text_that_vapi_has_refused_may_be_a_password(computer: Computer) -> None:
    run = computer.run()
    text = samples.KEYS[samples.PUBLIC]
    await run.check(ApiKey(text))
    assert run.known_keys.objection(Password(text)) is None


async def test_what_looks_like_a_key_is_no_account(computer: Computer) -> None:
    outcome = await computer.run().sign_in(OTHER_KEY.reveal(), Password(samples.ACCOUNT_PASSWORD))
    assert isinstance(outcome, Failure)
    assert outcome.problem is problems.KEY_NOT_ASKED_FOR
    assert computer.world.requests.all() == []
