"""Spelling alphabets, and the symbols that a spoken spelling stands for.

Any of the alphabets is understood, in any mixture: agents type what they hear.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Alphabet(Enum):
    """A spelling alphabet; the value has a word for each letter from A to Z."""

    INTERNATIONAL = (
        "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec "
        "Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
    )
    """That of aviation (ICAO, NATO)."""
    FRANCE = (
        "Anatole Berthe Célestin Désiré Eugène François Gaston Henri Irma Joseph Kléber Louis Marcel Nicolas Oscar "
        "Pierre Quintal Raoul Suzanne Thérèse Ursule Victor William Xavier Yvonne Zoé"
    )
    """First names, as they are used in France."""
    QUEBEC = (
        "Alice Berthe Charles David Édouard François Georges Henri Isabelle Jacques Kilo Louis Marie Nicolas Olivier "
        "Pierre Québec Robert Samuel Thomas Ursule Victor William Xavier Yvonne Zoé"
    )
    """That of Quebec's language office."""

    def word(self, symbol: str) -> str:
        """Return the word for a letter; a digit stays as it is."""
        return self.value.split()[LETTERS.index(symbol)] if symbol in LETTERS else symbol

    def spelled(self, symbols: str) -> list[str]:
        """Return the words for all letters and digits of ``symbols``."""
        return [self.word(symbol) for symbol in symbols.upper() if symbol.isalnum()]


OF_LANGUAGE = {"en": Alphabet.INTERNATIONAL, "fr": Alphabet.FRANCE}
"""The alphabet that customers of a language are shown."""

_VARIANTS = {
    "alpha": "A", "juliet": "J", "juliette": "J", "whisky": "W", "xray": "X", "zoulou": "Z", "uniforme": "U",
    "celestine": "C", "emile": "E", "edouard": "E", "eduard": "E", "georges": "G", "george": "G", "doublev": "W",
    "doublew": "W", "igrec": "Y",
}  # fmt: skip
_UNITS = {
    "zero": 0, "oh": 0, "un": 1, "une": 1, "unite": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "tree": 3,
    "quatre": 4, "four": 4, "fower": 4, "cinq": 5, "five": 5, "fife": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8,
    "eight": 8, "neuf": 9, "nine": 9, "niner": 9,
}  # fmt: skip
_TEENS = {
    "dix": 10, "ten": 10, "onze": 11, "eleven": 11, "douze": 12, "twelve": 12, "treize": 13, "thirteen": 13,
    "quatorze": 14, "fourteen": 14, "quinze": 15, "fifteen": 15, "seize": 16, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "vingt": 20, "twenty": 20, "trente": 30, "thirty": 30, "quarante": 40, "forty": 40, "cinquante": 50, "fifty": 50,
    "soixante": 60, "sixty": 60, "seventy": 70, "septante": 70, "eighty": 80, "huitante": 80, "octante": 80,
    "ninety": 90, "nonante": 90,
}  # fmt: skip
_COMPARING = ("comme", "as", "like", "for", "pour", "in")
"""Behind a letter, they announce a word that begins with it: "V comme Victor", "M as in Mike"."""
_FILLING = (
    "code",
    "et",
    "and",
    "tiret",
    "trait",
    "dash",
    "hyphen",
    "puis",
    "then",
    "espace",
    "space",
    "lettre",
    "letter",
)


class NotSpelledError(ValueError):
    """A word stands for no letter and no digit.

    Attributes:
        place: The number of the word, from 1. The word itself may be anything, even a key: it is not repeated.
    """

    def __init__(self, place: int) -> None:
        super().__init__(f"word {place} stands for no symbol")
        self.place = place


def symbols_of(text: str) -> str:
    """Return the capital letters and digits that ``text`` stands for, whether typed or spelled.

    Raises:
        NotSpelledError: a word stands for none.
    """
    words = [word for word in re.split(r"[^a-z0-9]+", _plain(text)) if word]
    found, at = "", 0
    while at < len(words):
        symbols, used = _read(words, at)
        if symbols is None:
            raise NotSpelledError(at + 1)
        found, at = found + symbols, at + used
    return found


def _read(words: list[str], at: int) -> tuple[str | None, int]:
    """Return the symbols that the words from ``at`` on begin with, and how many words that takes."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if len(word) == 1 and following in _COMPARING:
        return word.upper(), _length_of_comparison(words, at)
    if word + following in ("xray", "doublev", "doublew", "igrec") and following:
        return _letters()[word + following], 2
    if (number := _number(words, at)) is not None:
        return str(number[0]), number[1]
    if word in _letters():
        return _letters()[word], 1
    if word in _FILLING:
        return "", 1
    short = len(word) <= 6 or word.isdigit() or any(character.isdigit() for character in word)
    return (word.upper() if short and word not in _COMPARING else None), 1


def _length_of_comparison(words: list[str], at: int) -> int:
    """Return how many words "V comme Victor" or "M as in Mike" takes, from the letter on."""
    end = at + 1
    while end < len(words) and words[end] in (*_COMPARING, "dans"):
        end += 1
    ray = words[at] == "x" and words[end : end + 2] == ["x", "ray"]
    return end - at + (2 if ray else 1 if end < len(words) and words[end][:1] == words[at] else 0)


def _number(words: list[str], at: int) -> tuple[int, int] | None:
    """Return the number that the words from ``at`` on spell, and how many words that takes."""
    word, rest = words[at], words[at + 1 :]
    if word == "quatre" and rest[:1] in (["vingt"], ["vingts"]):
        return _with_unit(80, rest[1:], 2, teens=True)
    if word in _TENS:
        return _with_unit(_TENS[word], rest, 1, teens=word == "soixante")
    if word == "dix" and rest[:1] and _UNITS.get(rest[0], 0) in (7, 8, 9) and rest[0] in ("sept", "huit", "neuf"):
        return 10 + _UNITS[rest[0]], 2
    known = _UNITS | _TEENS
    return (known[word], 1) if word in known else None


def _with_unit(tens: int, rest: list[str], used: int, *, teens: bool) -> tuple[int, int]:
    """Add what follows the tens: a unit, or in French up to nineteen."""
    if rest[:1] == ["et"] and rest[1:2] and rest[1] in ("un", "une", "onze"):
        rest, used = rest[1:], used + 1
    following = _number(rest, 0) if rest and (teens or rest[0] not in _TEENS) and rest[0] not in _TENS else None
    if following and 0 < following[0] < (20 if teens else 10):
        return tens + following[0], used + following[1]
    return tens, used


@cache
def _letters() -> Mapping[str, str]:
    """Return the letter of each word of the alphabets, in small letters without accents."""
    return dict(_words()) | _VARIANTS


def _words() -> Iterator[tuple[str, str]]:
    for alphabet in Alphabet:
        for letter in LETTERS:
            yield _plain(alphabet.word(letter)).replace("-", ""), letter


def _plain(text: str) -> str:
    """Return ``text`` in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
