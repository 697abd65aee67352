"""The settings: what the card shows, and resolving a disagreement between the four facts."""

import asyncio

import pytest

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Operation, Progress, Stage
from ava_onboard.onboarding import patience
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.deployed_ava import ASSISTANTS, PATH
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.tui.at_ava import SETTINGS, give_ava, preview_at_ava, store_with
from tests.tui.driving import AT_LAST_STEP, NOW, driven

KEYS = samples.KEYS
MINE = "8f14e45f…"
AGREED = f"✓ {MINE} ✓ {MINE} ✓ accepted"
YES = Fact(Answer.YES, "8f14e45f...", NOW)
CONFIGURED = Progress(kept=YES, known=YES, accepted=YES, account="Camille Demo")


async def test_the_settings_say_which_answer_is_slow(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    store = await store_with(key=KEYS["valid"], access=world.token)
    world.ava_faults.add(Fault.hang(), path=SETTINGS)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Ava has not answered yet. Still trying: this can take a minute.")
        world.ava_faults.clear()
        await at.until(lambda: not at.says("Ava has not answered yet."), "the sentence gone")


async def test_escape_stops_the_look_and_shows_what_is_known(world: World) -> None:
    store = await store_with(key=KEYS["valid"], access=world.token)
    world.ava_faults.add(Fault.hang(), path=SETTINGS)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Esc Stop")
        await asyncio.to_thread(world.ava_faults.wait_for_held)
        await at.press("escape")
        await at.until(lambda: at.app.focused is not None and not at.says("Checking…"), "the end of the look")
        await at.offered()
        assert not at.says("Esc Stop")
    world.ava_faults.clear()


async def test_an_account_that_is_gone_is_reported_once(world: World) -> None:
    gone = {"detail": "User not found"}
    world.ava_faults.add(Fault.status(404, gone), path=SETTINGS)
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Use another account")
        await at.see("Code S04")
        assert at.text().count("no longer exists") == 1
        assert at.says("Sign in with another account.")


async def test_if_ava_has_no_key_one_enter_sends_the_one_here(world: World) -> None:
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Ava no longer has your key; this computer still does.")
        await at.resolve()
        await at.see("Configured: Ava can use your own Vapi key.")
        await at.enter()
        await at.see(AGREED)
        await at.see("● Configured")
    assert preview_at_ava(world) == "8f14e45f..."


async def test_a_key_that_ava_cannot_use_is_not_called_configured(world: World) -> None:
    world.ava_faults.add(ASSISTANTS["authentication failed"], path=PATH)
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Vapi refuses the key when Ava uses it.")
        await at.see("▲ Needs attention")
        await at.see("Code A11")
        assert not at.says("● Configured")


async def test_the_settings_say_that_ava_is_unreachable_and_ask_again(world: World) -> None:
    give_ava(world, KEYS["valid"])
    world.ava_faults.add(Fault.status(503), path=SETTINGS, times=1)
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Ava could not be reached. This is its answer from 1 Aug 2026.")
        await at.see("● Configured")
        await at.resolve()
        await at.see(AGREED)
        await at.press("f4")
        await at.see("Step 1 of 4")
        await at.press("f4")
        await at.see(AGREED)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (KEYS["valid"], "The key is kept on this computer, waiting to be sent to Ava."),
        (None, "The program stopped before the key was kept on this computer."),
    ],
)
async def test_after_an_interrupted_first_save_the_settings_say_how_far_it_got(
    world: World, key: str | None, sentence: str
) -> None:
    operation = Operation(Stage.KEEP, "8f14e45f...")
    async with driven(
        world, store=await store_with(key=key), progress=AT_LAST_STEP._replace(under_way=operation)
    ) as at:
        await at.see(sentence)


async def test_an_ava_without_sign_in_protection_is_shown_on_the_card(world: World) -> None:
    world.leave_ava_unprotected()
    progress = CONFIGURED._replace(account=None)
    async with driven(world, store=await store_with(key=KEYS["valid"]), progress=progress) as at:
        await at.see("This Ava server shows Vapi settings to anyone, without signing in.")
