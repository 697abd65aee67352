"""A screen in a window that was resized shows exactly what it shows in a window that was opened in that size.

It speaks French, whose words need more room. What the support desk shows is in ``test_desk_screens``.
"""

import asyncio
from collections.abc import Iterator

import pytest

from ava_onboard import locales
from tests.snapshots.capture import SECONDS, Shown, resize, text_of
from tests.snapshots.states import STATES

WALK = ((120, 40), (60, 20), (80, 24))
"""The window in which the app starts, then those that it is resized to."""
USUAL = {"card-configured", "hint-too-long", "menu", "sign-in-demo", "step-1"}
"""The states of ``make test``; ``make slow`` has the others."""
ASKED_FOR_ONCE = {"no-browser"}
"""Where the QR code has no room, asking for the page opens a dialog with it; resizing the window asks for nothing."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in USUAL else pytest.mark.slow)
        for name in STATES
        if name not in ASKED_FOR_ONCE
    ],
)
async def test_a_resized_screen_shows_what_a_new_one_shows(name: str, in_french: None) -> None:
    resized = {}
    async with asyncio.timeout(SECONDS), Shown(STATES[name]).running(WALK[0]) as at:
        for size in WALK:
            await resize(at, size)
            resized[size] = text_of(at)
    for size in WALK[1:]:
        async with asyncio.timeout(SECONDS), Shown(STATES[name]).running(size) as at:
            assert resized[size] == text_of(at), size


@pytest.fixture
def in_french() -> Iterator[None]:
    locales.use("fr")
    yield
    locales.use("en")
