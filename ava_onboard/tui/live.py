"""Let an agent follow: send each change of the situation, in the background."""

import asyncio
from functools import partial
from time import monotonic

from textual.app import ScreenStackError
from textual.css.query import NoMatches

from ava_onboard.domain.failure import Failure
from ava_onboard.onboarding.live import Ended
from ava_onboard.text import live as words
from ava_onboard.tui import situation
from ava_onboard.tui.shell import Shell

LOOK = 0.3
"""Seconds between two looks at the screen."""
CONTACT = 5.0
"""Seconds after which Ava hears that this program is still there, if nothing has changed."""
PAUSE = 3.0
"""Seconds after a failure. The person is not told: the journey continues, and the agent's desk says that it is lost."""

GIVEN_UP = 90.0
"""Seconds without an answer after which nobody sees the screen any more: Ava has let the session expire."""


async def follow(app: Shell, symbols: str) -> None:
    """Send changes until nobody follows any more.

    Args:
        app: The app.
        symbols: The situation that the agent has already.
    """
    mirror, contact = app.onboarding.live, monotonic()
    while agent := mirror.agent:
        await asyncio.sleep(LOOK)
        try:
            now = situation.code(app)
        except (NoMatches, ScreenStackError, ValueError):  # screens are changing
            continue
        if now == symbols and monotonic() - contact < CONTACT:
            continue
        outcome = await (mirror.tell(now) if now != symbols else mirror.look())
        if outcome is Ended.BY_AVA:
            app.notify(partial(words.ended, agent), severity="warning")
            return
        if isinstance(outcome, Failure) and monotonic() - contact > GIVEN_UP:
            await mirror.end()
            app.notify(partial(words.ended, agent), severity="warning")
            return
        if isinstance(outcome, Failure):
            await asyncio.sleep(PAUSE)
        else:
            symbols, contact = now, monotonic()
