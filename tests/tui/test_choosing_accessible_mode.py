"""Accessible mode, chosen in the menu: what the app says, and what is kept."""

from pathlib import Path

from ava_onboard.adapters.state.marker import Marker
from ava_onboard.sandbox.world import World
from tests.tui.driving import DEMO, driven


async def test_the_menu_switches_it_on_and_off_again(world: World, tmp_path: Path) -> None:
    choice = Marker(tmp_path / "state" / "accessible")
    async with driven(world, accessible=choice) as at:
        await at.press("f10")
        await at.click_on("Accessible mode: off")
        await at.see("From the next start, line by line. --no-accessible opens this screen again.")
        assert choice.is_on
        await at.press("f10")
        await at.click_on("Accessible mode: on")
        await at.see("The next start opens this screen.")
        assert not choice.is_on


async def test_a_choice_that_cannot_be_saved_is_shown_as_off(world: World, tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    async with driven(world, accessible=Marker(tmp_path / "state" / "accessible")) as at:
        await at.press("f10")
        await at.click_on("Accessible mode: off")
        await at.see("C03")
        await at.press("f10")
        await at.see("Accessible mode: off")


async def test_it_is_not_offered_where_something_else_decides_or_nothing_is_kept(world: World, tmp_path: Path) -> None:
    for options in ({"accessible": None}, {"accessible": Marker(tmp_path / "accessible"), "demo": DEMO}):
        async with driven(world, **options) as at:
            await at.press("f10")
            await at.see("Menu")
            assert not at.says("Accessible mode")
