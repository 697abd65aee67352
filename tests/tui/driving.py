"""Run the real app against the sandbox, and drive it as a person does."""

import asyncio
import os
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from ava_onboard import locales
from ava_onboard.adapters.http.client import new_client
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.adapters.state.marker import Marker
from ava_onboard.domain.progress import STEPS, Journey, Progress, Step
from ava_onboard.domain.secret import Token
from ava_onboard.domain.speakable import ALPHABET
from ava_onboard.domain.store_kind import FILE
from ava_onboard.domain.verdict import Region
from ava_onboard.onboarding import Onboarding, Services
from ava_onboard.onboarding.ports import OptionalStore, SavedProgress, SecretStore
from ava_onboard.onboarding.profiles import Profile, Profiles
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.given import Choice, Demo, DemoKey, Desktop
from ava_onboard.tui.key.field import KeyInput
from tests.saved_progress import ProgressInMemory
from tests.tui.desktop import MemoryClipboard, RecordingBrowser
from tests.tui.quick import quick

NOW = datetime(2026, 8, 1, 14, 30, tzinfo=UTC)

NOWHERE = Path(os.devnull, "ava-onboard.log")
"""A log that even root cannot write to."""

NOT_CHOSEN = Marker(NOWHERE.with_name("accessible"))
"""Accessible mode, which is off and cannot be chosen."""

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: the sandbox speaks no TLS, and to read the system's authorities takes longer than most tests."""

PATIENCE = 60
"""Seconds to wait for what must come: the machine may be busy."""

AT_LAST_STEP = Progress(Journey(Step.PASTE_KEY, frozenset(STEPS[:3])))
"""The progress of a customer with only the last step left."""

DEMO = Demo(
    samples.ACCOUNT_IDENTIFIER,
    samples.ACCOUNT_PASSWORD,
    tuple(DemoKey(sample.key, sample.behaviour) for sample in samples.SAMPLES),
)


@dataclass
class Driven:
    """An app under test, and what it uses."""

    app: OnboardApp
    pilot: Pilot[None]
    store: SecretStore
    browser: RecordingBrowser
    clipboard: MemoryClipboard

    def text(self) -> str:
        """Return the text on the screen, with no-break spaces as spaces."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in lines).replace("\u00a0", " ").replace("\u202f", " ")

    def says(self, sentence: str) -> bool:
        """Return whether the sentence is on the screen, wrapped or not; also within the lines of a dialog."""
        wanted = _words(sentence)
        return wanted in _words(self.text()) or wanted in _words(self._text_of_dialog())

    def _text_of_dialog(self) -> str:
        """Return the text of the dialog, without what is beside it."""
        dialogs = self.app.screen.query(".dialog")
        if not dialogs:
            return ""
        box = dialogs.first().region
        strips = self.app.screen._compositor.render_strips()[box.y : box.bottom]
        return "\n".join(strip.crop(box.x, box.right).text for strip in strips)

    async def see(self, sentence: str, *, seconds: float = PATIENCE) -> None:
        """Wait until the sentence is on the screen."""
        await self.until(lambda: self.says(sentence), f"{sentence!r} on the screen", seconds=seconds)

    async def until(self, condition: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
        """Wait until the condition holds and all screens are mounted: one is current before its widgets are there."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not (all(screen.is_mounted for screen in self.app.screen_stack) and condition()):
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"not seen: {what}\n{self.text()}")
            await self.pilot.pause(0.01)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, once no button is shown as pressed."""
        await self.buttons_up()
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def enter(self) -> None:
        """Press Enter once no button is shown as pressed."""
        await self.press("enter")

    async def offered(self) -> None:
        """Wait until the settings offer to resolve a disagreement."""
        await self.until(lambda: self.app.focused is self.app.screen.query_one("#resolve"), "the focus on the button")

    async def resolve(self) -> None:
        """Press Enter once the settings offer to resolve a disagreement."""
        await self.offered()
        await self.enter()

    async def sign_in(self, password: str = samples.ACCOUNT_PASSWORD) -> None:
        """Fill in the sign-in dialog and submit it."""
        await self.see("Sign in to Ava")
        await self.type(samples.ACCOUNT_IDENTIFIER)
        await self.press("enter")
        await self.type(password)
        await self.press("enter")

    async def open_token_dialog(self) -> None:
        """Choose in the menu to sign in with an access token."""
        await self.press("f10")
        await self.click_on("Sign in with an access token…")
        await self.see("Access token")

    async def speak(self, language: str) -> None:
        """Press F2 until the app speaks this language."""
        while locales.language() != language:
            await self.press("f2")

    async def buttons_up(self) -> None:
        """Wait: a button that is shown as pressed ignores another press."""
        await self.until(lambda: not self.app.screen.query(".-active"), "every button up")

    async def click_on(self, words: str) -> None:
        """Click the first place on the screen that shows these words, once they stay where they are."""
        await self.buttons_up()
        await self.until(lambda: any(words in line for line in self.text().splitlines()), f"{words!r} on the screen")
        before, place = None, self._place_of(words)
        while place != before:
            await self.pilot.pause(0.01)
            before, place = place, self._place_of(words)
        await self.pilot.click(offset=place)
        await self.pilot.pause()

    def _place_of(self, words: str) -> tuple[int, int]:
        for y, line in enumerate(self.text().splitlines()):
            if (x := line.find(words)) >= 0:
                return cell_len(line[:x]), y
        raise AssertionError(f"not on the screen: {words!r}\n{self.text()}")

    @property
    def key(self) -> KeyInput:
        """The key field."""
        return self.app.screen.query_one(KeyInput)

    async def paste(self, text: str) -> None:
        """Paste as a terminal does."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def resize(self, size: tuple[int, int]) -> None:
        """Resize the window, and wait until the screen has the size."""
        await self.pilot.resize_terminal(*size)
        await self.until(lambda: self.app.screen.size == size, "the new size")

    async def type(self, text: str) -> None:
        """Type text into the focused field."""
        focused = self.app.focused
        assert isinstance(focused, Input)
        focused.replace(text, *sorted(focused.selection))
        await self.pilot.pause()


def app_for(
    connect: Callable[[], Awaitable[Services]],
    *,
    saved: SavedProgress | None = None,
    progress: Progress | None = None,
    demo: Demo | None = None,
    ask_at_start: bool = False,
    profiles: Profiles | None = None,
    log: Path = NOWHERE,
    browser: RecordingBrowser | None = None,
    clipboard: MemoryClipboard | None = None,
    file: OptionalStore | None = None,
    environment_token: bool = False,
    accessible: Choice | None = NOT_CHOSEN,
    kind: type[OnboardApp] = OnboardApp,
) -> OnboardApp:
    """Return an app that uses the given services and a frozen clock."""
    onboarding = Onboarding(
        saved or ProgressInMemory(progress or Progress()),
        lambda: NOW,
        connect,
        stores={FILE: file} if file else None,
        environment_token=environment_token,
    )
    desktop = Desktop(
        browser or RecordingBrowser(), clipboard or MemoryClipboard(), lambda: NOW, log, accessible=accessible
    )
    profile = Profile(onboarding, "https://ava.example", "default", ask_at_start=ask_at_start)
    app = kind(profile, desktop, demo=demo, profiles=profiles, colours="truecolor")
    app.ignores_held_enter = False  # tests press Enter faster than anyone
    return app


@asynccontextmanager
async def driven(
    world: World,
    *,
    store: SecretStore | None = None,
    token: Token | None = None,
    size: tuple[int, int] = (80, 24),
    vapi_url: str | None = None,
    ava_url: str | None = None,
    retries: Retries | None = None,
    browser: RecordingBrowser | None = None,
    clipboard: MemoryClipboard | None = None,
    replaced: Callable[[Services], Services] = lambda services: services,
    hook: Callable[[Message], None] | None = None,
    **options: Any,
) -> AsyncIterator[Driven]:
    """Run the app against ``world``, over real HTTP.

    Args:
        world: The sandbox.
        store: The keyring; None for an empty one in memory.
        token: ``AVA_TOKEN``.
        size: Columns and rows.
        vapi_url: Another address of Vapi's main region.
        ava_url: Another address of Ava.
        retries: How requests to Ava are retried; None for no retries.
        browser: The browser; None for one that works.
        clipboard: The clipboard; None for an empty one.
        replaced: Replaces some of the services.
        hook: Called with every message.
        options: Options of ``app_for``.
    """
    store = store or MemoryStore()
    browser, clipboard = browser or RecordingBrowser(), clipboard or MemoryClipboard()
    async with new_client(NO_AUTHORITIES) as client:
        regions = {Region.US: vapi_url or world.vapi_url, Region.EU: world.vapi_eu_url}

        async def connect() -> Services:
            ava = HttpAva(client, ava_url or world.ava_url, retries=retries)
            return replaced(Services(HttpVapi(client, regions), ava, store, token))

        app = app_for(connect, browser=browser, clipboard=clipboard, **options)
        async with quick(), app.run_test(size=size, message_hook=hook) as pilot:
            await pilot.pause()
            yield Driven(app, pilot, store, browser, clipboard)


def _words(text: str) -> str:
    text = re.sub(r"(▌.*\S)\s{2,}Code [A-Z]\d\d\s*$", r"\1", text, flags=re.MULTILINE)  # below the large letters
    text = re.sub(rf", [{ALPHABET}]{{3}}\s[{ALPHABET}]{{3}}\)", ")", text)  # the situation has tests of its own
    return re.sub(r"[\s│╭╮╰╯─━▌▀▄█]+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).strip()
