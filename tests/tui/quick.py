"""Run an app without waiting for an idle process, and without writing to a terminal that is not there."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import patch

import textual.app
import textual.pilot
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.screen import Screen

_render_update = Compositor.render_update


@asynccontextmanager
async def quick() -> AsyncIterator[None]:
    """Let ``Pilot`` wait until no task can go on, and draw the widgets without what a terminal would get.

    Textual waits 20 ms and more until the process seems idle: it compares the processor's time with the clock. On a
    busy computer, a process that gets no time seems idle.
    """
    with (
        patch.object(textual.app, "wait_for_idle", _settled),
        patch.object(textual.pilot, "wait_for_idle", _settled),
        patch.object(Compositor, "render_update", _draw),
    ):
        yield


async def _settled(*_seconds: float) -> None:
    """Wait until every task waits for a timer, a thread or the network; a second at most."""
    loop = asyncio.get_running_loop()
    end, quiet = loop.time() + 1, 0
    while quiet < 3 and loop.time() < end:
        await asyncio.sleep(0)
        quiet = 0 if loop._ready else quiet + 1  # type: ignore[attr-defined]  # asyncio has no public way to ask


def _draw(
    compositor: Compositor, full: bool = False, screen_stack: list[Screen[object]] | None = None, simplify: bool = False
) -> object:
    """Have every widget that changed draw itself. Cutting all of it into what changed would cost as much again."""
    if full:  # for a picture
        return _render_update(compositor, full, screen_stack, simplify)
    visible_screen_stack.set(screen_stack or [])
    changed, compositor._dirty_regions = compositor._dirty_regions, set()
    if changed:
        crop = Region.from_union(changed).intersection(compositor.size.region)
        deque(compositor._get_renders(crop), maxlen=0)
    return None
