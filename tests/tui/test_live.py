"""The customer's side of the live mirror: who sees the screen, and until when."""

import asyncio
import re
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from ava_onboard.adapters.late import Late
from ava_onboard.adapters.services.live import HttpLive
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Token
from ava_onboard.domain.situation.symbols import fits_live
from ava_onboard.onboarding import Services
from ava_onboard.sandbox.world import World
from ava_onboard.tui import situation
from ava_onboard.tui.screens.live import LiveScreen
from ava_onboard.tui.screens.support import SupportScreen
from tests.live.ava import CUSTOMER, PASSWORD, LiveAva, ava, hurried
from tests.live.relay import relay_to
from tests.tui.driving import Driven, driven

__all__ = ["ava", "hurried"]
OFFER = "Let support follow"


@asynccontextmanager
async def app_at(world: World, ava: LiveAva, *, signed_in: bool = True, **options: Any) -> AsyncIterator[Driven]:
    def with_live(services: Services) -> Services:
        return _live_at(services, ava.url)

    token = Token(ava.customer) if signed_in else None
    async with driven(world, ava_url=ava.url, token=token, replaced=with_live, **options) as at:
        yield at


async def code_of(at: Driven) -> str:
    """Open F9, let support follow, and return the code."""
    await at.press("f9")
    await at.see(OFFER)
    await at.click_on(OFFER)
    await at.until(lambda: isinstance(at.app.screen, LiveScreen), "the dialog")
    screen = at.app.screen
    assert isinstance(screen, LiveScreen)
    await at.until(lambda: screen._code is not None or screen._is_over, "a code")
    assert screen._code
    assert fits_live(screen._code)
    return screen._code


async def followed(at: Driven, ava: LiveAva) -> str:
    """Have the agent claim the code and the customer confirm; return the path of the session."""
    path = await to_thread(ava.claim, await code_of(at))
    await at.see("Bob wants to see your step.")
    await at.enter()
    await at.until(lambda: at.app.onboarding.followed_by == "Bob", "followed")
    await at.until(lambda: not at.app.screen.is_modal, "no dialog")
    return path


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_a_customer_lets_support_follow_and_each_change_reaches_ava(
    world: World, ava: LiveAva, size: tuple[int, int]
) -> None:
    async with app_at(world, ava, size=size) as at:
        code = await code_of(at)
        assert at.says("Read these six symbols to support")
        assert await to_thread(ava.states) == [("open", None)]
        await to_thread(ava.claim, code)
        await at.see("Bob wants to see your step.")
        assert await to_thread(ava.states) == [("claimed", None)]
        await at.enter()
        await at.see("Bob sees your step")
        await at.until(lambda: not at.app.screen.is_modal, "no dialog")
        seen = situation.code(at.app)
        assert await to_thread(ava.states) == [("followed", seen)]

        await at.press("f4")
        await at.until(lambda: situation.code(at.app) != seen, "another screen")
        assert at.says("Bob sees your step")
        await reaches(at, ava)


async def reaches(at: Driven, ava: LiveAva) -> None:
    """Wait until Ava knows what is on the screen, which may still be changing."""
    for _ in range(200):
        if (await to_thread(ava.states))[-1] == ("followed", situation.code(at.app)):
            return
        await at.pilot.pause(0.05)
    raise AssertionError(await to_thread(ava.states), situation.code(at.app))


async def test_escape_ends_it_at_once(world: World, ava: LiveAva) -> None:
    async with app_at(world, ava) as at:
        await followed(at, ava)
        await at.press("escape")
        await at.see("Nobody sees your step any more.")
        assert at.app.onboarding.followed_by is None
        assert not at.says("Bob sees your step")
        await ends(at, ava)


async def ends(at: Driven, ava: LiveAva) -> None:
    for _ in range(200):
        if (await to_thread(ava.states))[-1] == ("ended", None):
            return
        await at.pilot.pause(0.05)
    raise AssertionError(await to_thread(ava.states))


async def test_escape_closes_a_dialog_first(world: World, ava: LiveAva) -> None:
    async with app_at(world, ava) as at:
        await followed(at, ava)
        await at.press("f1", "escape")
        assert at.app.onboarding.followed_by == "Bob"
        await at.press("f9")
        assert at.says("● Bob sees your step")
        await at.click_on("Stop it")
        await at.see("Nobody sees your step any more.")
        await ends(at, ava)


async def test_quitting_ends_it(world: World, ava: LiveAva) -> None:
    async with app_at(world, ava) as at:
        await followed(at, ava)
        await at.press("ctrl+q")
    assert await to_thread(ava.states) == [("ended", None)]


async def test_closing_the_dialog_takes_the_code_back(world: World, ava: LiveAva) -> None:
    async with app_at(world, ava) as at:
        code = await code_of(at)
        await at.press("escape")
        await at.until(lambda: isinstance(at.app.screen, SupportScreen), "the dialog below")
        await ends(at, ava)
        with pytest.raises(AssertionError, match="No session has this code"):
            await to_thread(ava.claim, code)


async def test_no_to_an_agent_ends_it_without_showing_anything(world: World, ava: LiveAva) -> None:
    async with app_at(world, ava) as at:
        await to_thread(ava.claim, await code_of(at))
        await at.see("Bob wants to see your step.")
        await at.click_on("No ")
        await ends(at, ava)
        assert at.app.onboarding.followed_by is None


async def test_enter_confirms_nothing_in_the_moment_in_which_the_name_appears(
    world: World, ava: LiveAva, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ava_onboard.tui.screens.live.UNREAD", 3600.0)
    async with app_at(world, ava) as at:
        await to_thread(ava.claim, await code_of(at))
        await at.see("Bob wants to see your step.")
        await at.enter()
        assert isinstance(at.app.screen, LiveScreen)
        assert (await to_thread(ava.states))[-1] == ("claimed", None)


async def test_somebody_who_is_not_signed_in_is_asked_to(world: World, ava: LiveAva) -> None:
    async with app_at(world, ava, signed_in=False) as at:
        await at.press("f9")
        await at.see(OFFER)
        await at.click_on(OFFER)
        await at.see(
            "Ava has to know who you are before support can follow. Use the account you have on Ava's website."
        )
        await at.type(CUSTOMER)
        await at.press("enter")
        await at.type(PASSWORD)
        await at.press("enter")
        await at.see("Read these six symbols to support")
        assert (await to_thread(ava.states))[-1] == ("open", None)


async def test_an_ava_without_the_live_mirror_is_not_offered(world: World) -> None:
    async with driven(world, replaced=lambda it: _live_at(it, world.ava_url)) as at:
        await at.press("f9")
        await at.until(lambda: not at.app.workers._workers, "the answer")
        assert isinstance(at.app.screen, SupportScreen)
        assert not at.says(OFFER)


async def test_without_ava_nothing_is_offered_and_nothing_disturbs_until_ava_answers(
    world: World, ava: LiveAva, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ava_onboard.onboarding.live.AGAIN", 0.05)
    silent, url = "http://127.0.0.1:1", ""
    asked = 0

    def live_of(services: Services) -> Services:
        client = services.ava._service.client  # type: ignore[attr-defined]

        async def live() -> HttpLive:
            nonlocal asked
            asked += 1
            return HttpLive(client, url or silent)

        return services._replace(live=live)

    async with driven(world, replaced=live_of) as at:
        await at.press("f9")
        await at.until(lambda: asked > 1, "a second request")
        assert not at.says(OFFER)
        assert at.app.message is None
        url = ava.url
        await at.see(OFFER)


def _live_at(services: Services, url: str) -> Services:
    client = services.ava._service.client  # type: ignore[attr-defined]  # of the real adapter
    return services._replace(live=Late(lambda: HttpLive(client, url)))


async def test_a_session_that_ava_has_ended_is_reported_once_and_its_mark_disappears(
    world: World, ava: LiveAva
) -> None:
    async with app_at(world, ava) as at:
        path = await followed(at, ava)
        await to_thread(ava.call, ava.customer, "DELETE", path)
        await at.press("f4")
        await at.see("Bob no longer sees your step: the session has ended.")
        assert at.app.onboarding.followed_by is None


async def test_a_lost_connection_does_not_disturb_and_the_change_arrives_later(
    world: World, ava: LiveAva, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ava_onboard.tui.live.PAUSE", 0.05)
    async with relay_to(ava.url) as relay, app_at(world, replace(ava, url=relay.url)) as at:
        await followed(at, ava)
        at.app.clear_notifications()
        await relay.cut()
        failed = asyncio.Event()
        tell = HttpLive.tell

        async def noting(self: HttpLive, access: Token, session: str, symbols: str) -> bool:
            try:
                return await tell(self, access, session, symbols)
            except ProblemError:
                failed.set()
                raise

        monkeypatch.setattr(HttpLive, "tell", noting)
        await at.press("f4")
        await at.until(failed.is_set, "a failure")
        assert at.app.message is None
        await relay.mend()
        await reaches(at, ava)


async def test_signing_out_ends_it(world: World, ava: LiveAva) -> None:
    async with app_at(world, ava, signed_in=False) as at:
        await at.app.onboarding.use_token(Token(ava.customer))
        await followed(at, ava)
        await at.app.run_action("app.sign_out")
        await ends(at, ava)
        await at.until(lambda: at.app.onboarding.followed_by is None, "nobody")


async def test_after_a_long_silence_of_ava_the_app_no_longer_claims_that_anyone_sees_the_screen(
    world: World, ava: LiveAva, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ava_onboard.tui.live.PAUSE", 0.05)
    monkeypatch.setattr("ava_onboard.tui.live.GIVEN_UP", 0.2)
    async with relay_to(ava.url) as relay, app_at(world, replace(ava, url=relay.url)) as at:
        await followed(at, ava)
        await relay.cut()
        await at.press("f4")
        await at.see("Bob no longer sees your step: the session has ended.")
        assert at.app.onboarding.followed_by is None


async def test_nothing_but_the_six_symbols_ever_leaves(
    world: World, ava: LiveAva, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    tell = HttpLive.tell

    async def noting(self: HttpLive, access: Token, session: str, symbols: str) -> bool:
        sent.append(symbols)
        return await tell(self, access, session, symbols)

    monkeypatch.setattr(HttpLive, "tell", noting)
    async with app_at(world, ava) as at:
        await followed(at, ava)
        await at.press("f4", "f4", "f2")
        await at.until(lambda: bool(sent), "a change")
        await reaches(at, ava)
    assert all(re.fullmatch("[3479ACDEFGHJKMNPQRTVWXY]{6}", symbols) for symbols in sent)
