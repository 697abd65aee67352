"""Run an app without waiting for an idle process."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from unittest.mock import patch

import textual.app
import textual.pilot
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_parse_rules = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


@asynccontextmanager
async def quick() -> AsyncIterator[None]:
    """See ``hurried``."""
    with hurried():
        yield


@contextmanager
def hurried() -> Iterator[None]:
    """Let ``Pilot`` wait until no task can go on, and parse each style sheet once for all tests.

    Textual waits 20 ms and more until the process seems idle: it compares the processor's time with the clock. On a
    busy computer, a process that gets no time seems idle.
    """
    with (
        patch.object(textual.app, "wait_for_idle", _settled),
        patch.object(textual.pilot, "wait_for_idle", _settled),
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
