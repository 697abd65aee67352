"""A key on the clipboard is offered in the last step, and never taken."""

import pytest
from textual import events

from ava_onboard.domain.progress import Step
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.repeats import first
from tests.tui.at_ava import preview_at_ava, store_with
from tests.tui.desktop import MemoryClipboard
from tests.tui.driving import AT_LAST_STEP, Driven, driven

KEY = samples.KEYS["valid"]
OFFER = "Your clipboard seems to hold a Vapi key: 8f14e45f…"
STILL_THERE = "The key is still on your clipboard: copy something else when you are done."


class CountingClipboard(MemoryClipboard):
    """Counts how often it is looked at."""

    glances = 0

    async def glance(self) -> str | None:
        self.glances += 1
        return await super().glance()


async def come_back(at: Driven) -> None:
    """Go to another window and come back."""
    at.app.post_message(events.AppBlur())
    await at.pilot.pause()
    at.app.post_message(events.AppFocus())
    await at.pilot.pause()


async def test_a_key_on_the_clipboard_is_checked_with_one_enter_and_saved_with_the_next(world: World) -> None:
    clipboard, store = MemoryClipboard(KEY), await store_with(access=world.token)
    async with driven(world, progress=AT_LAST_STEP, clipboard=clipboard, store=store) as at:
        await at.see(OFFER)
        assert at.key.value == ""
        assert world.requests.all(server="vapi", path="/assistant") == []
        assert KEY not in at.text()
        await at.enter()
        await at.see("Vapi accepts the key 8f14e45f…")
        await at.enter()
        await at.see("Configured: Ava can use your own Vapi key.")
        await at.see(STILL_THERE)
    assert preview_at_ava(world) == "8f14e45f..."


@pytest.mark.parametrize("copied", first(["elsewhere", "the summary"]))
async def test_a_saved_key_is_said_to_be_on_the_clipboard_until_something_else_is(world: World, copied: str) -> None:
    clipboard, store = MemoryClipboard(KEY), await store_with(access=world.token)
    async with driven(world, progress=AT_LAST_STEP, clipboard=clipboard, store=store) as at:
        await at.see(OFFER)
        await at.enter()
        await at.see("Vapi accepts the key 8f14e45f…")
        await at.enter()
        await at.see(STILL_THERE)
        await come_back(at)
        await at.see(STILL_THERE)
        if copied == "elsewhere":
            clipboard.text = "something else"
            await come_back(at)
        else:
            await at.click_on("Copy the summary")
            await at.see("Summary copied, without the key")
        await at.until(lambda: not at.says(STILL_THERE), "the sentence to go")


async def test_a_key_that_is_copied_later_is_offered_on_coming_back_and_goes_with_what_replaces_it(
    world: World,
) -> None:
    clipboard = MemoryClipboard()
    async with driven(world, progress=AT_LAST_STEP, clipboard=clipboard) as at:
        await at.see("Check the key")
        clipboard.text = KEY
        await come_back(at)
        await at.see(OFFER)
        clipboard.text = "something else"
        await come_back(at)
        await at.see("Check the key")
        assert not at.says(OFFER)


async def test_a_key_that_was_declined_is_not_offered_again(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, clipboard=MemoryClipboard(KEY)) as at:
        await at.see(OFFER)
        await at.press("escape")
        await at.see("Check the key")
        await come_back(at)
        assert not at.says(OFFER)
        assert world.requests.all(server="vapi", path="/assistant") == []


async def test_the_clipboard_is_not_offered_once_something_is_typed(world: World) -> None:
    clipboard = MemoryClipboard()
    async with driven(world, progress=AT_LAST_STEP, clipboard=clipboard) as at:
        await at.press("a", "b")
        clipboard.text = KEY
        await come_back(at)
        assert not at.says(OFFER)
        assert at.key.value == "ab"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ava.ai Production",
        f"{KEY} {samples.KEYS['public']}",
        f"VAPI_PUBLIC_KEY={KEY}",
        f"curl -H 'x: {KEY}'",
        KEY[:-4],
    ],
    ids=["nothing", "a name", "two keys", "public", "a command", "cut"],
)
async def test_what_is_not_exactly_one_key_is_not_offered(world: World, text: str) -> None:
    clipboard = CountingClipboard(text)
    async with driven(world, progress=AT_LAST_STEP, clipboard=clipboard) as at:
        await at.until(lambda: clipboard.glances > 0, "a look at the clipboard")
        await at.see("Check the key")
        assert not at.says("Use this key")


async def test_no_other_step_and_no_other_screen_looks_at_the_clipboard(world: World) -> None:
    clipboard = CountingClipboard(KEY)
    async with driven(world, progress=AT_LAST_STEP, clipboard=clipboard) as at:
        await at.see(OFFER)
        for action in (f"screen.open_step('{Step.NEW_KEY}')", "app.settings"):
            await at.app.run_action(action)
            before = clipboard.glances
            await come_back(at)
            assert clipboard.glances == before


async def test_nothing_looks_at_the_clipboard_behind_a_dialog_or_while_no_key_is_asked_for(world: World) -> None:
    clipboard, store = CountingClipboard(), await store_with(access=world.token)
    async with driven(world, progress=AT_LAST_STEP, clipboard=clipboard, store=store) as at:

        async def looks_on_coming_back() -> int:
            before = clipboard.glances
            await come_back(at)
            return clipboard.glances - before

        await at.see("Check the key")
        await at.press("f1")
        await at.see("Shortcuts")
        assert await looks_on_coming_back() == 0
        await at.press("escape", "a")
        assert await looks_on_coming_back() == 0
        await at.paste(KEY)
        await at.see("Vapi accepts the key")
        assert await looks_on_coming_back() == 0
        await at.enter()
        await at.see("Configured: Ava can use your own Vapi key.")
        assert await looks_on_coming_back() == 0


async def test_offering_can_be_switched_off(world: World) -> None:
    clipboard = CountingClipboard(KEY)
    progress = AT_LAST_STEP._replace(offers_clipboard=False)
    async with driven(world, progress=progress, clipboard=clipboard) as at:
        await at.see("Check the key")
        await come_back(at)
        assert clipboard.glances == 0
        await at.app.run_action("app.switch_clipboard")
        await come_back(at)
        await at.see(OFFER)


async def test_the_summary_says_what_is_known_without_the_key(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, store=await store_with(access=world.token)) as at:
        await at.paste(KEY)
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Copy the summary")
        await at.click_on("Copy the summary")
        await at.see("Summary copied, without the key")
        assert at.clipboard.text is not None
        assert at.clipboard.text.startswith("● Configured\n✓ On this computer  8f14e45f…\n✓ Ava has it  8f14e45f…")
        assert KEY not in at.clipboard.text
