"""F2 switches every text to the next language at once, and keeps what was typed, chosen and focused."""

import re

from textual.widgets import Button, Collapsible, Input, OptionList, Static
from textual.widgets._toast import Toast

from ava_onboard import locales
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Progress
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.locales.catalogue import committed, sentences, texts, translations
from tests.tui.at_ava import SETTINGS, give_ava, store_with
from tests.tui.driving import AT_LAST_STEP, DEMO, NOW, Driven, driven

KEYS = samples.KEYS


def _pattern(sentence: str) -> str:
    return re.sub(r"\\\{\w+\\\}", ".+?", re.escape(sentence.replace("**", "")))


def _untranslated(language: str) -> re.Pattern[str]:
    """Match a whole line that is in English and not in ``language``."""
    translated = {text for message in sentences(committed(language)) for text in texts(message.string)}
    english = {text for message in sentences(committed(language)) for text in texts(message.id)}
    left = english - translated - {locales.own_name("en")}  # the switch shows it everywhere
    return re.compile("|".join(sorted(map(_pattern, left), key=len, reverse=True)))


UNTRANSLATED = {language: _untranslated(language) for language in translations()}
SIGNS = re.compile(r"^[\s✓✗▲?…○●▸▾–·\d]+|[\s⏎]+$")


def shown(at: Driven) -> set[str]:
    """Return every line and every part of a line on the screen, without its sign."""
    found: set[str] = set()
    for widget in at.app.screen.query("*").exclude("ToastRack, Toast, ToastRack *"):
        if isinstance(widget, Toast):
            continue
        match widget:
            case Static():
                found.update(re.split(r"\n| {2,}", str(widget.content)))
            case Button():
                found.add(str(widget.label))
            case OptionList():
                found.update(re.split(r" {2,}", "  ".join(str(option.prompt) for option in widget.options)))
            case Collapsible():
                found.add(str(widget.title))
            case Input():
                found.add(str(widget.placeholder))
    return {SIGNS.sub("", line) for line in found} - {""}


def state(at: Driven) -> tuple[object, ...]:
    """Return what a switch of the language must keep."""
    fields = [(widget.id, widget.value, widget.password) for widget in at.app.screen.query(Input)]
    lists = [widget.highlighted for widget in at.app.screen.query(OptionList)]
    return at.app.focused, fields, lists, at.app.onboarding.progress.journey, at.app.screen


async def in_each_language(at: Driven) -> None:
    """Switch to each language and back to English, and check that everything follows."""
    await at.pilot.pause()
    before, english = state(at), shown(at)
    for untranslated in UNTRANSLATED.values():
        assert any(untranslated.fullmatch(line) for line in english), english
        await at.press("f2")
        left = {line for line in shown(at) if untranslated.fullmatch(line)}
        assert not left, left
        assert state(at) == before
    await at.press("f2")
    await at.until(lambda: shown(at) == english, "all in English again")
    assert state(at) == before


async def test_the_guide_and_its_dialogs_speak_both_languages(world: World) -> None:
    world.ava_faults.add(Fault.status(503), path=SETTINGS, times=1)
    async with driven(world, demo=DEMO) as at:
        for number in range(1, 4):
            await at.see(f"Step {number} of 4")
            await in_each_language(at)
            if number == 1:  # the page of the second step is opened after the first, and is that of the third
                await at.enter()
            if number < 3:
                await at.see("Page opened in your browser.")
                await in_each_language(at)
            await at.enter()
        for key in ("f1", "f3", "f6", "f10", "r"):
            if key == "r":
                await at.press("left")
                await at.click_on("3 New key")
            await at.press(key)
            await at.until(lambda: at.app.screen.is_modal, "a dialog")
            if key in ("f6", "f10"):
                await at.press("down", "down")
            await in_each_language(at)
            await at.press("escape")
            await at.until(lambda: not at.app.screen.is_modal, "no dialog")
        await at.click_on("4 Paste the key")
        await at.paste(f" {KEYS['public'][:-1]},")
        await at.see("Cleaned: 1 space, 1 punctuation mark.")
        await in_each_language(at)
        for name, sentence in {
            "public": "Vapi refuses the key",
            "forbidden": "does not let it list assistants",
            "down": "neither accepted nor refused",
            "valid": "Vapi accepts the key",
        }.items():
            await at.paste(KEYS[name])
            await at.see(sentence)
            await in_each_language(at)
        await at.enter()
        await at.sign_in(password="wrong")
        await at.see("Code S02")
        await in_each_language(at)
        await at.press("escape")
        await at.open_token_dialog()
        await at.paste("not-a-token")
        await in_each_language(at)
        await at.paste(world.token)
        await at.enter()
        await at.see("Signed in as Camille Demo")
        await at.enter()
        await at.see("waiting to be sent to Ava.")
        await in_each_language(at)
        await at.enter()
        await at.see("Configured: Ava can use your own Vapi key.")
        await in_each_language(at)


async def test_the_settings_and_their_dialogs_speak_both_languages(world: World) -> None:
    give_ava(world, KEYS["other"])
    yes = Fact(Answer.YES, "8f14e45f...", NOW)
    store = await store_with(key=KEYS["valid"], access=world.token)
    progress = Progress(AT_LAST_STEP.journey, kept=yes, known=yes, account="Camille Demo")
    async with driven(world, store=store, progress=progress, size=(120, 40)) as at:
        await at.see("Ava has another key")
        await in_each_language(at)
        await at.paste(KEYS["public"])
        await at.see("Vapi refuses the key")
        await in_each_language(at)
        await at.press("escape")
        await at.see("Ava has another key")
        await at.click_on("Delete")
        await at.see("Delete your key?")
        await in_each_language(at)
        world.ava_faults.add(Fault.status(503), path=SETTINGS, times=1)
        await at.press("tab")
        await at.enter()
        await at.see("Ava may or may not have deleted the key")
        await at.until(lambda: at.app.focused is not None, "the focus on what finishes the deletion")
        await in_each_language(at)
        await at.press("f4")
        await at.see("Step 4 of 4")
        await at.speak("fr")
        await at.press("f4")
        await at.see("Paramètres ▸ Vapi")
        assert not {line for line in shown(at) if UNTRANSLATED["fr"].fullmatch(line)}


async def test_a_message_follows_the_language(world: World) -> None:
    async with driven(world) as at:
        await at.press("c")
        await at.see("Link copied")
        await at.press("f2")
        await at.see("Lien copié")
        await at.paste(f"{KEYS['valid']} {KEYS['other']}")
        await at.see("2 clés possibles")
        await at.press("f2")
        await at.see("2 possible keys")
