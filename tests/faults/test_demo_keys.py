"""Keys pressed in the demo while its world starts: the app carries on, and there is one world."""

import asyncio
import random
import tempfile
import threading
from pathlib import Path

import pytest

from ava_onboard.cli.commands.demo import app_in_own_world
from ava_onboard.config import Config
from ava_onboard.sandbox.world import World

from .conftest import ALL

KEYS = ["f4", "f5", "escape", "f10"]
"""The settings cancel their first look when they open, and again with each F5."""
APPS = 25 if ALL else 1
"""On each of two steps. With all keys in each app: 200 presses, or 8."""
LONGEST = 0.2
"""Seconds between two presses. Making the world takes about as long as all four."""


def worlds() -> set[threading.Thread]:
    """The threads of all worlds that run, with the one that other tests of this process share."""
    return {thread for thread in threading.enumerate() if thread.name == "ava-sandbox"}


@pytest.mark.parametrize("step", [1, 2])
async def test_keys_pressed_at_once_and_later_do_no_harm(step: int, tmp_path: Path) -> None:
    chance, before = random.Random(step), worlds()
    for turn in range(APPS):
        first = turn % len(KEYS)
        with app_in_own_world(Config(language="en", home=tmp_path)) as app:
            async with app.run_test() as pilot:
                await pilot.press(*["tab", "enter"] * (step - 1))
                for key in KEYS[first:] + KEYS[:first]:
                    await pilot.press(key)
                    await pilot.pause(chance.uniform(0, LONGEST))
                assert await app.onboarding.prepare() is None
                await pilot.pause()
                assert len(worlds() - before) == 1
                assert app.onboarding.progress.journey.step.number == step
            await app.onboarding.close()
            assert not app.return_code


async def test_leaving_while_the_world_is_made_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, release, start, before = threading.Event(), threading.Event(), World.start, worlds()

    def held(world: World) -> None:
        begun.set()
        assert release.wait(30)
        start(world)

    monkeypatch.setattr(World, "start", held)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with app_in_own_world(Config(language="en", home=tmp_path / "home")) as app:
        async with app.run_test() as pilot:
            await pilot.press("f4")
            assert await asyncio.to_thread(begun.wait, 30)
        release.set()
    for thread in threading.enumerate():
        if thread.name == "ava-onboard-call":
            thread.join(30)
    assert worlds() - before == set()
    assert list(tmp_path.glob("ava-*")) == []
