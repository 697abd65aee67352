"""An unexpected exception while a key is in the field and in local variables: a short message, and no secret."""

import io
from collections.abc import Awaitable, Callable
from typing import NoReturn

import pytest
from rich.console import Console
from textual.worker import WorkerFailed

from ava_onboard import locales
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.secret import Token
from ava_onboard.domain.verdict import Region, Verdict
from ava_onboard.sandbox.world import World
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.widgets.frame import Head
from tests.repeats import first
from tests.tui.desktop import MemoryClipboard
from tests.tui.driving import NOWHERE, Driven, driven
from tests.tui.test_nothing_leaks import KEY, TOKEN, Traces, traces

__all__ = ["traces"]

MESSAGE = "Something unexpected happened. What was already saved stays saved."
Provoke = Callable[[Driven, pytest.MonkeyPatch], Awaitable[None]]


class DefectError(Exception):
    """An unexpected error."""


def fail() -> NoReturn:
    key, token = KEY, Token(TOKEN)
    raise DefectError(f"{key} {token.reveal()}") from ValueError(key)


class BrokenVapi:
    """A check with a defect."""

    regions = tuple(Region)

    async def check(self, key: ApiKey, region: Region) -> Verdict:
        revealed = key.reveal()
        fail()
        return revealed

    async def warm_up(self) -> None:
        """Do nothing."""


class BrokenClipboard(MemoryClipboard):
    """A clipboard with a defect."""

    async def paste(self) -> str | None:
        fail()


class BrokenApp(OnboardApp):
    """An app with a defect in a handler."""

    def action_help(self) -> None:
        fail()


async def in_a_handler(at: Driven, patch: pytest.MonkeyPatch) -> None:
    at.app.screen.query_one("#primary").focus()
    await at.pilot.press("f1")


async def in_a_worker(at: Driven, patch: pytest.MonkeyPatch) -> None:
    await at.pilot.press("enter")


async def in_a_worker_of_the_field(at: Driven, patch: pytest.MonkeyPatch) -> None:
    await at.pilot.press("ctrl+v")


async def while_painting(at: Driven, patch: pytest.MonkeyPatch) -> None:
    """Many widgets are painted, so many exceptions follow the first."""
    patch.setattr(Head, "render", lambda self: fail())
    at.app.screen.query_one(Head).refresh()


@pytest.mark.parametrize("language", first(locales.languages()))
@pytest.mark.parametrize("provoke", [in_a_handler, in_a_worker, in_a_worker_of_the_field, while_painting])
async def test_a_crash_shows_a_short_message_and_no_secret(
    traces: Traces, monkeypatch: pytest.MonkeyPatch, provoke: Provoke, language: str
) -> None:
    locales.use(language)
    apps: list[OnboardApp] = []
    screen = Console(file=io.StringIO(), record=True, width=400)
    with pytest.raises((DefectError, WorkerFailed)):  # noqa: PT012 - raised again where the app has ended
        async with traces.driven(
            kind=BrokenApp,
            clipboard=BrokenClipboard(),
            replaced=lambda services: services._replace(vapi=BrokenVapi()),
        ) as at:
            apps.append(at.app)
            at.app.error_console = screen  # standard error is Textual's until the test is over
            at.key.focus()
            await at.pilot.pause()
            await at.type(KEY)
            assert (at.key.value, at.app.return_code) == (KEY, None)
            await provoke(at, monkeypatch)
            await at.until(lambda: at.app.return_code is not None, "the app has ended")
    assert apps[0].return_code == 1
    printed = screen.export_text()
    traces.read.append(printed)
    traces.check()
    path = traces.folder / "log" / "ava-onboard.log"
    assert printed.count("X01") == 1
    assert (MESSAGE in printed) is (language == "en")
    assert str(path) in printed.replace("\n", "")
    assert "Traceback" not in printed
    assert "NOTE:" not in printed
    log = path.read_text()
    assert log.count("X01") == 1
    assert "tests.tui.test_crash.DefectError" in log
    assert "test_crash.py" in log


async def test_a_crash_without_a_log_shows_the_message_too(world: World) -> None:
    screen = Console(file=io.StringIO(), record=True)
    with pytest.raises(DefectError):  # noqa: PT012 - see above
        async with driven(world, kind=BrokenApp, log=NOWHERE) as at:
            at.app.error_console = screen
            await at.pilot.press("f1")
            await at.until(lambda: not at.app.is_running, "the app has ended")
    words = screen.export_text()
    assert MESSAGE in words
    assert "Code X01" in words
    assert "Details" not in words
