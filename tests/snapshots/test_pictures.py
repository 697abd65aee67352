"""Pictures of every state, compared with the accepted ones. `make snapshots` accepts the present ones."""

import asyncio
import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ava_onboard import locales
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.sandbox import samples
from tests.snapshots.file_states import no_file
from tests.snapshots.moves import settled
from tests.snapshots.states import Picture, pictures
from tests.tui.driving import Driven, MemoryClipboard, RecordingBrowser, app_for

ALL = tuple(pictures())
ACCEPTED = Path(__file__).parent / "__snapshots__" / Path(__file__).stem

SECONDS = 30
"""After which a picture is given up: an app that has crashed would be waited for without end."""


@pytest.fixture(autouse=True)
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience is lost where a state says so, and nowhere else: not on a slow machine either."""
    monkeypatch.setattr("ava_onboard.onboarding.patience.SECONDS", 3600.0)


@pytest.mark.parametrize("picture", ALL, ids=str)
def test_it_looks_as_it_was_accepted(picture: Picture, snap_compare: Callable[..., bool]) -> None:
    locales.use(picture.language)
    state = picture.state
    browser, clipboard = RecordingBrowser(there=state.browser), MemoryClipboard()
    app = app_for(
        state.script.connect,
        progress=state.progress._replace(theme=picture.theme),
        demo=state.demo,
        profiles=state.profiles,
        file=(state.file or no_file)(),
        browser=browser,
        clipboard=clipboard,
    )
    app.animation_level = "none"

    async def bring(pilot: Pilot[None]) -> None:
        at = Driven(app, pilot, MemoryStore(), browser, clipboard)
        async with asyncio.timeout(SECONDS):
            await pilot.pause()
            await state.move(at)
            if not state.toast:
                app.clear_notifications()
            await settled(at)

    assert snap_compare(app, terminal_size=picture.size, run_before=bring)


def test_every_accepted_picture_is_still_taken() -> None:
    wanted = {f"{test_it_looks_as_it_was_accepted.__name__}[{picture}].svg" for picture in ALL}
    assert {file.name for file in ACCEPTED.iterdir()} - wanted == set()


def test_no_key_and_no_password_is_in_a_picture() -> None:
    secrets = {_squeezed(secret) for secret in (*samples.KEYS.values(), samples.ACCOUNT_PASSWORD, "facade0")}
    for file in ACCEPTED.iterdir():
        text = _squeezed(_text(file.read_text(encoding="utf-8")))
        assert not any(secret in text for secret in secrets), file.name


def _text(svg: str) -> str:
    return html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", "", svg, flags=re.DOTALL))


def _squeezed(text: str) -> str:
    """Without white space: a key that was broken over two lines is a key."""
    return re.sub(r"\s", "", text)
