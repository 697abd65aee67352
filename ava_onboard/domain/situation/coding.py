"""A situation as a number, and back.

Each kind of scene takes up as many numbers in a row as its fields have combinations; language, system and secret store
multiply all of them. The numbers are divided among ``VERSIONS`` versions of the format, so that an older program
recognises a situation of a newer one.
"""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any, NamedTuple

from ava_onboard.domain.progress import SAVING, STEPS, Stage
from ava_onboard.domain.situation import scenes, symbols, troubles
from ava_onboard.domain.situation.facts import FACTS, OUTLINES
from ava_onboard.domain.situation.scenes import Checked, Dialog, Field, Page, Place, Scene, Situation, System
from ava_onboard.domain.status import Badge

VERSIONS = 3
VERSION = 1
"""The latest version of the format that this program writes and reads. A situation gets the first that has it, so that
older programs read what they can."""
SIZE = symbols.NUMBERS // VERSIONS
"""How many numbers a version has."""

LANGUAGES = ("en", "fr")
STORES = ("keyring", "file")
COMMANDS = (
    "", "status", "check", "save", "sync", "delete", "login", "logout", "profiles", "guide", "faq", "explain", "doctor",
    "completion", "demo", "sandbox", "desk", "?", "docs",
)  # fmt: skip
UNLISTED = "?"
"""Stands for a command that is not listed."""

_BOOLEANS = (False, True)
_NO, _YES = (False,), (True,)
_PLACES, _CHECKED, _BADGES = tuple(Place), tuple(Checked), tuple(Badge)


class _Layout(NamedTuple):
    """A kind of scene, and the values of each of its fields."""

    kind: type[Any]
    values: tuple[Sequence[Any], ...]

    @property
    def size(self) -> int:
        return prod(map(len, self.values))


_FIRST = (
    _Layout(scenes.AtStep, (STEPS[:3], tuple(Page), troubles.APP, OUTLINES)),
    _Layout(scenes.OnCard, (FACTS, troubles.CARD, _NO)),
    _Layout(scenes.Busy, (FACTS, _BOOLEANS)),
    _Layout(scenes.NotDeleted, ((Stage.FORGET_AT_AVA, Stage.FORGET_HERE), troubles.APP, OUTLINES)),
    _Layout(scenes.Asking, (tuple(Dialog), troubles.APP, OUTLINES)),
    _Layout(scenes.Pasting, (_PLACES, tuple(Field), troubles.FIELD, OUTLINES)),
    _Layout(scenes.Answered, (_PLACES, _CHECKED, troubles.APP, OUTLINES, _NO)),
    _Layout(scenes.InProgress, (_PLACES, SAVING, _BOOLEANS, _BOOLEANS, _CHECKED, _BADGES)),
    _Layout(scenes.Stopped, (_PLACES, SAVING[:3], _BOOLEANS, _BOOLEANS, _CHECKED, troubles.APP, _BADGES)),
    _Layout(scenes.Ended, (_PLACES, _BOOLEANS, _BOOLEANS, _CHECKED, _BOOLEANS, _BOOLEANS, troubles.APP)),
    _Layout(scenes.OnCommandLine, (COMMANDS, troubles.ALL, OUTLINES)),
)
_SECOND = (
    _Layout(scenes.OnCard, (FACTS, troubles.CARD, _YES)),
    _Layout(scenes.Answered, (_PLACES, _CHECKED, troubles.APP, OUTLINES, _YES)),
)
_FORMATS = (_FIRST, _SECOND)
"""The scenes of each version. A version has only what no earlier one has."""
_AROUND = (LANGUAGES, tuple(System), STORES)
_AROUND_SIZE = prod(map(len, _AROUND))

STATES = max(sum(layout.size for layout in layouts) for layouts in _FORMATS) * _AROUND_SIZE
"""How many numbers of the fullest version are in use, places for later troubles included."""


def encode(situation: Situation) -> str:
    """Return the six symbols of a situation.

    Raises:
        ValueError: a field has a value that the format does not list.
    """
    scene, *around = situation
    for version, layouts in enumerate(_FORMATS):
        start = 0
        for layout in layouts:
            if type(scene) is layout.kind and scene[-1] in layout.values[-1]:
                number = (start + _index(scene, layout.values)) * _AROUND_SIZE + _index(around, _AROUND)
                return symbols.encoded(version * SIZE + number)
            start += layout.size
    raise ValueError("the format has no such scene")


def decode(code: str) -> Situation | None:
    """Return the situation of six symbols that fit; None if a newer version of the program has written them."""
    number = symbols.decoded(code)
    if number is None or number // SIZE > VERSION:
        return None
    scene_number, around = divmod(number % SIZE, _AROUND_SIZE)
    for layout in _FORMATS[number // SIZE]:
        if scene_number < layout.size:
            scene: Scene = layout.kind(*_values(scene_number, layout.values))
            known = not troubles.is_room(getattr(scene, "trouble", None))
            return Situation(scene, *_values(around, _AROUND)) if known else None
        scene_number -= layout.size
    return None


def all_scenes() -> Iterator[Scene]:
    """Yield every scene that can be encoded."""
    for layout in (*_FIRST, *_SECOND):
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
