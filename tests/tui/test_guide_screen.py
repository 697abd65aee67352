"""The four steps: keys, mouse, links, the menu, and where the next run starts."""

import json
from pathlib import Path

import pytest
from textual import events

from ava_onboard import locales
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.guide import current
from ava_onboard.domain.progress import Journey, Progress, Step
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from ava_onboard.tui import themes
from ava_onboard.tui.textual_private.input_notices import BURST
from tests.repeats import first
from tests.tui.desktop import MemoryClipboard, RecordingBrowser
from tests.tui.driving import AT_LAST_STEP, DEMO, Driven, driven

LINK = current().of(Step.ACCOUNT).link.url


async def test_steps_open_by_key_and_mouse_and_the_next_run_resumes(world: World, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    async with driven(world, saved=ProgressFiles(file)) as at:
        await at.enter()
        await at.see("Page opened in your browser.")
        await at.enter()
        await at.see("Step 2 of 4")
        await at.press("left")
        await at.see("Step 1 of 4")
        await at.click_on("3 New key")
        await at.see("Step 3 of 4")
        await at.press("b")
        await at.see("Step 2 of 4")
        await at.click_on("I see the page")
        await at.see("✓ 2 API Keys page")
        await at.see("Step 3 of 4")
        await at.press("f2")
        await at.press("f10")
        await at.click_on("Thème clair ou sombre")
        await at.until(lambda: at.app.theme == themes.LIGHT, "the light theme")
        await at.press("ctrl+q")
    assert json.loads(file.read_text())["done"] == ["account", "keys-page"]
    async with driven(world, saved=ProgressFiles(file)) as at:
        await at.see("Étape 3 sur 4")
        await at.see("✓ 2")
        assert at.app.theme == themes.LIGHT


async def test_links_open_in_the_browser_and_links_and_names_can_be_copied_or_scanned(world: World) -> None:
    async with driven(world, progress=Progress(Journey(Step.NEW_KEY))) as at:
        name = current().of(Step.NEW_KEY).copy
        link = current().of(Step.NEW_KEY).link
        await at.press("o")
        await at.see("Open again")
        await at.click_on("Open again")
        await at.until(lambda: at.browser.opened == [link.url] * 2, "opened twice")
        await at.press("c")
        await at.see("Link copied")
        assert at.clipboard.text == link.url
        await at.press("n")
        await at.see("Name copied")
        assert at.clipboard.text == name == "Ava.ai Production"
        await at.press("r")
        await at.see("Scan with your phone")
        assert at.says(link.url)
        await at.press("escape")
        await at.until(lambda: not at.app.screen.is_modal, "no dialog")


async def test_enter_that_is_held_down_opens_one_page_and_ticks_nothing(world: World) -> None:
    for begins, every in ((0.25, 0.03), (0.5, 0.033), (0.66, 0.04), (1.0, 0.09)):
        async with driven(world) as at:
            await press_enter(at, 0, *(begins + number * every for number in range(20)))
            await at.see("Page opened in your browser.")
            assert at.browser.opened == [LINK]
            assert at.app.onboarding.progress.journey == Journey()
            await press_enter(at, begins + 20 * every + 0.2)
            await at.see("Step 2 of 4")


@pytest.mark.parametrize("between", first([0.13, 3, 0.3, 0.6, 0.9], 2))
async def test_enter_that_is_pressed_twice_does_two_things(world: World, between: float) -> None:
    async with driven(world, progress=Progress(Journey(Step.KEYS_PAGE))) as at:
        await at.enter()
        await at.see("Page opened in your browser.")
        await press_enter(at, 0)
        await press_enter(at, between)
        await at.see("Step 4 of 4")


async def test_enter_that_may_be_held_down_counts_as_soon_as_another_key_is_pressed(world: World) -> None:
    async with driven(world, progress=Progress(Journey(Step.KEYS_PAGE))) as at:
        await at.enter()
        await at.see("Page opened in your browser.")
        await press_enter(at, 0)
        await press_enter(at, 0.5)
        await at.pilot.press("x")
        await at.see("Step 4 of 4")


async def press_enter(at: Driven, *times: float) -> None:
    """Press Enter at these times, in seconds, as far as the app can tell."""
    await at.buttons_up()
    at.app.ignores_held_enter = True
    for time in times:
        event = events.Key("enter", None)
        event.time = time
        at.app.post_message(event)
    await at.pilot.pause()


async def test_a_page_that_is_open_is_not_to_be_opened_any_more(world: World) -> None:
    async with driven(world) as at:
        await at.see("1 Open dashboard.vapi.ai")
        await at.enter()
        await at.see("1 Click Sign Up")
        assert not at.says("Open dashboard.vapi.ai")
        await at.enter()
        await at.see("1 Sign in if Vapi asks you to.")
        assert not at.says("Open the page below")


async def test_a_step_can_be_done_without_its_page(world: World) -> None:
    async with driven(world) as at:
        await at.press("tab", "enter")
        await at.see("✓ 1 Vapi account")
        assert at.browser.opened == []


async def test_a_key_that_is_pasted_in_any_step_is_checked_at_once(world: World) -> None:
    for step in (Step.ACCOUNT, Step.KEYS_PAGE, Step.NEW_KEY, Step.PASTE_KEY):
        async with driven(world, progress=Progress(Journey(step))) as at:
            await at.paste(f"  {samples.KEYS['valid']}\n")
            await at.see("Step 4 of 4")
            await at.see("Vapi accepts the key 8f14e45f…")


@pytest.mark.parametrize("way", ["ctrl+v", "unmarked", "sample"])
async def test_a_key_arrives_in_the_first_step_in_every_way(world: World, way: str) -> None:
    key = samples.KEYS["valid"]
    async with driven(world, demo=DEMO, clipboard=MemoryClipboard(key if way == "ctrl+v" else "")) as at:
        if way == "unmarked":  # from a terminal that does not mark what is pasted
            at.app.post_message(events.Key(BURST, key))
        elif way == "sample":
            await at.press("f6")
            await at.see("None of them is real.")
            await at.enter()
        else:
            await at.press(way)
        await at.see("Step 4 of 4")
        await at.see("Vapi accepts the key 8f14e45f…")


async def test_a_step_says_why_what_was_pasted_is_no_key(world: World) -> None:
    async with driven(world) as at:
        await at.paste(f"{samples.KEYS['valid']}\n{samples.KEYS['other']}")
        await at.see("There are 2 possible keys in there. Paste only the private one.")
        assert at.says("Your own Vapi key")
        await at.press("ctrl+v")
        await at.see("Nothing to paste here.")


async def test_what_may_be_a_key_is_not_sent_to_vapi_before_it_is_asked_for(world: World) -> None:
    async with driven(world) as at:
        await at.paste("https://vapi.ai")  # certainly no key
        await at.see("This is a web address.")
        assert at.says("Your own Vapi key")
        await at.paste("0a1b2c3d-0000")
        await at.see("Step 4 of 4")
        await at.see("Check the key")
        assert at.key.value == "0a1b2c3d-0000"
        assert not at.says("Vapi refuses")


async def test_with_enough_lines_the_code_of_an_address_is_part_of_the_screen(world: World) -> None:
    async with driven(world, browser=RecordingBrowser(there=False), size=(120, 40)) as at:
        await at.press("o")
        await at.see("No browser could be opened from here.")
        assert at.says("▄▄▄▄▄▄▄")
        assert not at.says("Scan with your phone")


async def test_a_message_stays_on_its_line_until_the_next_step(world: World) -> None:
    async with driven(world, progress=Progress(Journey(Step.NEW_KEY))) as at:
        await at.press("n")
        await at.see("Name copied")
        await at.press("c")
        await at.see("Link copied")
        assert not at.says("Name copied")
        assert at.says("Copy the name")
        await at.press("left")
        await at.see("Step 2 of 4")
        assert not at.says("Link copied")


async def test_a_window_that_is_too_small_says_so_until_it_is_larger(world: World) -> None:
    async with driven(world) as at:
        for size in ((39, 20), (80, 11), (1, 1)):
            await at.pilot.resize_terminal(*size)
            await at.pilot.pause()
            if size != (1, 1):
                await at.see("This window is too small.")
            assert not at.says("Step 1 of 4")
            await at.press("enter")
            assert at.browser.opened == []
        await at.pilot.resize_terminal(40, 12)
        await at.see("○ Not configured")
        await at.enter()
        await at.until(lambda: at.browser.opened == [LINK], "the button has the focus again")
        await at.pilot.resize_terminal(39, 12)
        await at.press("ctrl+q")
        await at.until(lambda: not at.app.is_running, "the app has ended")


async def test_without_a_browser_or_clipboard_the_terminal_clipboard_gets_the_link(world: World) -> None:
    browser, clipboard = RecordingBrowser(there=False), MemoryClipboard(there=False)
    async with driven(world, browser=browser, clipboard=clipboard) as at:
        await at.press("o")
        await at.see("Scan with your phone")
        await at.see(LINK)
        await at.press("escape")
        await at.see("No browser could be opened from here.")
        await at.see(LINK)
        await at.press("c")
        await at.see("Sent to the terminal's clipboard.")
        await at.see(LINK)
        assert not at.says("Link copied")
        assert at.app.clipboard == LINK


async def test_every_entry_of_the_menu_does_what_it_says(world: World) -> None:
    sights = {
        "Settings and status": "– not kept",
        "The four steps": "Step 1 of 4",
        "Frequently asked questions": "↑ ↓ Scroll",
        "Help and shortcuts": "Shift+Tab",
        "Sample keys": "None of them is real.",
    }
    async with driven(world, demo=DEMO) as at:
        for entry, sight in sights.items():
            await at.press("f10")
            await at.see("Menu")
            assert not at.says("Sign out of Ava")
            await at.click_on(entry)
            await at.see(sight)
            await at.press("escape")
        for _language in locales.languages():
            following = locales.next_language()
            await at.press("f10")
            await at.until(lambda: at.app.screen.is_modal, "the menu")
            await at.click_on(locales.own_name(following))
            await at.until(lambda following=following: locales.language() == following, "it")  # type: ignore[misc]  # a default
        for key, sight in {
            "f3": "↑ ↓ Scroll",
            "f1": "Help and shortcuts",
            "question_mark": "Help and shortcuts",
        }.items():
            await at.press(key)
            await at.see(sight)
            await at.press("escape")
            await at.until(lambda sight=sight: not at.says(sight), "no dialog")  # type: ignore[misc]  # a default
        await at.press("f10", "end")
        await at.enter()
        await at.until(lambda: not at.app.is_running, "the app has ended")
        assert at.app.return_code == 0


async def test_resizing_the_terminal_loses_neither_what_is_typed_nor_the_focus(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, size=(120, 40)) as at:
        await at.until(lambda: at.app.focused is at.key, "the focus in the field")
        await at.type("8f14e45f")
        for size in ((60, 20), (80, 24), (60, 20), (120, 40)):
            await at.resize(size)
            await at.see("Check the key")
            await at.until(lambda: at.app.focused is at.key, "the focus in the field")
            assert at.key.value == "8f14e45f"


async def test_resizing_the_terminal_loses_no_verdict_and_no_key(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, size=(120, 40)) as at:
        await at.paste(samples.KEYS["public"])
        await at.see("Vapi refuses the key")
        for size in ((60, 20), (80, 24), (60, 20), (120, 40)):
            await at.resize(size)
            await at.see("Vapi refuses the key")
            await at.see("Check again")
            await at.until(lambda: at.app.focused is at.app.screen.query_one("#primary"), "the focus on the button")
            assert at.key.value == samples.KEYS["public"]
        await at.press("f4")
        await at.see("Settings ▸ Vapi")
        await at.pilot.resize_terminal(60, 20)
        await at.press("f4")
        await at.see("Vapi refuses the key")
        assert at.key.value == samples.KEYS["public"]
