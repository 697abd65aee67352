"""A part of the screen is drawn from what is seen in it."""

import random

import pytest
from pyte import Screen, Stream
from textual._compositor import Compositor
from textual.geometry import Region

from ava_onboard.sandbox.world import World
from ava_onboard.tui.textual_private.compositor import PartialCompositor
from tests.tui.driving import AT_LAST_STEP, driven


@pytest.mark.parametrize("dialog", [None, "f1"], ids=["a screen", "a dialog"])
async def test_a_part_of_the_screen_is_drawn_as_textual_draws_it(
    world: World, monkeypatch: pytest.MonkeyPatch, dialog: str | None
) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste("abc")
        await at.see("Too short: 3 characters.")
        if dialog:
            await at.press(dialog)
        compositor, console = at.app.screen._compositor, at.app.console
        width, height = compositor.size
        dice = random.Random(1)
        corners = [(dice.randrange(width), dice.randrange(height)) for _part in range(40)]
        anywhere = [Region(x, y, dice.randint(1, width - x), dice.randint(1, height - y)) for x, y in corners]
        parts = [*anywhere, *(region for region, _clip in compositor.visible_widgets.values())]

        def shown(part: Region) -> Screen:
            """Return what a terminal shows that has received nothing but this part."""
            compositor._dirty_regions.add(part)
            update = compositor.render_partial_update()
            terminal = Screen(width, height)
            Stream(terminal).feed(update.render_segments(console) if update else "")
            return terminal

        ours = [shown(part) for part in parts]
        monkeypatch.setattr(PartialCompositor, "_get_renders", Compositor._get_renders)
        theirs = [shown(part) for part in parts]
        assert [terminal.display for terminal in ours] == [terminal.display for terminal in theirs]
        assert [terminal.buffer for terminal in ours] == [terminal.buffer for terminal in theirs]
