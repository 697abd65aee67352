"""What the support desk looks like, compared with what was accepted; see ``test_screens``.

The customer speaks French, the agent each of the languages in turn.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import cast

import pytest

from ava_onboard import locales
from ava_onboard.domain.situation.symbols import new_live_code
from ava_onboard.onboarding.live_desk import Link, LiveSupport
from ava_onboard.onboarding.ports import LiveEvent, LiveKind
from ava_onboard.tui.desk.app import DeskApp
from tests.snapshots.capture import Look
from tests.snapshots.texts import accept, expect, looks, looks_in
from tests.tui.desk_driving import NO_CODE, NOT_SENT, REFUSED, SIZES, Desk, code_of, desk, tools_for

TEXTS = Path(__file__).parent / "desk"

STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "nothing-heard": ("", ()),
    "not-sent": (code_of(NOT_SENT), ()),
    "refused": (code_of(REFUSED), ("1", "2")),
    "refused-solved": (code_of(REFUSED), ("2", "1")),
    "no-error": (code_of(NO_CODE), ()),
    "spelling": ("K02", ("f4", "f4")),
    "mirror": (code_of(NOT_SENT), ("f3",)),
    "wait": ("V02", ("1",)),
}
"""What is typed, and the keys that are pressed then."""
LIVE: dict[str, tuple[LiveEvent | Link, ...]] = {
    "live-ready": (),
    "live-waiting": (Link.OPEN, LiveEvent(LiveKind.WAITING, 1)),
    "live-followed": (Link.OPEN, LiveEvent(LiveKind.SCREEN, 2, code_of(REFUSED))),
    "live-lost": (Link.OPEN, LiveEvent(LiveKind.SCREEN, 2, code_of(REFUSED)), Link.LOST),
    "live-ended": (Link.OPEN, LiveEvent(LiveKind.SCREEN, 2, code_of(REFUSED)), LiveEvent(LiveKind.ENDED, 3)),
}
"""What the desk with the live mirror gets to know of a customer whose code was entered."""
PICTURES = ("not-sent", "refused-solved")


LOOKS = looks(SIZES)
USUAL = [Look("en", SIZES[0]), Look("fr", SIZES[1])]
"""As of the other screens: ``make test`` has each language and each size, ``make slow`` the others."""


async def text_of(name: str, look: Look, tmp_path: Path) -> str:
    locales.use(look.language)
    if name in LIVE:
        return await text_of_live(name, look, tmp_path)
    async with desk(tmp_path, look.size) as at:
        await bring(at, name)
        return at.text()


async def bring(at: Desk, name: str) -> None:
    """Bring the desk to a state."""
    typed, keys = STATES[name]
    if typed:
        await at.type("slash", typed)
    await at.press(*keys)


class ScriptedSupport:
    """An agent who is signed in; see ``LiveSupport``."""

    def __init__(self, updates: Sequence[LiveEvent | Link]) -> None:
        self._updates = updates

    async def claim(self, code: str) -> str:
        return "0"

    async def follow(self, session: str) -> AsyncGenerator[LiveEvent | Link]:
        for update in self._updates:
            yield update

    async def leave(self, session: str) -> None:
        pass

    async def close(self) -> None:
        pass


async def text_of_live(name: str, look: Look, tmp_path: Path) -> str:
    async def connect() -> LiveSupport:
        return cast("LiveSupport", ScriptedSupport(LIVE[name]))

    async with desk(tmp_path, look.size, live=connect) as at:
        if LIVE[name]:
            await at.type("slash", new_live_code())
            await at.app.workers.wait_for_complete()
            await at.pilot.pause()
        return at.text()


@pytest.mark.parametrize("name", [*STATES, *LIVE])
async def test_the_desk_says_what_was_accepted(name: str, accepts: bool, tmp_path: Path) -> None:
    file = TEXTS / f"{name}.txt"
    texts = {look: await text_of(name, look, tmp_path) for look in (LOOKS if accepts else USUAL)}
    if accepts:
        accept(file, texts)
    expect(file, texts)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*STATES, *LIVE])
async def test_the_desk_says_it_in_each_language_in_every_size(name: str, tmp_path: Path) -> None:
    texts = {look: await text_of(name, look, tmp_path) for look in LOOKS if look not in USUAL}
    expect(TEXTS / f"{name}.txt", texts)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == "nothing-heard" else pytest.mark.slow) for name in STATES]
)
async def test_a_resized_desk_shows_what_a_new_one_shows(name: str, tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await bring(at, name)
        for size in ((60, 20), *SIZES):
            await at.resize(size)
            assert at.text() == await text_of(name, Look("en", size), tmp_path), size


@pytest.mark.parametrize("name", PICTURES)
def test_the_desk_looks_as_accepted(name: str, snap_compare: Callable[..., bool], tmp_path: Path) -> None:
    typed, keys = STATES[name]
    app = DeskApp(tools_for(tmp_path).tools, language="en", typed=typed, colours="truecolor")
    assert snap_compare(app, press=keys, terminal_size=(120, 40))


def test_every_accepted_text_belongs_to_a_state(accepts: bool) -> None:
    assert {file.stem for file in TEXTS.iterdir()} == {*STATES, *LIVE}
    assert accepts or all(looks_in(file) == [str(look) for look in LOOKS] for file in TEXTS.iterdir())
