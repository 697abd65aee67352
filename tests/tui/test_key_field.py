"""The key field: every way to paste, showing and hiding, and that hidden text stays hidden."""

import pytest

from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from ava_onboard.tui.key.field import RevealButton
from ava_onboard.tui.textual_private.field import in_one_line
from ava_onboard.tui.widgets.rows import Row, Rows
from tests.tui.driving import AT_LAST_STEP, DEMO, driven

KEY = samples.KEYS["valid"]


async def test_a_key_can_be_pasted_in_every_way_or_typed(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:

        async def arrives(*, cleaned: str = "") -> None:
            await at.see("Vapi accepts the key 8f14e45f…")
            await at.see(cleaned)
            assert at.key.value == KEY
            await at.press("escape")
            await at.until(lambda: at.app.focused is at.key, "the focus in the field")
            at.key.clear()
            await at.see("Paste your key here")

        await at.press("enter")
        await at.see("Paste your key first.")
        await at.press("ctrl+v")
        await at.see("Nothing to paste here.")
        await at.paste(f"Bearer {KEY}\r\n")
        await arrives(cleaned="Cleaned: 1 line break, “Bearer”.")
        assert "Nothing to paste here." not in at.text()
        at.clipboard.text = f"  {KEY}\n"
        for keys in ("ctrl+v", "shift+insert"):
            await at.press(keys)
            await arrives(cleaned="Cleaned: 2 spaces, 1 line break.")
        await at.press(*KEY)
        await at.see("This looks like a Vapi key. Private or public? Vapi will tell.")
        await at.enter()
        await arrives()
        for button in ("#primary", "#reveal"):
            at.app.screen.query_one(button).focus()
            await at.paste(KEY)
            await arrives()
            at.app.screen.query_one(button).focus()
            await at.press("ctrl+v")
            await arrives()


async def test_a_text_that_is_not_a_key_gets_a_hint_at_once_without_a_request(world: World) -> None:
    sentences = {
        "sk_live_...": "This looks like an example from a guide",
        "Ava.ai Production": "This is the name of the key.",
        "••••••••••••": "These are the dots that hide the key.",
        "https://dashboard.vapi.ai/org/api-keys": "This is a web address.",
        "8f14e45f…": "This is only the start of a key",
        "abc": "Too short: 3 characters.",
        "a" * 300: "Too long: 300 characters",
        "line one\nline two": "There is a space or a line break inside.",
    }
    async with driven(world, progress=AT_LAST_STEP) as at:
        for text, sentence in sentences.items():
            await at.paste(text)
            await at.see(sentence)
        await at.press("enter")
        assert at.says("There is a space or a line break inside.")
    assert not world.requests.all(server="vapi", path="/assistant")


async def test_enter_and_the_button_send_nothing_that_is_certainly_no_key(world: World) -> None:
    sentences = {
        world.token: "This is an access token (it starts with “eyJ”), not a Vapi key.",
        "https://dashboard.vapi.ai/org/api-keys": "This is a web address.",
        "camille@example.com": "This is an e-mail address.",
        "sk-proj-MARKED0123456789": "This key is for OpenAI, not for Vapi.",
        "............": "These are the dots that hide the key.",
        f"{KEY}\n{samples.KEYS['other']}": "There are 2 possible keys in there.",
        f'{{"assistantId": "{KEY}"}}': "This is labelled as an id.",
        "MARKED0123456789\x1b[31": "There is part of a terminal's control sequence in there.",
    }
    async with driven(world, progress=AT_LAST_STEP) as at:
        for text, sentence in sentences.items():
            await at.paste(text)
            await at.see(sentence)
            await at.enter()
            await at.click_on("Check the key")
            assert at.says(sentence)
    assert not world.requests.all(server="vapi", path="/assistant")


async def test_a_key_is_taken_out_of_a_command_and_checked(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(f"curl https://api.vapi.ai/assistant \\\n  -H 'Authorization: Bearer {KEY}'\n")
        await at.see("Vapi accepts the key 8f14e45f…")
        await at.see("You pasted a whole curl command. Only the key in it was kept: 8f14e45f…")
        assert at.key.value == KEY


async def test_a_hidden_key_is_shown_only_on_demand(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:

        async def see_it_hidden() -> None:
            await at.until(lambda: not at.says(KEY), "the key hidden")

        await at.type(KEY)
        await at.press("ctrl+shift+a", "ctrl+c", "ctrl+x")
        assert at.app.clipboard == ""
        assert at.key.value == KEY
        await see_it_hidden()
        await at.press("ctrl+t")
        await at.see(KEY)
        await at.see("Hide")
        await at.press("tab")
        await see_it_hidden()
        await at.click_on("Show")
        await at.see(KEY)
        await at.click_on("Hide")
        await see_it_hidden()
        await at.press("tab", "tab")
        await at.press("enter")
        await at.see(KEY)
        await at.press("enter")
        await at.see("Vapi accepts the key")
        await see_it_hidden()


async def test_ctrl_c_says_how_to_quit(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.press("ctrl+c")
        await at.see("Ctrl+Q to quit. Your place is kept.")
        at.app.clear_notifications()
        await at.until(lambda: not at.says("Ctrl+Q to quit."), "no message")
        await at.press("tab", "ctrl+c")
        await at.see("Ctrl+Q to quit.")


async def test_the_guide_and_the_settings_each_keep_what_was_typed(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, demo=DEMO) as at:
        await at.press("f6")
        await at.see("None of them is real.")
        await at.press("enter")
        await at.see("Vapi accepts the key 8f14e45f…")
        assert at.key.value == KEY
        await at.press("f4")
        await at.see("Settings ▸ Vapi")
        await at.paste(samples.KEYS["other"])
        await at.until(lambda: at.key.value == samples.KEYS["other"], "the other key in the field of the settings")
        await at.press("f4")
        await at.see("Step 4 of 4")
        assert at.key.value == KEY
        await at.press("escape")
        await at.until(lambda: at.app.focused is at.key, "the focus in the field")
        await at.press("left", "left")
        assert at.says("Step 4 of 4")
        await at.click_on("Back")
        await at.see("Step 3 of 4")
        await at.paste(samples.KEYS["down"])
        await at.see("Step 4 of 4")
        assert at.key.value == samples.KEYS["down"]
        await at.press("f4")
        await at.see("Settings ▸ Vapi")
        assert at.key.value == samples.KEYS["other"]


async def test_the_cursor_stands_at_the_end_of_what_is_shown(world: World) -> None:
    texts = {"déjà": 4, "日本語": 6, "one\ttwo": 7, "one\ntwo\x1b": 8, "one\u2028two": 7}
    async with driven(world, progress=AT_LAST_STEP) as at:

        def cursor() -> int:
            return at.key.cursor_screen_offset.x - at.key.content_region.x

        for text, cells in texts.items():
            at.key.password = True
            at.key.value = text
            at.key.cursor_position = len(text)
            assert cursor() == len(text) + 1, text
            await at.see("•" * len(text))
            at.key.password = False
            assert cursor() == cells + 1, text
            await at.see(in_one_line(text))


async def test_a_button_is_drawn_again_only_if_it_says_something_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste("https://dashboard.vapi.ai")
        button = at.app.screen.query_one(RevealButton)
        await at.until(lambda: at.says("Show") and str(button.render()) == "Show", "the button")
        drawn: list[object] = []
        monkeypatch.setattr(RevealButton, "refresh", lambda button, **_options: drawn.append(button))
        button.redraw()
        assert drawn == []
        at.key.password = False
        button.redraw()
        assert button in drawn


async def test_a_remark_is_laid_out_again_only_if_it_takes_up_another_space(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.press("a")
        await at.see("Too short: 1 character.")
        asked: list[bool] = []
        monkeypatch.setattr(Rows, "refresh", lambda _rows, *, layout=False: asked.append(layout))
        remarks = at.app.screen.query_one("#remarks", Rows)
        for words in ("one", "two", "three", "three " * 40, "seven " * 40, "one"):
            remarks.show([Row(words)])
        assert asked == [True, False, False, True, False, True]


async def test_the_demo_offers_sample_keys_and_says_that_its_vapi_knows_no_others(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, demo=DEMO) as at:
        await at.see("Paste a key here, or take a sample with F6")
        await at.paste("0" * 8 + KEY[8:])
        await at.see("Vapi refuses the key 00000000…")
        await at.see("The demo's Vapi knows only the sample keys (F6).")
        await at.paste(samples.KEYS["public"])
        await at.see("Vapi refuses the key d3d94468…")
        assert not at.says("The demo's Vapi")
