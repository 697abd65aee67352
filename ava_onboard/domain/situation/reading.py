"""Read what was typed or heard: a problem code, a situation code, or what is wrong with it."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import NamedTuple

from ava_onboard.domain.problems import CATALOGUE
from ava_onboard.domain.situation import coding, symbols
from ava_onboard.domain.situation.of_commands import Situation
from ava_onboard.domain.situation.spelling import NotSpelledError, symbols_of
from ava_onboard.domain.speakable import ALPHABET

LONGEST = 200
"""Characters; nothing that is read out has more."""

_SOUND_ALIKE = ("CDEGPTV3", "MN", "FX", "AHK", "QK", "GJ", "VW", "Y7", "97", "A4", "WV")
"""Symbols that are mistaken for each other on the phone, in English or French."""


class HeardProblem(NamedTuple):
    """A problem code of the catalogue."""

    code: str


class HeardSituation(NamedTuple):
    """A situation code."""

    code: str
    situation: Situation


class Suspect(NamedTuple):
    """A symbol that may have been misheard."""

    place: int
    """From 1."""
    heard: str
    instead: str
    """What would fit."""


class Unclear(NamedTuple):
    """What was typed is not a code. What it was is not repeated."""

    word: int | None = None
    """The number of the word that stands for no symbol."""
    length: int = 0
    """How many symbols there are."""
    foreign: tuple[tuple[int, str], ...] = ()
    """The symbols that no situation code has, each with its place."""
    suspects: tuple[Suspect, ...] = ()
    """What may have been misheard, the likeliest first."""
    newer: bool = False
    """Whether the code fits, but comes from a newer version of this program."""
    similar: tuple[str, ...] = ()
    """Codes of the catalogue that look like it."""


Heard = HeardProblem | HeardSituation | Unclear


def read(text: str) -> Heard:
    """Return what was typed: ``v5``, ``V-05``, ``Victor zéro cinq``, ``K7Q 3XR`` or its spelling."""
    try:
        heard = symbols_of(text[:LONGEST])
    except NotSpelledError as error:
        return Unclear(word=error.place)
    if code := _problem_code(heard):
        return HeardProblem(code) if code in CATALOGUE else Unclear(length=len(heard), similar=similar_codes(code))
    return _situation(heard)


def live_code(text: str) -> str | None:
    """Return the code of the live mirror that was typed or spelled; None if it is not one."""
    try:
        heard = symbols_of(text[:LONGEST])
    except NotSpelledError:
        return None
    return heard if symbols.fits_live(heard) else None


def problem_code(text: str) -> str | None:
    """Return the code of the catalogue that was typed or spelled; None if there is no such code."""
    heard = read(text)
    return heard.code if isinstance(heard, HeardProblem) else None


def similar_codes(text: str) -> tuple[str, ...]:
    """Return at most three codes of the catalogue that look like what was typed; none if that is not a code at all."""
    try:
        heard = symbols_of(text[:LONGEST])
    except NotSpelledError:
        return ()
    if not 1 < len(heard) <= 4:
        return ()
    exact = _problem_code(heard)
    if exact and exact in CATALOGUE:
        return (exact,)
    same_number = [code for code in CATALOGUE if heard[1:].zfill(2) == code[1:]] if heard[1:].isdigit() else []
    close = get_close_matches(exact or heard, CATALOGUE, n=3, cutoff=0.6)
    of_letter = [code for code in close if code[0] == heard[0]]
    return tuple(dict.fromkeys([*of_letter, *close, *same_number]))[:3]


def similar_names(typed: str, names: Collection[str]) -> tuple[str, ...]:
    """Return at most three of our own ``names`` that look like what was typed."""
    return tuple(get_close_matches(typed[:LONGEST].lower(), names, n=3, cutoff=0.6))


def _problem_code(heard: str) -> str | None:
    """Return one letter and two digits, if that is what was meant; ``O`` stands for zero behind the letter."""
    found = re.fullmatch(r"([A-Z])([0-9O]{1,4})", heard)
    number = int(found[2].replace("O", "0")) if found else 100
    return f"{found[1]}{number:02}" if found and number < 100 else None


def _situation(heard: str) -> Heard:
    foreign = tuple((place, symbol) for place, symbol in enumerate(heard, 1) if symbol not in ALPHABET)
    if foreign or len(heard) != symbols.LENGTH:
        return Unclear(length=len(heard), foreign=foreign[: symbols.LENGTH])
    if not symbols.fits(heard):
        return Unclear(length=len(heard), suspects=_suspects(heard))
    situation = coding.decode(heard)
    return HeardSituation(heard, situation) if situation else Unclear(length=len(heard), newer=True)


def _suspects(heard: str) -> tuple[Suspect, ...]:
    """Return the symbols of which another one that sounds alike would fit; at most three."""
    found = []
    for place, symbol in enumerate(heard):
        for instead in ALPHABET:
            other = heard[:place] + instead + heard[place + 1 :]
            alike = any(symbol in group and instead in group for group in _SOUND_ALIKE)
            if alike and coding.decode(other):
                found.append(Suspect(place + 1, symbol, instead))
    return tuple(found[:3])
