"""Run the real desk, and drive it as an agent does."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from ava_onboard.adapters.state.desk_log import DeskLog
from ava_onboard.cli.desk.files import read_report
from ava_onboard.domain.desk.events import Event
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.progress import Stage, Step
from ava_onboard.domain.situation import coding, scenes
from ava_onboard.domain.situation.facts import Outline
from ava_onboard.domain.situation.scenes import Checked, Place, Scene, Situation, System
from ava_onboard.domain.situation.troubles import Trouble
from ava_onboard.domain.status import Badge
from ava_onboard.onboarding.live_desk import LiveSupport
from ava_onboard.tui.desk.app import DeskApp
from ava_onboard.tui.desk.tools import DeskTools
from tests.tui.desktop import MemoryClipboard
from tests.tui.driving import NOW, NOWHERE
from tests.tui.quick import quick

NEW = Outline(Answer.UNKNOWN, None)
REFUSED = scenes.Answered(Place.GUIDE, Checked.NOT, Trouble("V05"), NEW)
NOT_SENT = scenes.Stopped(
    Place.GUIDE, Stage.SEND, True, False, Checked.MAIN, Trouble("N02", "Ava"), Badge.NOT_CONFIGURED
)
NO_CODE = scenes.AtStep(Step.NEW_KEY, scenes.Page.OPEN, None, NEW)
SIZES = ((80, 24), (120, 40))


def code_of(scene: Scene, language: str = "fr") -> str:
    return coding.encode(Situation(scene, language, System.WINDOWS, "keyring"))


@dataclass
class Desk:
    """The desk under test."""

    app: DeskApp
    pilot: Pilot[None]
    log: Path
    clipboard: MemoryClipboard
    saved: dict[str, str]

    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips).replace("\u00a0", " ")

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def type(self, key: str, text: str) -> None:
        """Open the field with a key, type, and press Enter."""
        await self.press(key)
        typed = self.app.screen.query_one("#typed", Input)
        assert self.app.focused is typed
        typed.value = text
        await self.press("enter")

    async def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size, and wait until the screen has it."""
        await self.pilot.resize_terminal(*size)
        while self.app.screen._compositor.size != size:
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []


@dataclass
class Given:
    """The computer of the desk under test."""

    tools: DeskTools
    log: Path
    clipboard: MemoryClipboard
    saved: dict[str, str]


def tools_for(folder: Path) -> Given:
    """A computer whose log is in ``folder``; hand-overs are kept in memory."""
    log, clipboard, saved = folder / "desk-calls.jsonl", MemoryClipboard(), dict[str, str]()
    written = DeskLog(log, NOW)

    def save(number: str, text: str) -> str:
        saved[number] = text
        return f"hand-over-{number}.md"

    def record(event: Event) -> bool:
        return written.write(event, NOW)

    tools = DeskTools(clipboard, lambda: NOW, NOWHERE, record, lambda: "K7QF", save, read_report)
    return Given(tools, log, clipboard, saved)


@asynccontextmanager
async def desk(
    tmp_path: Path,
    size: tuple[int, int] = (120, 40),
    live: Callable[[], Awaitable[LiveSupport]] | None = None,
    **options: Any,
) -> AsyncIterator[Desk]:
    given = tools_for(tmp_path)
    app = DeskApp(given.tools._replace(live=live), colours="truecolor", **{"language": "en", **options})
    async with quick(), app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Desk(app, pilot, given.log, given.clipboard, given.saved)
