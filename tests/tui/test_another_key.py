"""The settings: another key instead of the one that is there, and the choice between two."""

import asyncio

import pytest

from ava_onboard.domain.fact import Fact
from ava_onboard.domain.status import Badge
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.tui.at_ava import SETTINGS, give_ava, preview_at_ava, store_with
from tests.tui.driving import AT_LAST_STEP, driven
from tests.tui.test_settings_card import AGREED, CONFIGURED, KEYS, MINE


@pytest.mark.parametrize("text", [KEYS["valid"], "https://dashboard.vapi.ai/org/api-keys"])
async def test_what_is_pasted_while_the_card_looks_is_not_lost_to_a_button(world: World, text: str) -> None:
    world.ava_faults.add(Fault.hang(), path=SETTINGS, times=1)
    store = await store_with(key=KEYS["other"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Checking…")
        await at.paste(text)
        await at.until(lambda: bool(at.app.screen.query("#key")) and at.key.value == text, "the text in the field")
        world.ava_faults.clear()
        await at.until(lambda: not at.app.workers, "the end of the look")
        assert at.app.focused is not at.app.screen.query_one("#resolve")
        assert at.key.value == text
        await at.press("escape")
        await at.see("✓ c9f0f895…")
        await at.offered()


async def test_only_an_accepted_key_replaces_the_old_one(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see(AGREED)
        await at.paste(KEYS["public"])
        await at.see("Vapi refuses the key d3d94468…")
        assert preview_at_ava(world) == "8f14e45f..."
        await at.click_on("Paste another key")
        await at.paste(KEYS["other"])
        await at.see("Vapi accepts the key c9f0f895…")
        assert preview_at_ava(world) == "8f14e45f..."
        await at.enter()
        await at.see("Configured: Ava can use your own Vapi key.")
        await at.see("You no longer need the old key? Delete it in Vapi.")
        await at.see("See my settings")
        await at.enter()
        await at.see("✓ c9f0f895… ✓ c9f0f895… ✓ accepted")
    assert preview_at_ava(world) == "c9f0f895..."


@pytest.mark.parametrize(
    ("choice", "at_last"),
    [
        ("Send mine to Ava", (KEYS["valid"], "8f14e45f...")),
        ("b", (None, "c9f0f895...")),
        pytest.param("a", (KEYS["valid"], "8f14e45f..."), marks=pytest.mark.slow),
        pytest.param("Keep Ava's key", (None, "c9f0f895..."), marks=pytest.mark.slow),
    ],
)
async def test_of_two_different_keys_the_person_chooses_and_enter_alone_changes_neither(
    world: World, choice: str, at_last: tuple[str | None, str]
) -> None:
    give_ava(world, KEYS["other"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Ava has another key (c9f0f895…) than this computer (8f14e45f…).")
        await at.see(f"✓ {MINE} ≠ ✓ c9f0f895… ✓ accepted")
        await at.see("Keep Ava's key")
        assert at.app.badge() is Badge.ATTENTION
        await at.enter()
        assert preview_at_ava(world) == "c9f0f895..."
        assert await store.get(SecretName.VAPI_KEY) is not None
        await (at.press(choice) if len(choice) == 1 else at.click_on(choice))
        await at.until(lambda: at.app.badge() is Badge.CONFIGURED, "the two agree")
        await at.see("● Configured")
    kept = await store.get(SecretName.VAPI_KEY)
    assert (kept and kept.reveal(), preview_at_ava(world)) == at_last


async def test_after_a_save_that_stopped_each_fact_shows_its_own_key(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED, size=(80, 40)) as at:
        await at.see(AGREED)
        world.ava_faults.add(Fault.hang(), method="POST", path=SETTINGS)
        await at.paste(KEYS["other"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await asyncio.to_thread(world.ava_faults.wait_for_held)
        await at.press("escape")
        await at.see("Vapi accepts the key")
        await at.press("escape")
        await at.see(f"✓ c9f0f895… ≠ ✓ {MINE} ✓ accepted")
        await at.see("▲ Needs attention")


async def test_a_key_that_vapi_refuses_can_be_replaced(world: World) -> None:
    give_ava(world, KEYS["unknown"])
    store = await store_with(key=KEYS["unknown"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("✓ 6512bd43… ✓ 6512bd43… ✗ ✗ refused")
        await at.see("Vapi refuses this key, so Ava cannot use it.")
        await at.see("Code V05")
        await at.resolve()
        await at.until(lambda: at.app.focused is at.key, "the focus in the field")
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Configured: Ava can use your own Vapi key.")
        await at.enter()
        await at.see(AGREED)


async def test_in_step_4_a_key_that_waits_is_named_and_can_be_sent(world: World) -> None:
    store = await store_with(key=KEYS["valid"], access=world.token)
    progress = CONFIGURED._replace(journey=AT_LAST_STEP.journey, known=Fact(), accepted=Fact())
    world.ava_faults.add(Fault.status(503), path=SETTINGS)
    async with driven(world, store=store, progress=progress) as at:
        await at.see("Ava could not be reached.")
        world.ava_faults.clear()
        await at.press("f4")
        await at.see("The key is kept on this computer, waiting to be sent to Ava.")
        await at.click_on("Send to Ava")
        await at.see("Configured: Ava can use your own Vapi key.")
    assert preview_at_ava(world) == "8f14e45f..."


async def test_a_key_of_another_organisation_is_announced_before_it_is_saved(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see(AGREED)
        await at.paste(KEYS["other"])
        await at.see("Not the same organisation as your last key.")
        assert preview_at_ava(world) == "8f14e45f..."
        await at.enter()
        await at.see("choose or create an assistant again.")
    assert preview_at_ava(world) == "c9f0f895..."


async def test_a_button_has_the_shorter_label_while_the_window_is_narrow(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Use another key")
        await at.pilot.resize_terminal(60, 20)
        await at.see("Another key")
        await at.pilot.resize_terminal(80, 24)
        await at.see("Use another key")
