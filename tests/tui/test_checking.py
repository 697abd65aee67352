"""Every outcome of the live check, and the way back to a good end."""

import socket

import pytest

from ava_onboard.onboarding import patience
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.tui.at_ava import preview_at_ava, vault_with
from tests.tui.driving import AT_LAST_STEP, driven

KEYS = samples.KEYS

OUTCOMES = {
    samples.PUBLIC: (
        "does not accept the key d3d94468…",
        "private key?",
        "copied whole",
        "Vapi Europe does not know it either",
    ),
    samples.EU: ("Vapi accepts the key c20ad4d7…", "Vapi Europe · at least one assistant"),
    samples.FORBIDDEN: ("Vapi knows this key, but does not let it list assistants.", "Code V06"),
    samples.LIMITED: ("this says nothing about the key", "too many requests", "Code V01"),
    samples.LIMITED_RETRY: ("this says nothing about the key", "too many requests"),
    samples.DOWN: ("this says nothing about the key", "status.vapi.ai", "Code V02"),
    samples.HTML: ("this says nothing about the key",),
    samples.CUT: ("this says nothing about the key", "was cut", "Code N05"),
    samples.EMPTY: ("Vapi accepts the key 45c48cce…", "no assistant yet"),
    samples.SLOW: ("Vapi accepts the key 6f4922f4…",),
    samples.SK_LIVE: ("Vapi accepts the key sk_live_…",),
    samples.VALID: ("Vapi accepts the key 8f14e45f…", "Organisation 0a0b0c0d-fade", "Vapi, main region"),
}


async def test_one_sitting_with_every_wrong_key_ends_with_the_right_one(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, vault=await vault_with(access=world.token)) as at:
        for name, sentences in OUTCOMES.items():
            await at.paste(KEYS[name])
            await at.see("This has the form of the keys")
            await at.enter()
            for sentence in sentences:
                await at.see(sentence)
            assert at.key.value == KEYS[name]
            assert at.key.password
        await at.enter()
        await at.see("Configured: Ava has your own Vapi key.")
    assert preview_at_ava(world) == "8f14e45f..."


async def test_a_limit_that_passes_needs_only_another_enter(world: World) -> None:
    world.vapi_faults.add(Fault.status(429), path="/assistant", times=1)
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("too many requests")
        await at.see("Check again")
        await at.enter()
        await at.see("Vapi accepts the key")


async def test_an_outage_does_not_keep_anybody_from_saving_and_the_card_says_not_verified(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["down"])
        await at.enter()
        await at.see("could not be checked: this says nothing about the key.")
        await at.click_on("Save anyway")
        await at.sign_in()
        await at.see("Configured: your phone assistants")
        await at.see("Key c74d97b0…, not verified by Vapi")
        await at.enter()
        await at.see("✓ On this computer ✓ Known to Ava ? Not checked with Vapi")
        await at.see("Vapi could not be reached to check the key.")
    assert preview_at_ava(world) == "c74d97b0..."


async def test_a_check_that_hangs_can_be_stopped_and_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.vapi_faults.add(Fault.hang(), path="/assistant", times=1)
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("Vapi has not answered yet. Esc to stop; nothing is lost.")
        await at.press("escape")
        assert at.key.value == KEYS["valid"]
        await at.see("Check the key")
        assert not at.says("Vapi takes its time")
        await at.enter()
        await at.see("Vapi accepts the key")


async def test_offline_says_nothing_about_the_key(world: World) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        async with driven(world, progress=AT_LAST_STEP, vapi_url=nobody) as at:
            await at.paste(KEYS["valid"])
            await at.enter()
            await at.see("this says nothing about the key")
            await at.see("Code N02")
            await at.see("Check again")
            await at.see("Save anyway")
