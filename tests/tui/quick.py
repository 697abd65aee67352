"""Run an app without waiting for an idle process, and without writing to a terminal that is not there."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from unittest.mock import patch

import textual.app
import textual.pilot
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.geometry import Region
from textual.screen import Screen

_render_update = Compositor.render_update
_parse_rules = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


@asynccontextmanager
async def quick() -> AsyncIterator[None]:
    """See ``hurried``."""
    with hurried():
        yield


@contextmanager
def hurried() -> Iterator[None]:
    """Let ``Pilot`` wait until no task can go on, draw nothing for a terminal, and parse each style sheet once for all.

    Textual waits 20 ms and more until the process seems idle: it compares the processor's time with the clock. On a
    busy computer, a process that gets no time seems idle.
    """
    with (
        patch.object(textual.app, "wait_for_idle", _settled),
        patch.object(textual.pilot, "wait_for_idle", _settled),
        patch.object(Compositor, "render_update", _draw),
        patch.object(Stylesheet, "_parse_rules", _parse_once),
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


def _parse_once(
    sheet: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    """Take the rules that another app has read from the same style sheet with the same colours."""
    source = css, read_from, is_default_rules, tie_breaker, scope
    key = source, frozenset(sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, *source)
    return _parsed[key]
