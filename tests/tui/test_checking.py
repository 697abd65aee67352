"""Every outcome of the live check, and how each ends well."""

import socket

import pytest

from ava_onboard.onboarding import patience
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.tui.at_ava import loads_of_ava, preview_at_ava, store_with
from tests.tui.driving import AT_LAST_STEP, driven

KEYS = samples.KEYS

OUTCOMES = {
    samples.PUBLIC: (
        "Vapi refuses the key d3d94468…",
        "It is the public key.",
        "It is an id (of the key, an assistant or the organisation), not the key.",
        "Vapi Europe refuses it too.",
    ),
    samples.EU: ("Vapi accepts the key c20ad4d7…", "Vapi Europe, at least one assistant"),
    samples.FORBIDDEN: ("Vapi knows the key c51ce410…, but does not let it list assistants.", "Code V06"),
    samples.LIMITED: ("it is neither accepted nor refused", "too many requests", "Code V01"),
    samples.LIMITED_RETRY: ("it is neither accepted nor refused", "too many requests"),
    samples.DOWN: ("it is neither accepted nor refused", "status.vapi.ai", "Code V02"),
    samples.HTML: ("it is neither accepted nor refused",),
    samples.CUT: ("it is neither accepted nor refused", "was cut", "Code N05"),
    samples.EMPTY: ("Vapi accepts the key 45c48cce…", "no assistant yet"),
    samples.SLOW: ("Vapi accepts the key 6f4922f4…",),
    samples.SK_LIVE: ("Vapi accepts the key sk_live_…",),
    samples.VALID: ("Vapi accepts the key 8f14e45f…", "Organisation 0a0b0c0d-fade", "Vapi, main region"),
}


async def test_every_kind_of_key_is_judged_and_a_good_one_is_saved_at_the_end(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, store=await store_with(access=world.token)) as at:
        for name, sentences in OUTCOMES.items():
            await at.paste(KEYS[name])
            for sentence in sentences:
                await at.see(sentence)
            assert at.key.value == KEYS[name]
            assert at.key.password
        await at.enter()
        await at.see("Configured: Ava can use your own Vapi key.")
    assert preview_at_ava(world) == "8f14e45f..."


async def test_what_reads_avas_answers_is_loaded_while_the_person_reads_the_verdict(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = loads_of_ava(monkeypatch)
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.until(lambda: not at.app.workers._workers, "everything prepared")
        assert loaded == []
        await at.paste(KEYS["valid"])
        await at.see("Vapi accepts the key")
        await at.until(lambda: len(loaded) == 1, "loaded")


async def test_after_a_refusal_another_key_is_pasted_first_and_the_same_may_be_checked_again(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(f"VAPI_PUBLIC_KEY={KEYS['public']}")
        await at.see("Pasted with the word “public”")
        await at.enter()
        await at.see("Vapi refuses the key d3d94468…")
        await at.see("Pasted with the word “public”: Ava needs a key from Private API Keys.")
        assert not at.says("It is the public key.")
        assert not at.says("It was cut while copying.")
        asked = len(world.requests.all(server="vapi", path="/assistant"))
        await at.click_on("Paste another key")
        assert at.app.focused is at.key
        assert at.key.selected_text == KEYS["public"]
        assert len(world.requests.all(server="vapi", path="/assistant")) == asked
        await at.click_on("Check the key")
        await at.until(lambda: len(world.requests.all(server="vapi", path="/assistant")) > asked, "another request")
        await at.see("Vapi refuses the key d3d94468…")
        await at.click_on("Paste another key")
        await at.press(*KEYS["valid"])
        assert at.key.value == KEYS["valid"]
        await at.enter()
        await at.see("Vapi accepts the key 8f14e45f…")


async def test_a_refusal_says_that_the_key_went_nowhere_and_opens_the_page_of_keys(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["public"])
        await at.see("Nothing was kept on this computer or sent to Ava.")
        await at.click_on("Open the page")
        await at.see("Page opened in your browser.")
        assert at.browser.opened == ["https://dashboard.vapi.ai/org/api-keys"]
        at.browser.there = False
        await at.click_on("Open the page")
        await at.see("Scan with your phone")


async def test_of_a_refused_key_that_is_kept_here_it_is_not_said_that_nothing_was_kept(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, store=await store_with(key=KEYS["public"])) as at:
        await at.press("f4")
        await at.see("✓ d3d94468…")
        await at.paste(KEYS["public"])
        await at.see("Vapi refuses the key d3d94468…")
        assert not at.says("Nothing was kept")


async def test_the_bar_of_keys_names_what_escape_does(world: World) -> None:
    world.vapi_faults.add(Fault.hang(), path="/assistant", times=1)
    async with driven(world, progress=AT_LAST_STEP) as at:
        assert not at.says("Esc")
        await at.paste(KEYS["valid"])
        await at.see("Esc Stop")
        await at.press("escape")
        await at.until(lambda: not at.says("Esc Stop"), "nothing to stop")
        await at.enter()
        await at.see("Esc Edit")
        await at.press("escape")
        assert at.app.focused is at.key
        assert at.key.value == KEYS["valid"]


async def test_a_cut_key_is_the_first_reason_that_is_given(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"][:-4])
        await at.see("4 characters are missing: the key was cut. Use the copy icon.")
        await at.enter()
        await at.see("Vapi refuses the key 8f14e45f…")
        await at.see("4 characters are missing: the key was cut.")
        assert not at.says("It was cut while copying.")


async def test_after_a_rate_limit_enter_checks_again(world: World) -> None:
    world.vapi_faults.add(Fault.status(429), path="/assistant", times=1)
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.see("too many requests")
        await at.see("Check again")
        await at.enter()
        await at.see("Vapi accepts the key")


async def test_during_an_outage_the_key_can_be_saved_and_the_settings_say_not_checked(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["down"])
        await at.see("could not be checked: it is neither accepted nor refused.")
        await at.click_on("Save anyway")
        await at.sign_in()
        await at.see("Needs attention: Ava has the key, but Vapi has not checked it yet.")
        await at.see("✓ c74d97b0…")
        await at.see("? not checked")
        await at.enter()
        await at.see("✓ c74d97b0… ✓ c74d97b0… ? ? not checked")
        await at.see("It is not known yet whether Vapi accepts this key.")
    assert preview_at_ava(world) == "c74d97b0..."


async def test_a_check_that_hangs_can_be_cancelled_and_repeated(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    world.vapi_faults.add(Fault.hang(), path="/assistant", times=1)
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.paste(KEYS["valid"])
        await at.see("This can take half a minute. Esc to stop; nothing is lost.")
        await at.press("escape")
        assert at.key.value == KEYS["valid"]
        await at.see("Check the key")
        await at.see("Stopped. Nothing was saved, and the key is still in the field.")
        assert not at.says("Vapi has not answered yet.")
        await at.enter()
        await at.see("Vapi accepts the key")


async def test_without_a_connection_the_key_is_neither_accepted_nor_refused(world: World) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        async with driven(world, progress=AT_LAST_STEP, vapi_url=nobody) as at:
            await at.paste(KEYS["valid"])
            await at.see("it is neither accepted nor refused")
            await at.see("Code N02")
            await at.see("Check again")
            await at.see("Save anyway")
