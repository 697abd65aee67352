"""A key that belongs to another organisation than the one that Ava has: noticed before it is saved, and once."""

from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import SecretName

from .conftest import KEY, OTHER_KEY, Computer
from .test_prove import EMPTY, looked, proof_of, saved


async def test_a_key_of_another_organisation_is_noticed_once(signed_in: Computer) -> None:
    run = signed_in.run()
    moves = [(await proof_of(run, key)).moved for key in (KEY, OTHER_KEY, OTHER_KEY, KEY, EMPTY)]
    assert moves == [False, True, False, True, False]


async def test_that_ava_had_another_key_before_is_noticed_whatever_its_organisation(signed_in: Computer) -> None:
    run = signed_in.run()
    replaced = [(await proof_of(run, key)).replaced for key in (KEY, KEY, OTHER_KEY, EMPTY)]
    assert replaced == [False, False, True, True]


async def test_a_key_of_another_organisation_is_known_before_it_is_saved(signed_in: Computer) -> None:
    run = signed_in.run()
    of_another = await run.check(OTHER_KEY)
    assert not run.leaves_organisation(of_another)
    await saved(run)
    assert run.leaves_organisation(of_another)
    assert not run.leaves_organisation(await run.check(KEY))
    assert not run.leaves_organisation(await run.check(EMPTY))


async def test_the_organisation_of_ava_s_key_is_known_from_a_look(signed_in: Computer) -> None:
    await signed_in.store.put(SecretName.VAPI_KEY, KEY)
    await signed_in.ava.send_key(Token(signed_in.world.token), KEY)
    run = signed_in.run()
    await looked(run)
    assert run.leaves_organisation(await run.check(OTHER_KEY))


async def test_nothing_is_said_about_the_organisation_of_a_key_that_ava_has_got_elsewhere(signed_in: Computer) -> None:
    run = signed_in.run()
    await saved(run)
    await signed_in.ava.send_key(Token(signed_in.world.token), EMPTY)
    await looked(run)
    assert not run.leaves_organisation(await run.check(OTHER_KEY))
