"""A state as files: one text with every size and language, and its pictures. Most states take one run of the app."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from ava_onboard import locales
from ava_onboard.adapters.secrets.keyring import MemoryVault
from ava_onboard.locales import Language
from ava_onboard.tui import themes
from tests.snapshots.file_states import no_file
from tests.snapshots.moves import settled
from tests.snapshots.state import State
from tests.snapshots.states import SIZES, STATES, pictures
from tests.tui.driving import Driven, MemoryClipboard, RecordingBrowser, app_for

SECONDS = 60
"""The limit of one run: an app that has crashed would never settle."""


def files(name: str) -> Iterator[str]:
    """The paths of a state's files, below the folder of the accepted ones."""
    yield f"screens/{name}.txt"
    for picture in pictures(name):
        yield f"pictures/{picture}.svg"


async def capture(name: str) -> dict[str, str]:
    """Bring the app to a state, and return its files by their paths."""
    state = STATES[name]
    texts: list[str] = []
    svgs: dict[str, str] = {}
    for languages in _runs(state):
        async with asyncio.timeout(SECONDS), _at(state, languages[0]) as at:
            for language in languages:
                await _switch_to(language, at)
                for size in SIZES:
                    await _resize(at, size)
                    columns, rows = size
                    texts.append(f"===== {language} {columns}x{rows} =====\n\n{_text(at)}\n")
                    if language is Language.EN:
                        svgs |= await _pictures(name, at, "" if size == SIZES[0] else f"-{columns}x{rows}")
    return {f"screens/{name}.txt": "\n".join(texts)} | svgs


def _runs(state: State) -> Sequence[Sequence[Language]]:
    """The languages of each run: a notification keeps the language in which it was written."""
    return [[language] for language in Language] if state.toast else [list(Language)]


@asynccontextmanager
async def _at(state: State, language: Language) -> AsyncIterator[Driven]:
    """The app in a state, at 80x24."""
    locales.use(language)
    browser, clipboard = RecordingBrowser(there=state.browser), MemoryClipboard()
    app = app_for(
        state.script.connect,
        progress=state.progress,
        demo=state.demo,
        profiles=state.profiles,
        file=(state.file or no_file)(),
        browser=browser,
        clipboard=clipboard,
    )
    app.animation_level = "none"
    async with app.run_test(size=SIZES[0], notifications=True) as pilot:
        at = Driven(app, pilot, MemoryVault(), browser, clipboard)
        await pilot.pause()
        await state.move(at)
        if not state.toast:
            app.clear_notifications()
        yield at


async def _switch_to(language: Language, at: Driven) -> None:
    while locales.language() is not language:
        at.app.action_switch_language()


async def _resize(at: Driven, size: tuple[int, int]) -> None:
    if at.app.size != size:
        await at.pilot.resize_terminal(*size)
    await settled(at)


def _text(at: Driven) -> str:
    strips = at.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips).rstrip("\n")


async def _pictures(name: str, at: Driven, look: str) -> dict[str, str]:
    """The pictures that a state has in the present size."""
    wanted, svgs = set(pictures(name)), {}
    if name + look in wanted:
        svgs[f"pictures/{name}{look}.svg"] = _svg(at)
    if not look and f"{name}-light" in wanted:
        before, at.app.theme = at.app.theme, themes.LIGHT.name
        await settled(at)
        svgs[f"pictures/{name}-light.svg"] = _svg(at)
        at.app.theme = before
        await settled(at)
    return svgs


def _svg(at: Driven) -> str:
    """The screen as SVG, without the number that makes the names of its styles unique."""
    return re.sub(r"\bterminal-\d+-", "terminal-", at.app.export_screenshot(simplify=True))
