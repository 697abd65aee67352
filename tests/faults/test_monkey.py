"""Whatever is pressed, clicked, pasted and resized, the demo stays up, and ends at once when it is asked to.

``make faults`` prints the seed of each run; ``AVA_ONBOARD_MONKEY=<seed>`` plays that run again, and no other.
"""

import asyncio
import contextlib
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import assert_never

import pytest
from textual import events
from textual.app import ScreenStackError

from ava_onboard.sandbox.world import World
from ava_onboard.tui.app import OnboardApp
from tests.terminal.screen import CTRL_Q, PROGRAM, UNTOUCHED, Terminal, environment
from tests.tui.driving import DEMO, Driven, driven

from .conftest import ALL
from .monkey import KEYS, Click, Move, Paste, Press, Resize, Send, Type, Watch, moves

REPLAYED = os.environ.get("AVA_ONBOARD_MONKEY")
SECONDS = 20.0
"""Seconds during which ``make faults`` starts one run after another."""
MOVES = 60 if ALL or REPLAYED else 25
TO_QUIT = 1.0
"""Seconds from Ctrl+Q to the end."""
STUCK = 20.0
"""Seconds after which an unprocessed move never will be."""


def seeds() -> Iterator[int]:
    """The one to replay; else one for the ordinary suite, and in ``make faults`` new ones until the time is over."""
    if REPLAYED:
        yield int(REPLAYED)
        return
    if not ALL:
        yield 1
        return
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        yield random.randrange(1_000_000)


@contextlib.contextmanager
def replayable(seed: int, done: list[Move]) -> Iterator[None]:
    """Say with a failure how to replay it."""
    try:
        yield
    except Exception as error:
        error.add_note(f"AVA_ONBOARD_MONKEY={seed} plays this again; the last moves: {done[-8:]}")
        raise


class QuitNoted(OnboardApp):
    """The app, and whether it was asked to quit."""

    CSS_PATH = OnboardApp.CSS_PATH
    asked_to_quit = False

    async def action_quit(self) -> None:
        self.asked_to_quit = True
        await super().action_quit()


async def test_the_app_stays_up(world: World, record_property: Callable[[str, object], None]) -> None:
    runs = []
    for seed in seeds():
        runs.append(seed)
        done: list[Move] = []
        with replayable(seed, done):
            async with driven(world, demo=DEMO, kind=QuitNoted) as at:
                assert isinstance(at.app, QuitNoted)
                for move in moves(seed, MOVES):
                    done.append(move)
                    async with asyncio.timeout(STUCK):
                        await take(at, move)
                    if not at.app.is_running:
                        break
                assert at.app.is_running or at.app.asked_to_quit, "it ended by itself"
                with contextlib.suppress(ScreenStackError):
                    at.app.post_message(events.Key("ctrl+q", None))
                    await at.until(lambda: not at.app.is_running, "the end", seconds=TO_QUIT)
            assert at.app.return_code == 0
        world.reset()
    record_property("measured", f"The monkey's seeds in the app: {runs}")


async def take(at: Driven, move: Move) -> None:
    """Do it; the app may have no screen any more when it has taken it in."""
    with contextlib.suppress(ScreenStackError):
        match move:
            case Press(key=key):
                await at.pilot.press(key)
            case Type(text=text):
                await at.pilot.press(*text)
            case Paste(text=text):
                at.app.post_message(events.Paste(text))
                await at.pilot.pause()
            case Click():
                await at.pilot.click(offset=move.cell(*at.app.screen.size))
            case Resize(columns=columns, lines=lines):
                await at.pilot.resize_terminal(columns, lines)
            case Watch(seconds=seconds):
                await at.pilot.pause(seconds)
            case Send():
                pass
            case _:
                assert_never(move)


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals of this kind")
def test_the_program_stays_up_in_a_terminal(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    runs = []
    for seed in seeds():
        runs.append(seed)
        done: list[Move] = []
        own = environment(tmp_path) | {"BROWSER": "true"}
        with replayable(seed, done), Terminal([PROGRAM, "demo", "--lang", "en"], environment=own) as at:
            at.see("Step 1 of 4")
            for move in moves(seed, MOVES):
                done.append(move)
                send(at, move)
                if at.exit_code is not None:
                    break
            asked = time.monotonic()
            while at.exit_code is None and time.monotonic() - asked < TO_QUIT:
                at.press(CTRL_Q)
                at.still(0.05)
            assert at.end(seconds=TO_QUIT) == 0, what_happened(at, tmp_path)
            assert at.modes == UNTOUCHED
            assert not at.has_shown("Code X01")
            assert not at.has_shown("Traceback")
    record_property("measured", f"The monkey's seeds in a terminal: {runs}")


def what_happened(at: Terminal, home: Path) -> str:
    """The last words of the program and of its log."""
    logs = [log.read_text() for log in home.rglob("*.log")]
    return "\n".join([" ".join(at.text.split()), *(log[-3000:] for log in logs)])


def send(at: Terminal, move: Move) -> None:
    """Send what a terminal sends for it, and take in what is written meanwhile."""
    match move:
        case Press(key=key):
            at.press(KEYS[key])
        case Type(text=text):
            at.press(text)
        case Paste(text=text):
            at.paste(text)
        case Click():
            column, line = move.cell(at.screen.columns, at.screen.lines)
            at.press(f"\x1b[<0;{column + 1};{line + 1}M", f"\x1b[<0;{column + 1};{line + 1}m")
        case Resize(columns=columns, lines=lines):
            at.resize(columns, lines)
        case Watch(seconds=seconds):
            at.still(seconds)
        case Send(noise=noise):
            at.send(noise)
        case _:
            assert_never(move)
    at.still(0.02)
