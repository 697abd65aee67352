"""Saving: each of its three stages can fail, what succeeded stays, and the next try ends well."""

import asyncio
from pathlib import Path

import pytest

from ava_onboard.adapters.http.retries import Retries
from ava_onboard.adapters.state.progress_file import FileJournal
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Answer, Badge, Fact
from ava_onboard.onboarding import patience
from ava_onboard.onboarding.ports import Entry
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.tui.at_ava import SETTINGS, NoVault, preview_at_ava, vault_with
from tests.tui.driving import AT_LAST_STEP, NOW, driven

KEYS = samples.KEYS
CONFIGURED = "Configured: Ava has your own Vapi key."


async def test_without_a_keyring_ava_still_gets_the_key(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, vault=NoVault()) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("✗ Keep the key on this computer")
        await at.see("This computer has no keyring to keep the key in.")
        await at.see("Code K01")
        assert preview_at_ava(world) is None
        await at.click_on("Keep no copy here")
        await at.sign_in()
        await at.see(CONFIGURED)
        await at.see("– Keep the key on this computer")
        assert preview_at_ava(world) == "8f14e45f..."
        await at.enter()
        await at.see("✓ Known to Ava")
        await at.see("● Configured")


async def test_a_key_that_ava_could_not_take_waits_and_one_enter_sends_it_the_next_day(
    world: World, tmp_path: Path
) -> None:
    vault, file = await vault_with(access=world.token), tmp_path / "state.json"
    journal = FileJournal(file)
    journal.save(AT_LAST_STEP)
    world.ava_faults.add(Fault.status(503), path=SETTINGS)
    async with driven(world, vault=vault, journal=journal) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("✓ Keep the key on this computer ✗ Send it to Ava")
        await at.see("Ava is having a problem.")
        await at.see("The key is kept on this computer, waiting to be sent to Ava.")
        await at.click_on("Later")
        await at.see("Ava could not be asked.")
        await at.press("ctrl+q")
    world.ava_faults.clear()
    async with driven(world, vault=vault, journal=FileJournal(file)) as at:
        await at.see("✓ On this computer ✗ Known to Ava ✓ Accepted by Vapi")
        await at.see("The key is on this computer, but Ava does not have it yet.")
        await at.see("Send to Ava")
        await at.mend()
        await at.see(CONFIGURED)
        await at.see("✓ On this computer ✓ Known to Ava ✓ Accepted by Vapi")
        assert at.app.badge() is Badge.CONFIGURED
    assert preview_at_ava(world) == "8f14e45f..."
    kept = file.read_text()
    assert KEYS["valid"] not in kept
    assert world.token not in kept


async def test_without_a_session_the_waiting_key_is_sent_after_signing_in(world: World) -> None:
    async with driven(world, vault=await vault_with(key=KEYS["valid"]), progress=AT_LAST_STEP) as at:
        await at.press("f4")
        await at.see("waits to be sent to Ava.")
        await at.mend()
        await at.sign_in()
        await at.see(CONFIGURED)
        await at.see("✓ Known to Ava")
    assert preview_at_ava(world) == "8f14e45f..."


async def test_a_lost_answer_is_mended_by_trying_again(world: World) -> None:
    world.ava_faults.add(Fault.lost_answer(), method="POST", path=SETTINGS, times=1)
    async with driven(world, vault=await vault_with(access=world.token), progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Code N05")
        await at.see("Try again")
        await at.enter()
        await at.see(CONFIGURED)


async def test_ava_that_shows_another_key_is_not_called_configured(world: World) -> None:
    shown = {"has_vapi_key": True, "vapi_api_key_preview": "ffffffff..."}
    world.ava_faults.add(Fault.status(200, shown), method="GET", path=SETTINGS, times=1)
    async with driven(world, vault=await vault_with(access=world.token), progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("✓ Send it to Ava ✗ Check that Ava has it")
        await at.see("Ava accepted the key, but then showed a different one.")
        assert not at.says(CONFIGURED)
        await at.enter()
        await at.see(CONFIGURED)


async def test_escape_while_ava_sleeps_keeps_the_key_and_the_verdict(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.ava_faults.add(Fault.hang(), method="POST", path=SETTINGS, times=1)
    vault = await vault_with(access=world.token)
    async with driven(world, vault=vault, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Ava has not answered yet. Waking up can take a minute.")
        await at.press("enter", "enter")
        assert at.says("Ava is waking up")
        await at.press("escape")
        await at.see("Vapi accepts the key 8f14e45f…")
        assert at.key.value == KEYS["valid"]
        assert await vault.get(Entry.VAPI_KEY) is not None
        await at.click_on("Save the key")
        await at.see(CONFIGURED)
        assert at.key.value == ""
    assert len(world.requests.all(server="ava", method="POST", path=SETTINGS)) == 2


async def test_saving_goes_on_by_itself_once_ava_has_started(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.ava_faults.add(Fault.html(502), method="POST", path=SETTINGS, times=3)
    awake = asyncio.Event()
    again = Retries(sleep=lambda _seconds: awake.wait())
    async with driven(world, vault=await vault_with(access=world.token), progress=AT_LAST_STEP, retries=again) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Ava has not answered yet. Waking up can take a minute.")
        awake.set()
        await at.see(CONFIGURED)
    assert len(world.requests.all(server="ava", method="POST", path=SETTINGS)) == 4


async def test_escape_between_two_tries_keeps_the_key_and_sends_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.ava_faults.add(Fault.html(502), method="POST", path=SETTINGS)
    asleep = Retries(sleep=lambda _seconds: asyncio.Event().wait())
    vault = await vault_with(access=world.token)
    async with driven(world, vault=vault, progress=AT_LAST_STEP, retries=asleep) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Ava has not answered yet. Waking up can take a minute.")
        await at.press("escape")
        await at.see("Vapi accepts the key 8f14e45f…")
        assert at.key.value == KEYS["valid"]
        assert await vault.get(Entry.VAPI_KEY) is not None
        world.ava_faults.clear()
        await at.enter()
        await at.see(CONFIGURED)
    assert len(world.requests.all(server="ava", method="POST", path=SETTINGS)) == 2


async def test_enter_pressed_again_and_again_saves_once(world: World) -> None:
    async with driven(world, vault=await vault_with(access=world.token), progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["slow"])
        await at.pilot.press("enter", "enter", "enter")
        await at.see("Vapi accepts the key")
        assert len(world.requests.all(server="vapi", method="GET", path="/assistant")) == 1
        await at.pilot.press("enter", "enter")
        await at.see("● Configured")
    assert len(world.requests.all(server="ava", method="POST", path=SETTINGS)) == 1


async def test_dismissing_the_sign_in_leaves_a_way_on(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Sign in to Ava")
        await at.press("escape")
        await at.see("The key is kept on this computer, waiting to be sent to Ava.")
        await at.enter()
        await at.sign_in()
        await at.see(CONFIGURED)


async def test_a_folder_that_cannot_be_written_is_said_and_stops_nobody(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    journal = FileJournal(tmp_path / "file" / "state.json")
    assert journal.load() == Progress()
    async with driven(world, journal=journal) as at:
        await at.enter()
        await at.see("● 2 Keys page")
        await at.see("could not be remembered")


async def test_a_key_that_is_not_here_is_not_called_safe(world: World) -> None:
    yes = Fact(Answer.YES, "8f14e45f...", NOW)
    vault = await vault_with(key=KEYS["valid"], access=world.token)
    async with driven(world, progress=Progress(kept=yes, account="Camille Demo"), vault=vault) as at:
        await at.see("Send to Ava")
        await vault.delete(Entry.VAPI_KEY)
        await at.mend()
        await at.see("Code K08")
        assert not at.says("The key is safe on this computer")
