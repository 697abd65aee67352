"""One profile and two Ava backends: no token of one reaches the other, and no fact of one is shown as the other's."""

import contextlib
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from ava_onboard.adapters.http.client import new_client
from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Operation, Stage
from ava_onboard.domain.secret import Token
from ava_onboard.domain.status import Badge
from ava_onboard.onboarding import Onboarding, StageFailed
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.adapters.secrets.scripted_keyrings import Trusted, use
from tests.repeats import first

from .conftest import KEY, OTHER_KEY
from .fakes import finish
from .two_avas import ACCEPTED, PASSWORD, Killed, TwoAvas, Wire, every


@pytest.fixture(scope="module")
def other_world_of_module() -> Iterator[World]:
    with World() as world:
        yield world


@pytest.fixture
async def avas(
    world: World, other_world_of_module: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[TwoAvas]:
    other_world_of_module.reset()
    wire, keyring = Wire(), Trusted()
    use(monkeypatch, keyring)
    async with new_client(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
        client.event_hooks = {"request": [wire.note_request]}
        yield TwoAvas(world, other_world_of_module, client, tmp_path / "two.json", wire, keyring)


async def test_a_session_with_one_ava_is_not_used_at_another(avas: TwoAvas) -> None:
    await avas.sign_in(avas.one)
    assert (await avas.look(avas.one)).signed_in
    assert not (await avas.look(avas.two)).signed_in
    await every(avas.run(avas.two).save(KEY, ACCEPTED))
    assert not any("authorization" in request.headers for request in avas.two.requests.all(server="ava"))
    avas.wire.assert_no_token_went_astray()


async def test_lost_progress_files_send_no_token_elsewhere(avas: TwoAvas) -> None:
    await avas.sign_in(avas.one)
    for file in avas.files():
        file.unlink()
    assert not (await avas.look(avas.two)).signed_in
    assert not any("authorization" in request.headers for request in avas.two.requests.all(server="ava"))
    assert (await avas.look(avas.one)).signed_in


async def test_the_profile_returns_to_the_ava_where_it_signed_in(avas: TwoAvas) -> None:
    await avas.sign_in(avas.two)
    await avas.save(None)
    assert avas.has_key(avas.two)
    assert not avas.has_key(avas.one)


async def test_both_sessions_stay_open(avas: TwoAvas) -> None:
    await avas.sign_in(avas.one)
    await avas.sign_in(avas.two)
    assert (await avas.look(avas.one)).signed_in
    assert (await avas.look(avas.two)).signed_in
    assert len(avas.keyring.held) == 4
    assert len({service for service, _user in avas.keyring.held}) == 4
    avas.wire.assert_no_token_went_astray()


async def test_looking_at_another_ava_shows_none_of_the_first_one_s_answers_and_changes_nothing(avas: TwoAvas) -> None:
    await avas.sign_in(avas.two)  # a session that is found when the profile belongs to another Ava
    await avas.sign_in(avas.one)
    await avas.save(avas.one)
    home = avas.saved()
    elsewhere = avas.run(avas.two)
    assert elsewhere.remembered().badge is Badge.NOT_CONFIGURED
    assert elsewhere.progress.known == Fact()
    *_, status = [status async for status in elsewhere.look()]
    assert (status.known.answer, status.last_known, status.badge) == (Answer.NO, Fact(), Badge.NOT_CONFIGURED)
    elsewhere.remember(theme="textual-light")
    assert avas.saved() == home._replace(theme="textual-light")
    assert avas.run(None).remembered().badge is Badge.CONFIGURED


async def test_an_operation_at_one_ava_is_not_continued_at_another(avas: TwoAvas) -> None:
    await avas.save(avas.one)
    assert avas.saved().under_way == Operation(Stage.SEND, KEY.preview)
    assert avas.run(avas.two).progress.under_way is None
    assert await finish(avas.run(avas.two)) == []
    assert avas.saved().under_way == Operation(Stage.SEND, KEY.preview)


async def test_a_new_profile_uses_the_first_ava_that_answers(avas: TwoAvas) -> None:
    avas.run(avas.two).remember(theme="textual-light")
    assert avas.used is None
    await avas.sign_in(avas.two)
    avas.path.unlink()
    await avas.look(avas.two)
    assert avas.used is avas.two
    assert avas.saved().known.answer is Answer.NO


async def test_signing_in_to_another_ava_hides_the_answers_of_the_first_and_keeps_the_key(avas: TwoAvas) -> None:
    await avas.sign_in(avas.one)
    await avas.save(avas.one)
    await avas.sign_in(avas.two)
    saved = avas.saved()
    assert (avas.used, saved.known, saved.under_way) == (avas.two, Fact(), None)
    assert saved.account == samples.ACCOUNT_NAME
    assert saved.kept.answer is Answer.YES
    assert (await avas.look(None)).badge is Badge.NOT_CONFIGURED
    assert await OsKeyring("two").get(SecretName.VAPI_KEY) == KEY


async def test_the_answers_of_each_ava_are_shown_again_on_return(avas: TwoAvas) -> None:
    await avas.sign_in(avas.one)
    await avas.save(avas.one)
    await avas.sign_in(avas.two)
    assert avas.run(avas.one).remembered().badge is Badge.CONFIGURED
    await avas.sign_in(avas.one)
    assert avas.run(None).remembered().badge is Badge.CONFIGURED


async def test_a_deletion_at_one_ava_lapses_when_the_profile_moves_to_another(avas: TwoAvas) -> None:
    await avas.sign_in(avas.one)
    await avas.save(avas.one)
    avas.one.ava_faults.add(Fault.status(503), method="DELETE")
    await every(avas.run(avas.one).delete())
    assert avas.saved().under_way == Operation(Stage.FORGET_AT_AVA)
    avas.one.ava_faults.clear()
    await avas.sign_in(avas.two)
    await avas.save(avas.two)
    assert await finish(avas.run(avas.one)) == []
    await avas.sign_in(avas.one)
    assert await finish(avas.run(None)) == []
    assert avas.has_key(avas.one)


async def test_the_ava_that_accepts_a_pasted_token_becomes_that_of_the_profile(avas: TwoAvas) -> None:
    await avas.sign_in(avas.one)
    await avas.run(avas.two).use_token(Token("nonsense"))
    assert avas.used is avas.one
    await avas.run(avas.two).use_token(Token(avas.two.token))
    assert avas.used is avas.two


async def test_a_deletion_that_another_ava_refuses_does_not_move_the_profile(avas: TwoAvas) -> None:
    await avas.sign_in(avas.two)
    await avas.sign_in(avas.one)
    await avas.save(avas.one)
    home = avas.saved()
    avas.two.ava_faults.add(Fault.status(422), method="DELETE")
    failed = (await every(avas.run(avas.two).delete()))[-1]
    assert isinstance(failed, StageFailed)
    assert avas.saved() == home
    avas.two.ava_faults.clear()
    await every(avas.run(avas.two).delete())
    assert (avas.used, avas.saved().known.answer) == (avas.two, Answer.NO)
    assert avas.has_key(avas.one)


async def test_signing_out_of_one_ava_does_not_sign_out_of_another(avas: TwoAvas) -> None:
    await avas.sign_in(avas.two)
    await avas.sign_in(avas.one)
    await avas.run(avas.two).sign_out()
    assert avas.saved().account == samples.ACCOUNT_NAME
    assert (await avas.look(None)).signed_in
    assert not (await avas.look(avas.two)).signed_in


@pytest.mark.parametrize("writes", range(9))
async def test_a_kill_while_saving_at_another_ava_never_mixes_the_two(avas: TwoAvas, writes: int) -> None:
    await avas.sign_in(avas.two)
    await avas.sign_in(avas.one)
    await avas.save(avas.one)
    try:
        await avas.save(avas.two, writes=writes)
    except Killed:
        assert writes < 8
    avas.assert_what_is_remembered_is_true()
    operation = avas.saved().under_way
    assert operation is None or avas.used is avas.two
    assert not [event for event in await finish(avas.run(None)) if isinstance(event, StageFailed)]
    assert operation is None or avas.has_key(avas.two)
    avas.assert_what_is_remembered_is_true()
    avas.wire.assert_no_token_went_astray()


ACTIONS: dict[str, Callable[[Onboarding], Awaitable[object]]] = {
    "look": lambda run: every(run.look()),
    "sign in": lambda run: run.sign_in(samples.ACCOUNT_IDENTIFIER, PASSWORD),
    "sign out": lambda run: run.sign_out(),
    "save": lambda run: every(run.save(KEY, ACCEPTED)),
    "save another": lambda run: every(run.save(OTHER_KEY, ACCEPTED)),
    "send": lambda run: every(run.send()),
    "delete": lambda run: every(run.delete()),
    "finish": finish,
}


@pytest.mark.parametrize("mortal", [True, False], ids=["killed", "not killed"])
@pytest.mark.parametrize("seed", first(range(8)))
async def test_no_sequence_of_actions_mixes_two_avas(avas: TwoAvas, seed: int, mortal: bool) -> None:
    chance = random.Random(seed)
    await avas.sign_in(avas.one)
    for _ in range(15):
        if chance.random() < 0.1:
            chance.choice(avas.files()).unlink()
        said = chance.choice([avas.one, avas.two, None])
        with contextlib.suppress(Killed):
            run = avas.run(said, writes=chance.choice([None, 0, 1, 2, 3]) if mortal else None)
            await chance.choice(list(ACTIONS.values()))(run)
        avas.wire.assert_no_token_went_astray()
        if not mortal:
            avas.assert_what_is_remembered_is_true()
