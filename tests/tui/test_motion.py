"""What moves while the key is checked and saved, and where nothing may move."""

import pytest

from ava_onboard.onboarding import patience
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from ava_onboard.tui.drawing.blocks import Moment
from ava_onboard.tui.drawing.bravo import Bravo
from ava_onboard.tui.drawing.canvas import Canvas
from tests.tui.at_ava import SETTINGS, store_with
from tests.tui.driving import AT_LAST_STEP, driven

KEY = samples.KEYS["valid"]


async def test_while_vapi_is_silent_the_dots_run_and_the_seconds_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.vapi_faults.add(Fault.hang(), path="/assistant", times=1)
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEY)
        for dots in ("●○○", "○●○", "○○●"):
            await at.see(f"{dots} Asking Vapi about this key…")
        await at.see("1 s")
        await at.press("escape")
        await at.see("Check the key")
        assert not at.says("Asking Vapi")


async def test_where_nothing_may_move_only_the_seconds_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.ava_faults.add(Fault.hang(), method="POST", path=SETTINGS, times=1)
    async with driven(world, progress=AT_LAST_STEP, store=await store_with(access=world.token)) as at:
        at.app.animation_level = "none"
        await at.paste(KEY)
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("●●● Sending it to Ava…")
        await at.see("1 s")
        assert at.says("●●● Sending it to Ava…")


def lit(moment: Moment) -> int:
    canvas = Canvas(40)
    Bravo("#ff0000", "#00ff00").draw(canvas, moment)
    return sum(sign in "▀▄█" and style != "$faint" for sign, style in canvas.rows[0])


def test_the_word_at_the_end_lights_up_within_its_time_and_stays() -> None:
    growing = [lit(Moment(frame=frame)) for frame in range(11)]
    assert growing[0] == 0
    assert growing == sorted(growing)
    assert growing[-1] == lit(Moment(frame=None)) == lit(Moment(frame=100))
