"""Leaving a screen while it waits for an answer that arrives as its parts are being removed."""

import asyncio
import gc
import warnings

import pytest
from textual import events
from textual.screen import Screen

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.verdict import Accepted, Region, Verdict
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from ava_onboard.tui.screens.help import HelpScreen
from ava_onboard.tui.screens.menu import MenuScreen
from ava_onboard.tui.screens.settings import SettingsScreen
from tests.tui.at_ava import store_with
from tests.tui.driving import AT_LAST_STEP, driven
from tests.tui.test_settings_card import CONFIGURED

KEY = samples.KEYS["valid"]


class LateVapi:
    """Answers once a part of the screen that asks has been removed."""

    regions = (Region.US,)

    def __init__(self, part: str) -> None:
        self._part = part
        self.asked, self.left = asyncio.Event(), asyncio.Event()
        self.screen: Screen[object] | None = None

    async def check(self, key: ApiKey, region: Region) -> Verdict:
        self.asked.set()
        await self.left.wait()
        while self.screen and self.screen.query(self._part):  # noqa: ASYNC110 - no event says so in time
            await asyncio.sleep(0)
        return Accepted(region)

    async def warm_up(self) -> None:
        """Do nothing."""


async def leave_while_vapi_is_asked(world: World, progress: Progress, *, part: str, typed: str | None = None) -> None:
    vapi = LateVapi(part)
    store = await store_with(key=None if typed else KEY, access=world.token)
    async with driven(
        world, store=store, progress=progress, replaced=lambda services: services._replace(vapi=vapi)
    ) as at:
        if typed:
            await at.paste(typed)
        await at.until(vapi.asked.is_set, "a question to Vapi")
        vapi.screen = at.app.screen
        vapi.left.set()


async def test_the_settings_can_be_left_while_they_look_for_the_facts(world: World) -> None:
    await leave_while_vapi_is_asked(world, CONFIGURED, part="#card")


async def test_the_guide_can_be_left_while_a_key_is_checked(world: World) -> None:
    await leave_while_vapi_is_asked(world, AT_LAST_STEP, part="#primary", typed=KEY)


async def test_work_that_is_cancelled_before_it_begins_is_not_reported(world: World) -> None:
    begun = False

    async def work() -> None:
        nonlocal begun
        begun = True

    with warnings.catch_warnings(record=True) as reported:
        warnings.simplefilter("always")
        async with driven(world) as at:
            at.app.run_worker(work(), group="test", exclusive=True)
            at.app.workers.cancel_group(at.app, "test")
            await at.until(lambda: not at.app.workers, "an app at rest")
        gc.collect()
    assert not begun
    assert [str(warning.message) for warning in reported if "never awaited" in str(warning.message)] == []


async def test_a_text_may_be_pasted_as_the_program_ends(world: World) -> None:
    store = await store_with(key=KEY, access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("✓ accepted")
        screen = at.app.screen
        assert isinstance(screen, SettingsScreen)
        screen.on_paste(events.Paste("MARKED"))
        at.app.exit()
        await at.until(lambda: not at.app.is_running, "the end")
    assert at.app.return_code == 0


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_a_dialog_closes_although_nobody_waits_for_its_answer_any_more(world: World, key: str) -> None:
    async with driven(world) as at:

        async def ask() -> None:
            await at.app.push_screen_wait(MenuScreen())

        asking = at.app.run_worker(ask())
        await at.until(lambda: isinstance(at.app.screen, MenuScreen), "the menu")
        asking.cancel()
        await at.until(lambda: asking not in list(at.app.workers), "the end of the work that has asked")
        await at.press(key)
        await at.until(lambda: not isinstance(at.app.screen, MenuScreen), "no dialog")


async def test_help_that_has_opened_above_the_menu_closes_with_it(world: World) -> None:
    async with driven(world) as at:
        await at.press("f10")
        await at.until(lambda: isinstance(at.app.screen, MenuScreen), "the menu")
        menu = at.app.screen
        await at.press("f1")
        await at.until(lambda: isinstance(at.app.screen, HelpScreen), "the help")
        assert isinstance(menu, MenuScreen)
        menu.dismiss("switch_language")  # as by Enter, whose message was still on its way
        await at.see("Étape 1 sur 4")
        assert len(at.app.screen_stack) == 1
