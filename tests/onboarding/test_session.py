"""The Ava session: where tokens come from, how they are renewed, and where they are never sent."""

import asyncio

import pytest

from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure, Problem, ProblemError
from ava_onboard.domain.secret import Password, Token
from ava_onboard.onboarding import StageFailed
from ava_onboard.onboarding.ports import Account, SecretName, Session
from ava_onboard.onboarding.session import AvaSession, SignIn, asks_to_sign_in
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault

from .conftest import KEY, REFRESH, SETTINGS, STALE, Computer
from .fakes import NOW, FailingStore, SlowStore

DEAD = Token("dead-refresh-token")
PASSWORD = Password(samples.ACCOUNT_PASSWORD)
TOKENS = (SecretName.ACCESS_TOKEN, SecretName.REFRESH_TOKEN)


async def tokens(computer: Computer) -> tuple[object, object]:
    """Return the access token and the refresh token in the store."""
    return await computer.store.get(SecretName.ACCESS_TOKEN), await computer.store.get(SecretName.REFRESH_TOKEN)


def session_of(computer: Computer) -> AvaSession:
    return AvaSession(computer.ava, computer.store, None)


def renewals(computer: Computer) -> int:
    return len(computer.world.requests.all(path=REFRESH))


async def test_an_expired_token_is_renewed_once_and_the_call_made_again(computer: Computer) -> None:
    refresh = (await computer.session()).refresh
    await computer.keep(STALE, refresh, KEY)
    events = [event async for event in computer.run().send()]
    assert len(events) == 6
    assert (await computer.at_ava()).present
    assert renewals(computer) == 1
    access, kept_refresh = await tokens(computer)
    assert access not in (None, STALE)
    assert kept_refresh not in (None, refresh)  # a refresh token is good for one use


async def test_simultaneous_calls_share_one_renewal(computer: Computer) -> None:
    await computer.keep(STALE, (await computer.session()).refresh)
    session = session_of(computer)
    answers = await asyncio.gather(*(session.call(computer.ava.stored_key) for _ in range(5)))
    assert len(answers) == 5
    assert renewals(computer) == 1


async def test_simultaneous_calls_read_the_store_once(computer: Computer) -> None:
    computer.store = store = SlowStore()
    await computer.keep(Token(computer.world.token))
    session = session_of(computer)
    calls = [asyncio.create_task(session.call(computer.ava.stored_key)) for _ in range(3)]
    await store.asked.wait()
    store.open.set()
    assert len(await asyncio.gather(*calls)) == 3


async def test_a_refresh_token_alone_opens_a_session(computer: Computer) -> None:
    await computer.keep(refresh=(await computer.session()).refresh)
    assert await session_of(computer).source() is SignIn.STORED
    assert not (await session_of(computer).call(computer.ava.stored_key)).present


async def test_an_expired_refresh_token_ends_the_session_here_and_in_the_store(computer: Computer) -> None:
    await computer.keep(STALE, DEAD)
    session = session_of(computer)
    with pytest.raises(ProblemError, match="S03"):
        await session.call(computer.ava.stored_key)
    assert await tokens(computer) == (None, None)
    assert await session.source() is SignIn.NONE


async def test_an_expired_token_without_a_refresh_token_ends_the_session(computer: Computer) -> None:
    await computer.keep(STALE)
    with pytest.raises(ProblemError, match="S03"):
        await session_of(computer).call(computer.ava.stored_key)
    assert await tokens(computer) == (None, None)
    assert renewals(computer) == 0


@pytest.mark.parametrize("fault", [Fault.status(503), Fault.disconnect(), Fault.status(429)])
async def test_an_outage_while_renewing_does_not_end_the_session(computer: Computer, fault: Fault) -> None:
    refresh = (await computer.session()).refresh
    await computer.keep(STALE, refresh)
    computer.world.ava_faults.add(fault, path=REFRESH, times=1)
    session = session_of(computer)
    with pytest.raises(ProblemError):
        await session.call(computer.ava.stored_key)
    assert await tokens(computer) == (STALE, refresh)
    assert not (await session.call(computer.ava.stored_key)).present


async def test_a_renewed_token_that_is_refused_is_not_renewed_again(computer: Computer) -> None:
    await computer.keep(STALE, (await computer.session()).refresh)
    computer.world.ava_faults.add(Fault.status(401), path=SETTINGS)
    with pytest.raises(ProblemError, match="S05"):
        await session_of(computer).call(computer.ava.stored_key)
    assert renewals(computer) == 1


async def test_signing_out_during_a_renewal_wins(computer: Computer) -> None:
    await computer.keep(STALE, (await computer.session()).refresh)
    computer.world.ava_faults.add(Fault.hang(), path=REFRESH)
    session = session_of(computer)
    call = asyncio.create_task(session.call(computer.ava.stored_key))
    await asyncio.to_thread(computer.world.ava_faults.wait_for_held)
    await session.sign_out()
    computer.world.ava_faults.clear()
    with pytest.raises(ProblemError, match="S01"):
        await call
    assert await tokens(computer) == (None, None)


async def test_signing_in_during_a_renewal_wins(computer: Computer) -> None:
    await computer.keep(STALE, (await computer.session()).refresh)
    computer.world.ava_faults.add(Fault.hang(), path=REFRESH)
    session = session_of(computer)
    call = asyncio.create_task(session.call(computer.ava.stored_key))
    await asyncio.to_thread(computer.world.ava_faults.wait_for_held)
    await session.sign_in(samples.ACCOUNT_PHONE, PASSWORD)
    new = await tokens(computer)
    computer.world.ava_faults.clear()
    assert not (await call).present
    assert await tokens(computer) == new


async def test_signing_in_while_the_store_is_read_wins(computer: Computer) -> None:
    computer.store = store = SlowStore()
    await computer.keep(STALE, DEAD)
    session = session_of(computer)
    reading = asyncio.create_task(session.source())
    await store.asked.wait()
    await session.use_token(Token(computer.world.token))
    store.open.set()
    await reading
    assert not (await session.call(computer.ava.stored_key)).present


async def test_without_a_token_no_request_is_made(computer: Computer) -> None:
    with pytest.raises(ProblemError, match="S01"):
        await session_of(computer).call(computer.ava.stored_key)
    assert computer.world.requests.all() == []


@pytest.mark.parametrize("identifier", [samples.ACCOUNT_IDENTIFIER, samples.ACCOUNT_PHONE])
async def test_signing_in_keeps_both_tokens_and_the_name(computer: Computer, identifier: str) -> None:
    assert await computer.run().sign_in(identifier, PASSWORD) == Account(samples.ACCOUNT_NAME)
    access, refresh = await tokens(computer)
    assert isinstance(access, Token)
    assert isinstance(refresh, Token)
    assert computer.progress.account == samples.ACCOUNT_NAME
    assert (await computer.ava.account(access)).label == samples.ACCOUNT_NAME


async def test_a_wrong_password_changes_nothing(computer: Computer) -> None:
    await computer.keep(STALE, DEAD)
    outcome = await computer.run().sign_in(samples.ACCOUNT_IDENTIFIER, Password("wrong"))
    assert isinstance(outcome, Failure)
    assert outcome.code == "S02"
    assert await tokens(computer) == (STALE, DEAD)
    assert computer.progress.account is None


async def test_a_pasted_token_is_checked_by_ava_before_it_is_kept(computer: Computer) -> None:
    run = computer.run()
    outcome = await run.use_token(STALE)
    assert isinstance(outcome, Failure)
    assert outcome.code == "S05"
    assert await tokens(computer) == (None, None)
    good = Token(computer.world.token)
    assert await run.use_token(good) == Account(samples.ACCOUNT_NAME)
    assert await tokens(computer) == (good, None)


async def test_a_pasted_token_replaces_both_old_ones(computer: Computer) -> None:
    await computer.keep(STALE, DEAD)
    good = Token(computer.world.token)
    await computer.run().use_token(good)
    assert await tokens(computer) == (good, None)


@pytest.mark.parametrize("call", ["put", "delete"])
async def test_a_new_token_removes_the_refresh_token_of_another_account(computer: Computer, call: str) -> None:
    computer.store = store = FailingStore(calls=[call], entries=[SecretName.REFRESH_TOKEN])
    await computer.keep(STALE, DEAD)
    store.problem = problems.KEYRING_LOCKED
    run = computer.run()
    assert await run.sign_in(samples.ACCOUNT_IDENTIFIER, PASSWORD) == Account(samples.ACCOUNT_NAME)
    access, refresh = await tokens(computer)
    assert (access, refresh) == (STALE, DEAD) or refresh is None


@pytest.mark.parametrize(
    ("problem", "next_run"),
    [(problems.NO_KEYRING, "S01"), (problems.KEYRING_UNSAFE, "S01"), (problems.KEYRING_SILENT, "K03")],
    ids=["K01", "K05", "K03"],
)
async def test_without_a_keyring_the_session_lasts_as_long_as_the_run(
    computer: Computer, problem: Problem, next_run: str
) -> None:
    computer.store = FailingStore(problem, entries=[SecretName.ACCESS_TOKEN, SecretName.REFRESH_TOKEN])
    await computer.keep(key=KEY)
    run = computer.run()
    assert await run.sign_in(samples.ACCOUNT_IDENTIFIER, PASSWORD) == Account(samples.ACCOUNT_NAME)
    assert len([event async for event in run.send()]) == 6
    assert (await computer.at_ava()).present
    (event,) = [event async for event in computer.run().send()][1:]
    assert event.failure.code == next_run  # type: ignore[union-attr]  # a failure


async def test_the_token_from_the_environment_takes_precedence_and_is_not_stored(computer: Computer) -> None:
    await computer.keep(STALE, DEAD, KEY)
    run = computer.run(environment_token=Token(computer.world.token))
    assert len([event async for event in run.send()]) == 6
    assert await tokens(computer) == (STALE, DEAD)
    assert renewals(computer) == 0
    *_, status = [status async for status in run.look()]
    assert status.signed_in


async def test_a_refused_token_from_the_environment_is_reported_and_changes_nothing(computer: Computer) -> None:
    await computer.keep(Token(computer.world.token), DEAD, KEY)
    *_, last = [event async for event in computer.run(environment_token=STALE).send()]
    assert isinstance(last, StageFailed)
    assert last.failure.code == "S06"
    assert not asks_to_sign_in(last.failure)
    assert await tokens(computer) == (Token(computer.world.token), DEAD)


async def test_signing_out_forgets_the_tokens_and_the_name_but_keeps_the_facts(signed_in: Computer) -> None:
    run = signed_in.run()
    await run.sign_in(samples.ACCOUNT_IDENTIFIER, PASSWORD)
    [event async for event in run.save(KEY, None)]
    assert await run.sign_out() is None
    assert await tokens(signed_in) == (None, None)
    assert signed_in.progress.account is None
    assert signed_in.progress.known.answer is Answer.YES


async def test_signing_out_with_a_failing_keyring_is_reported_and_ends_the_session_of_this_run(
    computer: Computer,
) -> None:
    computer.store = store = FailingStore(calls=["delete"])
    await computer.keep(Token(computer.world.token), key=KEY)
    store.problem = problems.KEYRING_LOCKED
    run = computer.run()
    assert await run.sign_out() == Failure(problems.KEYRING_LOCKED)
    (event,) = [event async for event in run.send()][1:]
    assert event.failure.code == "S01"  # type: ignore[union-attr]  # a failure


async def test_answers_to_one_account_are_not_shown_to_another(computer: Computer) -> None:
    run = computer.run()
    run.remember(account="Somebody Else", known=Fact(Answer.YES, KEY.preview, NOW))
    await run.sign_in(samples.ACCOUNT_IDENTIFIER, PASSWORD)
    assert computer.progress.known == Fact()
    run.remember(known=Fact(Answer.YES, KEY.preview, NOW))
    await run.sign_in(samples.ACCOUNT_IDENTIFIER, PASSWORD)
    assert computer.progress.known.answer is Answer.YES


async def test_a_session_without_a_name_shows_the_identifier_that_was_typed() -> None:
    class Nameless:
        async def sign_in(self, identifier: str, password: Password) -> Session:
            return Session(STALE)

    session = AvaSession(Nameless(), MemoryStore(), None)  # type: ignore[arg-type]  # no more is called
    assert await session.sign_in("demo@ava.ai", PASSWORD) == Account("demo@ava.ai")
