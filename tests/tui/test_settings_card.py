"""The settings: replacing and deleting the key, and resolving a disagreement between the four facts."""

import asyncio

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import failed
from ava_onboard.domain.progress import Operation, Progress, Stage
from ava_onboard.domain.status import Badge
from ava_onboard.onboarding import patience
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.deployed_ava import ASSISTANTS, PATH
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.saved_progress import ProgressInMemory
from tests.tui.at_ava import SETTINGS, give_ava, preview_at_ava, store_with
from tests.tui.driving import AT_LAST_STEP, NOW, Driven, driven

KEYS = samples.KEYS
MINE = "8f14e45f…"
AGREED = f"✓ {MINE} ✓ {MINE} ✓ accepted"
YES = Fact(Answer.YES, "8f14e45f...", NOW)
CONFIGURED = Progress(kept=YES, known=YES, accepted=YES, account="Camille Demo")


async def delete(at: Driven) -> None:
    """Delete the key and confirm, once the buttons stay where they are."""
    await at.until(lambda: at.app.focused is not None and not at.says("Checking…"), "the end of the look")
    await at.click_on("Delete")
    await at.see("Delete your key?")
    await at.press("tab")
    await at.enter()


async def test_deleting_asks_once_and_ends_as_not_configured(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see(AGREED)
        for way_out in ("escape", "enter"):
            await at.click_on("Delete")
            await at.see("Your assistants stay in your Vapi account")
            await at.press(way_out)
            await at.until(lambda: not at.says("Delete your key?"), "no dialog")
            assert preview_at_ava(world) == "8f14e45f..."
        world.ava_faults.add(Fault.status(503), method="DELETE", path=SETTINGS, times=1)
        await delete(at)
        await at.see("Ava may or may not have deleted the key. This computer still has it.")
        assert await store.get(SecretName.VAPI_KEY) is not None
        await at.see("Finish deleting")
        await at.see("▲ Needs attention")
        await at.resolve()
        await at.see("The key has been deleted.")
        await at.see("– not kept ○ ○ no key")
        await at.see("○ Not configured")
        assert not at.says("Ava may or may not")
        await at.see("Get a key")
        await at.resolve()
        await at.see("Step 1 of 4")
    assert await store.get(SecretName.VAPI_KEY) is None
    assert preview_at_ava(world) is None


async def test_after_escape_during_a_deletion_the_settings_show_the_actual_state(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see(AGREED)
        world.ava_faults.add(Fault.hang(), method="DELETE", path=SETTINGS)
        await delete(at)
        await at.see("Deleting the key…")
        await asyncio.to_thread(world.ava_faults.wait_for_held)
        await at.press("escape")
        await at.see("Deleting the key stopped before the end.")
        await asyncio.to_thread(world.ava_faults.wait_for_none_held)
        world.ava_faults.clear()
        await at.see("Finish deleting")
        assert await store.get(SecretName.VAPI_KEY) is not None


async def test_a_slow_deletion_says_what_it_waits_for_and_how_to_stop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see(AGREED)
        monkeypatch.setattr(patience, "SECONDS", 0.05)
        world.ava_faults.add(Fault.hang(), method="DELETE", path=SETTINGS)
        await delete(at)
        await at.see("Ava has not answered yet. Still trying: this can take a minute.")
        await at.see("Esc to stop waiting. What is done stays done.")
        await at.press("f2")
        await at.see("Suppression de la clé…")
        world.ava_faults.release()
        await at.see("La clé est supprimée.")


async def test_the_settings_say_which_answer_is_slow(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    store = await store_with(key=KEYS["valid"], access=world.token)
    world.ava_faults.add(Fault.hang(), path=SETTINGS)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("Ava has not answered yet. Still trying: this can take a minute.")
        world.ava_faults.clear()
        await at.until(lambda: not at.says("Ava has not answered yet."), "the sentence gone")


async def test_during_a_deletion_enter_does_not_ask_again(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see(AGREED)
        await at.offered()
        at.app.screen.query_one("#delete").focus()
        await at.until(lambda: at.app.focused is at.app.screen.query_one("#delete"), "the focus on the button")
        await at.enter()
        await at.see("Delete your key?")
        world.ava_faults.add(Fault.hang(), method="DELETE", path=SETTINGS)
        await at.press("tab", "enter")
        await asyncio.to_thread(world.ava_faults.wait_for_held)
        await at.press("enter", "enter", "a", "b")
        assert at.says("Deleting the key…")
        assert not at.says("Delete your key?")
        world.ava_faults.clear()
        await at.see("The key has been deleted.")


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


async def test_deleting_with_an_expired_session_asks_to_sign_in_and_carries_on(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access="expired")
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("You are signed out. Last known state (1 Aug 2026): Configured.")
        assert at.app.badge() is Badge.CONFIGURED
        await delete(at)
        await at.sign_in()
        await at.see("The key has been deleted.")
    assert preview_at_ava(world) is None


async def test_without_signing_in_the_copy_here_can_still_be_deleted(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access="expired")
    async with driven(world, store=store, progress=CONFIGURED) as at:
        await at.see("You are signed out. Last known state (1 Aug 2026): Configured.")
        await delete(at)
        await at.see("Sign in to Ava")
        await at.press("escape")
        await at.see("Delete the key on this computer?")
        await at.see("Has the account been deleted, or can you not sign in?")
        await at.enter()  # the button that keeps it
        await at.until(lambda: not at.says("Delete the key on this computer?"), "no dialog")
        assert await store.get(SecretName.VAPI_KEY) is not None
        await delete(at)
        await at.see("Sign in to Ava")
        await at.press("escape")
        await at.see("Delete the key on this computer?")
        await at.press("tab")
        await at.enter()
        await at.see("The key on this computer has been deleted.")
    assert await store.get(SecretName.VAPI_KEY) is None
    assert preview_at_ava(world) == "8f14e45f..."


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


async def test_if_another_account_signs_in_during_a_deletion_it_is_asked_about_its_own_key(
    world: World,
) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"])
    before = CONFIGURED._replace(account="Somebody Else")
    async with driven(world, store=store, progress=before) as at:
        await at.see("You are signed out. Last known state (1 Aug 2026): Configured.")
        await delete(at)
        await at.sign_in()
        await at.see("Delete Camille Demo's key?")
        await at.enter()
        await at.see("Nothing was deleted: Ava and this computer still have the key.")
    assert preview_at_ava(world) == "8f14e45f..."


@pytest.mark.parametrize("stage", [Stage.FORGET_AT_AVA, Stage.FORGET_HERE])
async def test_one_enter_finishes_an_interrupted_deletion(world: World, stage: Stage) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, progress=CONFIGURED._replace(under_way=Operation(stage))) as at:
        await at.see("Deleting the key stopped before the end.")
        await at.see("▲ Needs attention")
        await at.resolve()
        await at.see("The key has been deleted.")
    assert preview_at_ava(world) is None
    assert await store.get(SecretName.VAPI_KEY) is None


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


class UnwritableProgress(ProgressInMemory):
    """A progress file that cannot be written."""

    def save(self, progress: Progress) -> None:
        raise failed(problems.STATE_NOT_WRITTEN, folder="state")


async def test_a_deletion_works_and_warns_if_the_progress_cannot_be_saved(world: World) -> None:
    give_ava(world, KEYS["valid"])
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, store=store, saved=UnwritableProgress(CONFIGURED)) as at:
        await at.see(AGREED)
        await delete(at)
        await at.see("(C03)")
    assert preview_at_ava(world) is None


async def test_an_ava_without_sign_in_protection_is_shown_on_the_card(world: World) -> None:
    world.leave_ava_unprotected()
    progress = CONFIGURED._replace(account=None)
    async with driven(world, store=await store_with(key=KEYS["valid"]), progress=progress) as at:
        await at.see("This Ava server shows Vapi settings to anyone, without signing in.")
