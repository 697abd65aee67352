"""The agent's side of the live mirror, over real HTTP."""

import asyncio
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from ava_onboard.adapters.http.client import new_client
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.services.live import HttpLive
from ava_onboard.domain.progress import Step
from ava_onboard.domain.secret import Token
from ava_onboard.domain.situation.coding import encode
from ava_onboard.domain.situation.facts import Outline
from ava_onboard.domain.situation.scenes import (
    Answered,
    AtStep,
    Checked,
    Field,
    Page,
    Pasting,
    Place,
    Scene,
    Situation,
    System,
)
from ava_onboard.domain.situation.symbols import new_live_code
from ava_onboard.domain.situation.troubles import Trouble
from ava_onboard.onboarding.live_desk import LiveSupport
from ava_onboard.onboarding.session import AvaSession
from ava_onboard.tui.desk.app import DeskApp
from tests.live.ava import LiveAva, ava, hurried
from tests.live.relay import relay_to
from tests.tui.desk_driving import Desk, tools_for
from tests.tui.driving import NO_AUTHORITIES
from tests.tui.quick import quick

__all__ = ["ava", "hurried"]


def code_of(scene: Scene, language: str = "fr") -> str:
    return encode(Situation(scene, language, System.WINDOWS, "keyring"))


STEP = code_of(AtStep(Step.NEW_KEY, Page.CLOSED, None, Outline()))
REFUSED = code_of(Answered(Place.GUIDE, Checked.NOT, Trouble("V05"), Outline()))
PASTING = code_of(Pasting(Place.GUIDE, Field.EMPTY, None, Outline()))


@asynccontextmanager
async def live_desk(
    tmp_path: Path, ava: LiveAva, *, token: str | None = None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Desk]:
    given = tools_for(tmp_path)
    async with new_client(NO_AUTHORITIES) as client:

        async def connect() -> LiveSupport:
            session = AvaSession(HttpAva(client, ava.url), MemoryStore(), Token(token or ava.agent))
            return LiveSupport(session, HttpLive(client, ava.url))

        app = DeskApp(given.tools._replace(live=connect), colours="truecolor", language="en")
        async with quick(), app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Desk(app, pilot, given.log, given.clipboard, given.saved)
            await app.action_quit()


async def see(desk: Desk, *sentences: str) -> None:
    async with asyncio.timeout(20):
        while not all(sentence in " ".join(desk.text().split()) for sentence in sentences):
            await desk.pilot.pause(0.02)


async def customer(ava: LiveAva, path: str, call: str, symbols: str) -> None:
    await to_thread(ava.call, ava.customer, "POST", f"{path}/{call}", {"situation": symbols})


async def follow(desk: Desk, ava: LiveAva, path: str, code: str) -> None:
    """Follow the customer who has ``code``; they confirm it."""
    await desk.type("slash", code)
    await see(desk, "Live: the customer has to confirm your name.")
    await customer(ava, path, "confirm", STEP)
    await see(desk, "Live: the mirror follows the customer.")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_an_agent_follows_a_customer_from_the_code_to_the_end(
    tmp_path: Path, ava: LiveAva, size: tuple[int, int]
) -> None:
    path, code = await to_thread(ava.open)
    async with live_desk(tmp_path, ava, size=size) as desk:
        assert "Live: / and the code under" in desk.text()
        await desk.type("slash", code.lower())
        await see(desk, "Live: the customer has to confirm your name.")
        assert desk.app.call.situation is None
        await customer(ava, path, "confirm", STEP)
        await see(desk, "Live: the mirror follows the customer.")
        assert desk.app.call.symbols == STEP
        assert desk.app.call.language == "fr"
        await customer(ava, path, "state", REFUSED)
        await see(desk, "V05")
        await desk.press("1")
        answered = desk.app.call.node.name
        await customer(ava, path, "state", PASTING)
        async with asyncio.timeout(20):
            while desk.app.call.symbols != PASTING:
                await desk.pilot.pause(0.02)
        assert (desk.app.call.code, desk.app.call.node.name) == ("V05", answered)  # the way goes on
        await to_thread(ava.call, ava.customer, "DELETE", path)
        await see(desk, "Live: ended.")
        assert [event["kind"] for event in desk.events()] == [
            *("live", "situation", "situation", "answer", "situation", "live")
        ]


async def test_a_code_that_nobody_has_is_refused_and_after_five_the_agent_has_to_wait(
    tmp_path: Path, ava: LiveAva
) -> None:
    async with live_desk(tmp_path, ava) as desk:
        for _ in range(5):
            desk.app.remark = None
            await desk.type("slash", new_live_code())
            await see(desk, "No customer has this code now")
        desk.app.remark = None
        await desk.type("slash", new_live_code())
        await see(desk, "There were too many wrong codes.")


async def test_a_misheard_symbol_is_noticed_without_asking_ava(tmp_path: Path, ava: LiveAva) -> None:
    _, code = await to_thread(ava.open)
    wrong = next(code[:2] + symbol + code[3:] for symbol in "347" if symbol != code[2])
    async with live_desk(tmp_path, ava) as desk:
        await desk.type("slash", wrong)
        if desk.app.call.situation is None:  # one in 22 is the code of a situation
            assert desk.app.remark
        assert (await to_thread(ava.states))[0] == ("open", None)


async def test_a_situation_code_can_still_be_heard(tmp_path: Path, ava: LiveAva) -> None:
    async with live_desk(tmp_path, ava) as desk:
        await desk.type("slash", REFUSED)
        assert desk.app.call.code == "V05"


async def test_an_account_that_is_not_an_agent_may_not_follow(tmp_path: Path, ava: LiveAva) -> None:
    _, code = await to_thread(ava.open)
    async with live_desk(tmp_path, ava, token=ava.customer) as desk:
        await desk.type("slash", code)
        await see(desk, "This account may not follow customers.")


async def test_an_ava_without_the_live_mirror_is_named(tmp_path: Path, ava: LiveAva, world: Any) -> None:
    elsewhere = LiveAva(world.ava_url, ava.settings, ava.customer, world.token)
    async with live_desk(tmp_path, elsewhere) as desk:
        await desk.type("slash", new_live_code())
        await see(desk, "This Ava has no live mirror.")


@pytest.mark.parametrize("how", ["F5", "quit"])
async def test_a_new_call_and_quitting_end_it_for_the_customer_too(tmp_path: Path, ava: LiveAva, how: str) -> None:
    path, code = await to_thread(ava.open)
    async with live_desk(tmp_path, ava) as desk:
        await follow(desk, ava, path, code)
        if how == "F5":
            await desk.press("f5")
            await see(desk, "Live: / and the code under")
            async with asyncio.timeout(20):
                while await to_thread(ava.states) != [("ended", None)]:
                    await desk.pilot.pause(0.02)
            assert desk.app.call.situation is None
        else:
            await desk.press("ctrl+q")
    assert await to_thread(ava.states) == [("ended", None)]


async def test_a_lost_connection_is_reported_and_resumed(
    tmp_path: Path, ava: LiveAva, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ava_onboard.onboarding.live_desk._FIRST_PAUSE", 0.05)
    monkeypatch.setattr("ava_onboard.onboarding.live_desk._LONGEST_PAUSE", 0.05)
    path, code = await to_thread(ava.open)
    async with relay_to(ava.url) as relay, live_desk(tmp_path, replace(ava, url=relay.url)) as desk:
        await follow(desk, ava, path, code)
        await relay.cut()
        await see(desk, "Live: connection lost, trying again.")
        await customer(ava, path, "state", REFUSED)
        await relay.mend()
        await see(desk, "Live: the mirror follows the customer.", "V05")


async def test_an_expired_session_is_reported(tmp_path: Path, ava: LiveAva) -> None:
    from sqlalchemy import text

    from ava_onboard.backend.db.engine import opened

    async with opened(ava.settings.database_url) as engine:
        path, code = await to_thread(ava.open)
        async with live_desk(tmp_path, ava) as desk:
            await follow(desk, ava, path, code)
            async with engine.begin() as connection:
                await connection.execute(text("UPDATE onboarding_sessions SET expires_at = 1"))
            await see(desk, "Live: expired, or the customer's program is gone.")


async def test_nothing_is_asked_of_ava_before_a_code_is_entered(tmp_path: Path, ava: LiveAva) -> None:
    asked: list[httpx.Request] = []
    given = tools_for(tmp_path)

    async def connect() -> LiveSupport:
        raise AssertionError(asked)

    app = DeskApp(given.tools._replace(live=connect), colours="truecolor", language="en")
    async with quick(), app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f4", "f1", "f2")
        assert app.is_running
