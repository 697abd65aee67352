"""What is seen of each state that ``make test`` looks at. The app starts once for all tests of a state."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ava_onboard import locales
from ava_onboard.tui import situation
from tests.snapshots.capture import SECONDS, Look, Shown, resize, text_of
from tests.snapshots.cut_off import cut_off
from tests.snapshots.mirrored import MIRRORED, Mirrored, mirrored
from tests.snapshots.mirrored import SIZE as MIRRORED_AT
from tests.snapshots.states import PICTURES, SIZES, STATES, Picture
from tests.snapshots.texts import looks
from tests.tui.driving import Driven

LOOKS = looks(SIZES)
USUAL = [Look("en", SIZES[0]), Look("en", SIZES[2]), Look("fr", SIZES[2])]
"""The looks of ``make test``: the usual window, and each language in the smallest. ``make slow`` has all."""
MIRROR = Look("en", MIRRORED_AT)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a state looks like."""

    texts: Mapping[Look, str]
    missing: Sequence[str]
    """What is cut off."""
    pictures: Mapping[Picture, str]
    mirrored: Mirrored | None
    """What the support desk shows of it; None if it has no mirror."""
    code: str
    """The situation code."""


_seen: dict[str, Seen] = {}


async def seen(name: str) -> Seen:
    """Return what the usual looks, the pictures and the mirror of a state show."""
    if name not in _seen:
        _seen[name] = await see(name, USUAL, pictures=True)
    return _seen[name]


async def see(name: str, chosen: Sequence[Look], *, pictures: bool = False) -> Seen:
    """Start the app in the state ``name``, then switch its language and resize its window.

    Args:
        name: The state.
        chosen: The looks whose texts are wanted.
        pictures: Whether the pictures and the mirror are wanted too.
    """
    state, texts, missing, images = STATES[name], dict[Look, str](), list[str](), dict[Picture, str]()
    code, mirror = "", None
    wanted = [picture for picture in PICTURES if pictures and picture.state == name]
    with_mirror = pictures and name in MIRRORED
    visits = [look for look in LOOKS if look in (*chosen, MIRROR)]
    for run in _runs(visits, one_by_one=state.toast):
        locales.use(run[0].language)
        async with asyncio.timeout(SECONDS), Shown(state).running(SIZES[0]) as at:
            for look in run:
                while locales.language() != look.language:
                    at.app.action_switch_language()
                await resize(at, look.size)
                if look in chosen:
                    texts[look] = text_of(at)
                    missing += [f"{look}: {found}" for found in cut_off(at)]
                code = code or situation.code(at.app)
                if look == LOOKS[0] and Picture(name) in wanted:
                    images[Picture(name)] = _image(at)
                if look == MIRROR and with_mirror:
                    mirror = mirrored(at, name)
    locales.use("en")
    for picture in wanted[len(images) :]:
        async with asyncio.timeout(SECONDS), Shown(state, picture.theme).running(picture.size) as at:
            images[picture] = _image(at)
    return Seen(texts, missing, images, mirror, code)


def _image(at: Driven) -> str:
    return at.app.export_screenshot(title=at.app.title, simplify=True)


def _runs(visits: Sequence[Look], *, one_by_one: bool) -> Sequence[Sequence[Look]]:
    """Return the looks of each run: a notification keeps the language in which it was written."""
    if not one_by_one:
        return [visits]
    return [[look for look in visits if look.language == language] for language in locales.languages()]
