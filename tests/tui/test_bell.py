"""The bell: it rings after a long wait, and only for people who have looked away."""

import asyncio

import pytest

from ava_onboard.onboarding import patience
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.textual_private.workers import TimedWorkers
from tests.tui.driving import AT_LAST_STEP, Driven, driven


class RingingApp(OnboardApp):
    """An app that counts how often the bell rang."""

    rung = 0

    def bell(self) -> None:
        self.rung += 1


def rung(at: Driven) -> int:
    assert isinstance(at.app, RingingApp)
    return at.app.rung


async def check(world: World, at: Driven, *, seconds: float, then: str = "") -> None:
    """Have a key checked as if the answer had taken this long; press the key ``then`` before it comes."""
    world.vapi_faults.add(Fault.hang(), path="/assistant", times=1)
    await at.paste(samples.KEYS[samples.VALID])
    await asyncio.to_thread(world.vapi_faults.wait_for_held)
    at.app._last_input -= seconds
    workers = at.app.workers
    assert isinstance(workers, TimedWorkers)
    for worker in workers:
        workers._begun[worker] -= seconds
    if then:
        await at.press(then)
    world.vapi_faults.release()
    await at.see("Vapi accepts the key")
    await at.until(lambda: not at.app.workers, "an app at rest")


async def test_the_bell_rings_once_after_a_long_wait(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, kind=RingingApp) as at:
        await check(world, at, seconds=patience.LONG)
        assert rung(at) == 1


async def test_the_bell_is_silent_after_a_short_wait(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, kind=RingingApp) as at:
        await check(world, at, seconds=patience.LONG / 2)
        assert rung(at) == 0


async def test_the_bell_is_silent_right_after_a_key_press(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, kind=RingingApp) as at:
        await check(world, at, seconds=patience.LONG, then="tab")
        assert rung(at) == 0


async def test_the_menu_switches_the_bell_off(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, kind=RingingApp) as at:
        await at.press("f10")
        await at.click_on("Bell after a long wait: on")
        await at.see("Bell after a long wait: off")
        assert at.app.onboarding.progress.bell is False
        await check(world, at, seconds=patience.LONG)
        assert rung(at) == 0


@pytest.mark.parametrize("bell", [True, False])
async def test_the_environment_decides_before_the_menu_does(world: World, *, bell: bool) -> None:
    async with driven(world, progress=AT_LAST_STEP._replace(bell=not bell), kind=RingingApp) as at:
        at.app._desktop = at.app._desktop._replace(bell=bell)
        assert at.app.rings is bell
        await at.press("f10")
        await at.see("Menu")
        assert not at.says("Bell after a long wait")
