"""A situation as a number, and back.

Each kind of scene takes up as many numbers in a row as its fields have combinations; language, system and secret store
multiply all of them. The numbers are divided among ``VERSIONS`` versions of the format, so that an older program
recognises a situation of a newer one.
"""

from collections.abc import Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from ava_onboard.domain.situation import of_commands, symbols, troubles
from ava_onboard.domain.situation.of_commands import Layout, System

if TYPE_CHECKING:
    from ava_onboard.domain.situation.scenes import Scene, Situation

VERSIONS = 3
VERSION = 1
"""The latest version of the format that this program writes and reads. A situation gets the first that has it, so that
older programs read what they can."""
SIZE = symbols.NUMBERS // VERSIONS
"""How many numbers a version has."""

LANGUAGES = ("en", "fr")
STORES = ("keyring", "file")
_AROUND = (LANGUAGES, tuple(System), STORES)
AROUND_SIZE = prod(map(len, _AROUND))
"""How many numbers each scene has: one for each language, system and secret store."""


def layouts() -> Iterator[Layout]:
    """Yield every layout, those of scenes that a command can show first: the others are slow to load."""
    yield from of_commands.LAYOUTS
    from ava_onboard.domain.situation import of_app

    yield from of_app.LAYOUTS


def encode(situation: "Situation") -> str:
    """Return the six symbols of a situation.

    Raises:
        ValueError: a field has a value that the format does not list.
    """
    return code_of(*situation)


def code_of(scene: "Scene", *around: str | System) -> str:
    """Return the six symbols of a situation with this scene, language, system and store; see ``encode``."""
    layout = next((layout for layout in layouts() if layout.has(scene)), None)
    if layout is None:
        raise ValueError("the format has no such scene")
    number = (layout.start + _index(scene, layout.values)) * AROUND_SIZE + _index(around, _AROUND)
    return symbols.encoded(layout.version * SIZE + number)


def decode(code: str) -> "Situation | None":
    """Return the situation of six symbols that fit; None if a newer version of the program has written them."""
    number = symbols.decoded(code)
    if number is None or number // SIZE > VERSION:
        return None
    version, rest = divmod(number, SIZE)
    place, around = divmod(rest, AROUND_SIZE)
    from ava_onboard.domain.situation.scenes import Situation

    for layout in layouts():
        if layout.version == version and 0 <= place - layout.start < layout.size:
            scene: Scene = layout.kind(*_values(place - layout.start, layout.values))
            known = not troubles.is_room(getattr(scene, "trouble", None))
            return Situation(scene, *_values(around, _AROUND)) if known else None
    return None


def all_scenes() -> Iterator["Scene"]:
    """Yield every scene that can be encoded."""
    for layout in layouts():
        for number in range(layout.size):
            scene: Scene = layout.kind(*_values(number, layout.values))
            if not troubles.is_room(getattr(scene, "trouble", None)):
                yield scene


def _index(fields: Sequence[Any], values: Sequence[Sequence[Any]]) -> int:
    index = 0
    for field, possible in zip(fields, values, strict=True):
        index = index * len(possible) + possible.index(field)
    return index


def _values(index: int, values: Sequence[Sequence[Any]]) -> list[Any]:
    found = []
    for possible in reversed(values):
        index, at = divmod(index, len(possible))
        found.append(possible[at])
    return found[::-1]
