"""The settings card: replacing, deleting, and mending what the three facts disagree on."""

import asyncio

import pytest

from ava_onboard.adapters.state.progress_file import MemoryJournal
from ava_onboard.domain import problems
from ava_onboard.domain.failure import failed
from ava_onboard.domain.progress import Progress, Stage, UnderWay
from ava_onboard.domain.status import Answer, Badge, Fact
from ava_onboard.onboarding import patience
from ava_onboard.onboarding.ports import Entry
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.tui.at_ava import SETTINGS, give_ava, preview_at_ava, vault_with
from tests.tui.driving import AT_LAST_STEP, NOW, Driven, driven

KEYS = samples.KEYS
AGREED = "✓ On this computer ✓ Known to Ava ✓ Accepted by Vapi"
YES = Fact(Answer.YES, "8f14e45f...", NOW)
CONFIGURED = Progress(kept=YES, known=YES, accepted=YES, account="Camille Demo")


async def delete(at: Driven) -> None:
    """Ask for deletion and confirm it."""
    await at.click_on("Delete")
    await at.see("Delete your key?")
    await at.press("tab")
    await at.enter()


async def test_deleting_asks_once_and_ends_on_not_configured(world: World) -> None:
    give_ava(world, KEYS["valid"])
    vault = await vault_with(key=KEYS["valid"], access=world.token)
    async with driven(world, vault=vault, progress=CONFIGURED) as at:
        await at.see(AGREED)
        for way_out in ("escape", "enter"):
            await at.click_on("Delete")
            await at.see("phone assistants stop working.")
            await at.press(way_out)
            await at.until(lambda: not at.says("Delete your key?"), "no dialog")
            assert preview_at_ava(world) == "8f14e45f..."
        world.ava_faults.add(Fault.status(503), method="DELETE", path=SETTINGS, times=1)
        await delete(at)
        await at.see("Ava may or may not have deleted the key. This computer still has it.")
        assert await vault.get(Entry.VAPI_KEY) is not None
        assert at.app.badge() is Badge.CONFIGURED
        await delete(at)
        await at.see("The key has been deleted.")
        await at.see("✗ On this computer ✗ Known to Ava")
        await at.see("○ Not configured")
        assert not at.says("It is not known")
        await at.see("Get a key")
        await at.mend()
        await at.see("Step 1 of 4")
    assert await vault.get(Entry.VAPI_KEY) is None
    assert preview_at_ava(world) is None


async def test_escape_stops_waiting_for_a_deletion_and_the_card_says_what_is_so(world: World) -> None:
    give_ava(world, KEYS["valid"])
    vault = await vault_with(key=KEYS["valid"], access=world.token)
    async with driven(world, vault=vault, progress=CONFIGURED) as at:
        await at.see(AGREED)
        world.ava_faults.add(Fault.hang(), method="DELETE", path=SETTINGS)
        await delete(at)
        await at.see("Deleting the key…")
        await asyncio.to_thread(world.ava_faults.wait_for_held)
        await at.press("escape")
        await at.see("The key was being deleted when the program stopped.")
        await asyncio.to_thread(world.ava_faults.wait_for_none_held)
        world.ava_faults.clear()
        await at.see("Finish deleting")
        assert await vault.get(Entry.VAPI_KEY) is not None


async def test_the_card_says_whose_answer_takes_long(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    vault = await vault_with(key=KEYS["valid"], access=world.token)
    world.ava_faults.add(Fault.hang(), path=SETTINGS)
    async with driven(world, vault=vault, progress=CONFIGURED) as at:
        await at.see("Ava has not answered yet. Waking up can take a minute.")
        world.ava_faults.clear()
        await at.until(lambda: not at.says("Ava is waking up"), "the sentence gone")


async def test_deleting_with_a_dead_session_signs_in_and_goes_on(world: World) -> None:
    give_ava(world, KEYS["valid"])
    vault = await vault_with(key=KEYS["valid"], access="expired")
    async with driven(world, vault=vault, progress=CONFIGURED) as at:
        await at.see("You are not signed in")
        assert at.app.badge() is Badge.CONFIGURED
        await delete(at)
        await at.sign_in()
        await at.see("The key has been deleted.")
    assert preview_at_ava(world) is None


async def test_replacing_the_key_loses_the_old_one_only_for_a_good_one(world: World) -> None:
    give_ava(world, KEYS["valid"])
    vault = await vault_with(key=KEYS["valid"], access=world.token)
    async with driven(world, vault=vault, progress=CONFIGURED) as at:
        await at.see(AGREED)
        await at.paste(KEYS["public"])
        await at.enter()
        await at.see("Vapi does not accept the key d3d94468…")
        assert preview_at_ava(world) == "8f14e45f..."
        await at.paste(KEYS["other"])
        await at.enter()
        await at.see("Configured: Ava has your own Vapi key.")
        await at.see("Key c9f0f895…")
        assert at.key.value == ""
        await at.see("Close")
        await at.enter()
        await at.until(lambda: not at.says("Configured: your phone"), "the form starts anew")
        assert at.app.focused is at.key
    assert preview_at_ava(world) == "c9f0f895..."


@pytest.mark.parametrize(
    ("here", "at_ava", "sentence"),
    [
        ("valid", "other", "Ava has a different key from the one on this computer."),
        ("valid", None, "The key is on this computer, but Ava does not have it yet."),
    ],
)
async def test_where_ava_differs_one_enter_mends_it(world: World, here: str, at_ava: str | None, sentence: str) -> None:
    if at_ava:
        give_ava(world, KEYS[at_ava])
    vault = await vault_with(key=KEYS[here], access=world.token)
    async with driven(world, vault=vault, progress=CONFIGURED) as at:
        await at.see(sentence)
        await at.mend()
        await at.see(AGREED)
        await at.see("● Configured")
    assert preview_at_ava(world) == "8f14e45f..."


async def test_a_key_that_vapi_has_revoked_asks_for_another(world: World) -> None:
    give_ava(world, KEYS["unknown"])
    vault = await vault_with(key=KEYS["unknown"], access=world.token)
    async with driven(world, vault=vault, progress=CONFIGURED) as at:
        await at.see("✓ On this computer ✓ Known to Ava ✗ Accepted by Vapi")
        await at.see("Vapi refuses this key.")
        await at.paste(KEYS["valid"])
        await at.enter()
        await at.see(AGREED)


async def test_the_card_says_when_ava_is_away_and_looks_again(world: World) -> None:
    give_ava(world, KEYS["valid"])
    world.ava_faults.add(Fault.status(503), path=SETTINGS, times=1)
    vault = await vault_with(key=KEYS["valid"], access=world.token)
    async with driven(world, vault=vault, progress=CONFIGURED) as at:
        await at.see("Ava could not be reached. This is its last answer.")
        await at.see("● Configured")
        await at.mend()
        await at.see(AGREED)
        await at.click_on("How do I get a key?")
        await at.see("Open the guide")
        at.app.screen.query_one("#open-guide").focus()
        await at.enter()
        await at.see("Step 1 of 4")
        await at.press("f4")
        await at.see(AGREED)


async def test_who_signs_in_as_somebody_else_in_the_middle_of_a_deletion_is_asked_about_their_key(
    world: World,
) -> None:
    give_ava(world, KEYS["valid"])
    vault = await vault_with(key=KEYS["valid"])
    before = CONFIGURED._replace(account="Somebody Else")
    async with driven(world, vault=vault, progress=before) as at:
        await at.see("You are not signed in")
        await delete(at)
        await at.sign_in()
        await at.see("Delete the key of Camille Demo?")
        await at.enter()
        await at.see("Nothing was deleted: Ava and this computer still have the key.")
    assert preview_at_ava(world) == "8f14e45f..."


@pytest.mark.parametrize("stage", [Stage.FORGET_AT_AVA, Stage.FORGET_HERE])
async def test_a_deletion_that_was_interrupted_is_finished_with_one_enter(world: World, stage: Stage) -> None:
    give_ava(world, KEYS["valid"])
    vault = await vault_with(key=KEYS["valid"], access=world.token)
    async with driven(world, vault=vault, progress=CONFIGURED._replace(under_way=UnderWay(stage))) as at:
        await at.see("The key was being deleted when the program stopped.")
        await at.mend()
        await at.see("The key has been deleted.")
    assert preview_at_ava(world) is None
    assert await vault.get(Entry.VAPI_KEY) is None


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (KEYS["valid"], "Your key is on this computer, waiting to be sent to Ava."),
        (None, "The program stopped before the key was kept on this computer."),
    ],
)
async def test_somebody_new_whose_saving_was_interrupted_is_told_how_far_it_got(
    world: World, key: str | None, said: str
) -> None:
    begun = UnderWay(Stage.KEEP, "8f14e45f...")
    async with driven(world, vault=await vault_with(key=key), progress=AT_LAST_STEP._replace(under_way=begun)) as at:
        await at.see(said)


class UnwritableJournal(MemoryJournal):
    """A folder of state that cannot be written."""

    def save(self, progress: Progress) -> None:
        raise failed(problems.STATE_NOT_WRITTEN, folder="state")


async def test_a_deletion_that_cannot_be_remembered_is_done_and_says_so(world: World) -> None:
    give_ava(world, KEYS["valid"])
    vault = await vault_with(key=KEYS["valid"], access=world.token)
    async with driven(world, vault=vault, journal=UnwritableJournal(CONFIGURED)) as at:
        await at.see(AGREED)
        await delete(at)
        await at.see("(C03)")
    assert preview_at_ava(world) is None
