"""Bring the app to a state, and read what is on the screen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from textual.pilot import Pilot
from textual.widgets import Input

from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.tui import themes
from ava_onboard.tui.app import OnboardApp
from tests.snapshots.file_states import no_file
from tests.snapshots.state import State
from tests.tui.desktop import MemoryClipboard, RecordingBrowser
from tests.tui.driving import PATIENCE, Driven, app_for
from tests.tui.quick import quick

SECONDS = 2 * PATIENCE
"""The limit of one run: an app that has crashed would never settle."""


class Look(NamedTuple):
    """How a state is looked at."""

    language: str
    size: tuple[int, int]

    def __str__(self) -> str:
        return "{} {}x{}".format(self.language, *self.size)


class Shown:
    """The app that comes to a state.

    Args:
        state: The state.
        theme: The name of the theme.
    """

    def __init__(self, state: State, theme: str = themes.DARK) -> None:
        self._state = state
        self._browser, self._clipboard = RecordingBrowser(there=state.browser), MemoryClipboard()
        self.app: OnboardApp = app_for(
            state.script.connect,
            progress=state.progress._replace(theme=theme),
            demo=state.demo,
            profiles=state.profiles,
            file=(state.file or no_file)(),
            browser=self._browser,
            clipboard=self._clipboard,
        )
        self.app.animation_level = "none"

    @asynccontextmanager
    async def running(self, size: tuple[int, int]) -> AsyncIterator[Driven]:
        """Run the app in a window of this size, in the state."""
        async with quick(), self.app.run_test(size=size) as pilot:
            yield await self.bring(pilot)

    async def bring(self, pilot: Pilot[None]) -> Driven:
        """Bring the running app to the state, and wait until the screen is still."""
        at = Driven(self.app, pilot, MemoryStore(), self._browser, self._clipboard)
        async with asyncio.timeout(SECONDS):
            await pilot.pause()
            await self._state.move(at)
            if not self._state.toast:
                self.app.clear_notifications()
            await settled(at)
        return at


async def resize(at: Driven, size: tuple[int, int]) -> None:
    """Give the window another size, and wait until the screen is still."""
    if at.app.size != size:
        await at.pilot.resize_terminal(*size)
        await at.until(lambda: at.app.screen._compositor.size == size, "the new size")
    await settled(at)


def text_of(at: Driven) -> str:
    """Return the text of the screen."""
    strips = at.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips).rstrip("\n")


async def settled(at: Driven) -> None:
    """Wait until nothing changes: no pressed button, no blinking cursor, and the same screen four times in a row."""
    for screen in at.app.screen_stack:
        for field in screen.query(Input):
            field.cursor_blink = False
    await at.until(lambda: not at.app.screen.query(".-active"), "the buttons are up again")
    seen = [at.app.screen._compositor.render_strips()]
    while len(seen) < 4 or any(strips != seen[-1] for strips in seen[-4:]):
        await at.pilot.pause(0.005)  # without a number, it would wait for an idle process: 20 ms at least
        seen.append(at.app.screen._compositor.render_strips())
