"""Messages and texts that arrive while a screen opens."""

import pytest
from textual import events

from ava_onboard.sandbox.world import World
from tests.repeats import first
from tests.tui.driving import driven


@pytest.mark.parametrize("action", first(["menu", "other_screen", "faq", "help"], 2))
async def test_a_message_while_a_screen_opens_is_shown_on_it(world: World, action: str) -> None:
    async with driven(world) as at:
        opening = at.app.run_action(action)
        task = at.app.call_later(at.app.notify, "A message")
        await opening
        assert task
        await at.see("A message")


async def test_a_message_may_come_before_the_parts_of_a_screen(world: World) -> None:
    from ava_onboard.tui.screens.menu import MenuScreen

    async with driven(world) as at:
        opened = at.app.push_screen(MenuScreen())
        at.app.notify("A message")
        await opened
        await at.see("A message")


async def test_a_text_may_be_pasted_before_the_parts_of_the_settings(world: World) -> None:
    from ava_onboard.tui.screens.settings import SettingsScreen

    async with driven(world) as at:
        screen = SettingsScreen()
        opened = at.app.push_screen(screen)
        screen.post_message(events.Paste("MARKED"))
        await opened
        await at.see("Too short: 6 characters. A key has at least 10.")
