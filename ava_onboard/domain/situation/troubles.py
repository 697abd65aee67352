"""The problem codes that a situation can name.

Their places are part of the format: new ones go into the room at the end.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Trouble(NamedTuple):
    """A problem code, and the service that it is about where the code alone does not say that."""

    code: str
    service: str | None = None
    """``Ava`` or ``Vapi``; None where the code says it, or if it is not known."""


def _numbered(letter: str, *numbers: int) -> tuple[Trouble, ...]:
    return tuple(Trouble(f"{letter}{number:02}") for number in numbers)


_SERVICES = ("Ava", "Vapi")
_NETWORK = tuple(Trouble(it.code, service) for it in _numbered("N", *range(1, 15)) for service in _SERVICES)
_OF_APP: tuple[Trouble, ...] = (
    *_numbered("V", *range(1, 7)),
    *_numbered("A", *range(1, 9), *range(11, 15)),
    *_numbered("S", *range(1, 8), 11),
    *_numbered("K", *range(1, 15)),
    *_NETWORK,
    *_numbered("C", 1, 2, 3, 5, 6, 7, 8, 9, 10),
    *_numbered("X", 1),
)
_OF_CARD = _numbered("E", *range(1, 11))
_OF_FIELD = _numbered("P", *range(1, 20))
_OF_COMMANDS = (*_OF_CARD, *_OF_FIELD, *_numbered("D", 1), *_numbered("U", *range(1, 15)))

_ADDED = (*(Trouble("N15", service) for service in _SERVICES), *_numbered("C", 11))
"""What can be shown anywhere in the app, and came later than the others."""
_ADDED_TO_ALL = (*(Trouble("N15", service) for service in _SERVICES), *_numbered("C", 11), *_numbered("U", 15, 16))
"""The same with what only a command can print, in the order in which they came."""

_ROOM_OF_APP, _ROOM_OF_CARD, _ROOM_OF_FIELD, _ROOM_OF_ALL = 84, 12, 24, 144


def _with_room(troubles: Sequence[Trouble], room: int) -> tuple[Trouble | None, ...]:
    """Return the troubles after "none", filled up with places for later ones."""
    if len(troubles) >= room:
        raise ValueError(f"{len(troubles)} troubles have no room in {room} places")
    return (None, *troubles, *[Trouble(f"?{place}") for place in range(room - 1 - len(troubles))])


APP = _with_room((*_OF_APP, *_ADDED), _ROOM_OF_APP)
"""What can be shown anywhere in the app; first None."""
CARD = (*APP, *_with_room(_OF_CARD, _ROOM_OF_CARD)[1:])
"""What the card of the settings can show."""
FIELD = (*APP, *_with_room(_OF_FIELD, _ROOM_OF_FIELD)[1:])
"""What can be shown where a key is pasted."""
ALL = _with_room((*_OF_APP, *_OF_COMMANDS, *_ADDED_TO_ALL), _ROOM_OF_ALL)
"""What a command can print."""


def named(trouble: Trouble | None, among: Sequence[Trouble | None]) -> Trouble | None:
    """Return the trouble as it is listed, without the service if the code says it; None if it is not listed."""
    if trouble is None:
        return None
    candidates = (trouble, trouble._replace(service=None), trouble._replace(service=_SERVICES[0]))
    return next((candidate for candidate in candidates if candidate in among), None)


def is_room(trouble: Trouble | None) -> bool:
    """Return whether this is a place for a later trouble."""
    return trouble is not None and trouble.code.startswith("?")
