"""Saving: each of its four stages can fail, what succeeded stays, and the next attempt ends well."""

import asyncio
from pathlib import Path

import pytest

from ava_onboard.adapters.http.retries import Retries
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Badge
from ava_onboard.onboarding import NotStarted, Stage, patience
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.deployed_ava import ASSISTANTS, PATH
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from ava_onboard.tui.key import texts
from ava_onboard.tui.key.phase import Choice, Saving, choices, under_way
from tests.tui.at_ava import SETTINGS, NoKeyring, preview_at_ava, store_with
from tests.tui.driving import AT_LAST_STEP, NOW, driven

KEYS = samples.KEYS
CONFIGURED = "Configured: Ava can use your own Vapi key."


async def test_without_a_keyring_ava_still_gets_the_key(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, store=NoKeyring()) as at:
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("✗ Not kept on this computer")
        await at.see("This computer has no keyring to keep the key in.")
        await at.see("Code K01")
        assert preview_at_ava(world) is None
        await at.click_on("Keep no copy here")
        await at.sign_in()
        await at.see(CONFIGURED)
        await at.see("– no copy")
        assert preview_at_ava(world) == "8f14e45f..."
        await at.enter()
        await at.see("Proof Ava used it: 3 assistants")
        await at.see("● Configured")


def test_a_save_that_could_not_start_says_why_and_can_be_repeated() -> None:
    failure = Failure(problems.FILE_FAILED, {"file": "default.vault"})
    stopped = Saving(ApiKey(KEYS["valid"]), None).after(NotStarted(Stage.KEEP, failure))
    assert not under_way(stopped)
    assert choices(stopped)[0] is Choice.SAVE_AGAIN
    assert any("Code K13" in line.words for line in texts.ending(stopped))


async def test_a_key_that_could_not_be_sent_waits_and_the_next_run_sends_it_with_one_enter(
    world: World, tmp_path: Path
) -> None:
    store, file = await store_with(access=world.token), tmp_path / "state.json"
    saved = ProgressFiles(file)
    saved.save(AT_LAST_STEP)
    world.ava_faults.add(Fault.status(503), path=SETTINGS)
    async with driven(world, store=store, saved=saved) as at:
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("▲ Sending was cut off")
        await at.see("Ava is having a problem.")
        await at.see("The key is kept on this computer, waiting to be sent to Ava.")
        await at.click_on("Later")
        await at.see("Ava could not be reached.")
        await at.press("ctrl+q")
    world.ava_faults.clear()
    async with driven(world, store=store, saved=ProgressFiles(file)) as at:
        await at.see("✓ 8f14e45f… ○ ○ no key ○ ✓ accepted")
        await at.see("The key is kept on this computer, waiting to be sent to Ava.")
        await at.see("Send to Ava")
        await at.resolve()
        await at.see(CONFIGURED)
        await at.enter()
        await at.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ accepted")
        assert at.app.badge() is Badge.CONFIGURED
    assert preview_at_ava(world) == "8f14e45f..."
    kept = file.read_text()
    assert KEYS["valid"] not in kept
    assert world.token not in kept


async def test_without_a_session_the_waiting_key_is_sent_after_signing_in(world: World) -> None:
    async with driven(world, store=await store_with(key=KEYS["valid"]), progress=AT_LAST_STEP) as at:
        await at.press("f4")
        await at.see("waiting to be sent to Ava.")
        await at.resolve()
        await at.sign_in()
        await at.see(CONFIGURED)
        await at.enter()
        await at.see("Proof Ava used it: 3 assistants")
    assert preview_at_ava(world) == "8f14e45f..."


async def test_after_a_lost_answer_trying_again_works(world: World) -> None:
    world.ava_faults.add(Fault.lost_answer(), method="POST", path=SETTINGS, times=1)
    async with driven(world, store=await store_with(access=world.token), progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Code N05")
        await at.see("Try again")
        await at.enter()
        await at.see(CONFIGURED)


async def test_if_ava_shows_a_different_key_the_form_does_not_say_configured(world: World) -> None:
    shown = {"has_vapi_key": True, "vapi_api_key_preview": "ffffffff..."}
    world.ava_faults.add(Fault.status(200, shown), method="GET", path=SETTINGS, times=1)
    async with driven(world, store=await store_with(access=world.token), progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("✓ Sent to Ava")
        await at.see("▲ Not confirmed by Ava yet")
        await at.see("Ava accepted the key, but then showed a different one.")
        assert not at.says(CONFIGURED)
        await at.enter()
        await at.see(CONFIGURED)


async def test_whoever_stops_waiting_for_ava_keeps_the_key_and_the_verdict(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.ava_faults.add(Fault.hang(), method="POST", path=SETTINGS, times=1)
    store = await store_with(access=world.token)
    async with driven(world, store=store, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Ava has not answered yet. Still trying: this can take a minute.")
        await at.press("enter", "enter")
        assert at.says("Ava has not answered yet.")
        await at.click_on("Stop waiting")
        await at.see("Vapi accepts the key 8f14e45f…")
        assert at.key.value == KEYS["valid"]
        assert await store.get(SecretName.VAPI_KEY) is not None
        await at.click_on("Save the key")
        await at.see(CONFIGURED)
        assert at.key.value == ""
    assert len(world.requests.all(server="ava", method="POST", path=SETTINGS)) == 2


async def test_saving_continues_once_ava_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.ava_faults.add(Fault.html(502), method="POST", path=SETTINGS, times=3)
    awake = asyncio.Event()
    again = Retries(sleep=lambda _seconds: awake.wait())
    async with driven(world, store=await store_with(access=world.token), progress=AT_LAST_STEP, retries=again) as at:
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Ava has not answered yet. Still trying: this can take a minute.")
        awake.set()
        await at.see(CONFIGURED)
    assert len(world.requests.all(server="ava", method="POST", path=SETTINGS)) == 4


async def test_escape_between_two_attempts_keeps_the_key_and_stops_sending(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.ava_faults.add(Fault.html(502), method="POST", path=SETTINGS)
    asleep = Retries(sleep=lambda _seconds: asyncio.Event().wait())
    store = await store_with(access=world.token)
    async with driven(world, store=store, progress=AT_LAST_STEP, retries=asleep) as at:
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Ava has not answered yet. Still trying: this can take a minute.")
        await at.press("escape")
        await at.see("Vapi accepts the key 8f14e45f…")
        assert at.key.value == KEYS["valid"]
        assert await store.get(SecretName.VAPI_KEY) is not None
        world.ava_faults.clear()
        await at.enter()
        await at.see(CONFIGURED)
    assert len(world.requests.all(server="ava", method="POST", path=SETTINGS)) == 2


async def test_pressing_enter_repeatedly_saves_once(world: World) -> None:
    async with driven(world, store=await store_with(access=world.token), progress=AT_LAST_STEP) as at:
        world.vapi_faults.add(Fault.hang(), method="GET", times=1)
        await at.paste(KEYS["valid"])
        await asyncio.to_thread(world.vapi_faults.wait_for_held)
        await at.pilot.press("enter", "enter", "enter")
        world.vapi_faults.release()
        await at.see("Vapi accepts the key")
        assert len(world.requests.all(server="vapi", method="GET", path="/assistant")) == 1
        await at.pilot.press("enter", "enter")
        await at.see("● Configured")
    assert len(world.requests.all(server="ava", method="POST", path=SETTINGS)) == 1


async def test_after_closing_the_sign_in_dialog_the_key_can_still_be_sent(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Sign in to Ava")
        await at.press("escape")
        await at.see("The key is kept on this computer, waiting to be sent to Ava.")
        await at.enter()
        await at.sign_in()
        await at.see(CONFIGURED)


async def test_an_unwritable_folder_is_reported_and_the_steps_continue(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    saved = ProgressFiles(tmp_path / "file" / "state.json")
    assert saved.load() == Progress()
    async with driven(world, saved=saved) as at:
        await at.click_on("I have an account")
        await at.see("● 2 API Keys page")
        await at.see("Your place could not be saved")


async def test_a_key_that_is_not_on_this_computer_is_not_called_kept(world: World) -> None:
    yes = Fact(Answer.YES, "8f14e45f...", NOW)
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, progress=Progress(kept=yes, account="Camille Demo"), store=store) as at:
        await at.see("Send to Ava")
        await store.delete(SecretName.VAPI_KEY)
        await at.resolve()
        await at.see("Code K08")
        assert not at.says("The key is kept on this computer")


async def test_help_keeps_the_whole_id_of_a_request_that_failed(world: World) -> None:
    world.ava_faults.add(Fault.status(500), method="POST", path="/api/v1/vapi-settings")
    async with driven(world, progress=AT_LAST_STEP, store=await store_with(access=world.token)) as at:
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Code A04, request ")
        read_out = at.text().partition("Code A04, request ")[2][:9]
        await at.press("f1")
        await at.press("end")
        await at.see(f"Last failed request {read_out}-")


async def test_a_key_that_ava_cannot_use_makes_room_for_another_one_with_one_enter(world: World) -> None:
    world.ava_faults.add(ASSISTANTS["authentication failed"], path=PATH)
    async with driven(world, progress=AT_LAST_STEP, store=await store_with(access=world.token)) as at:
        await at.paste(KEYS["other"])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Ava cannot use it")
        await at.see("Paste another key ⏎")
        await at.enter()
        await at.see("Paste your key here")
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key 8f14e45f…")
