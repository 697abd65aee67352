"""A number as six symbols: five digits to the base of 23, and a check symbol.

The symbols have the weights 1 to 6, and their weighted sum is a multiple of 23, which is prime. One wrong symbol
changes the sum by weight × difference, two that are swapped by difference of weights × difference: neither factor is
ever a multiple of 23, so both are always noticed, wherever they are.
"""

from ava_onboard.domain.speakable import ALPHABET

BASE = len(ALPHABET)
LENGTH = 6
NUMBERS: int = BASE ** (LENGTH - 1)
"""How many numbers there are: 6,436,343."""

_LIVE = 1
"""The weighted sum of a code for the live mirror."""
_FACTOR = 2_718_281
"""Spreads neighbouring numbers over all codes: equal symbols in a row are hard to read out."""
_BACK = pow(_FACTOR, -1, NUMBERS)


def encoded(number: int) -> str:
    """Return the six symbols of a number from 0 to ``NUMBERS - 1``, without a space."""
    rest = number * _FACTOR % NUMBERS
    digits: list[int] = []
    for _place in range(LENGTH - 1):
        rest, digit = divmod(rest, BASE)
        digits.append(digit)
    check = -_sum(digits) * pow(LENGTH, -1, BASE) % BASE
    return "".join(ALPHABET[digit] for digit in [*digits, check])


def decoded(symbols: str) -> int | None:
    """Return the number; None if the symbols do not fit together."""
    if not fits(symbols):
        return None
    number = 0
    for symbol in reversed(symbols[:-1]):
        number = number * BASE + ALPHABET.index(symbol)
    return number * _BACK % NUMBERS


def fits(symbols: str) -> bool:
    """Return whether these are six symbols of the alphabet, the last of which fits the others."""
    if len(symbols) != LENGTH or not set(symbols) <= set(ALPHABET):
        return False
    return _sum([ALPHABET.index(symbol) for symbol in symbols]) == 0


def new_live_code() -> str:
    """Return a random code for the live mirror: six symbols that are checked too, and never those of a situation."""
    import secrets  # takes too long for the start

    digits = [secrets.randbelow(BASE) for _place in range(LENGTH - 1)]
    check = (_LIVE - _sum(digits)) * pow(LENGTH, -1, BASE) % BASE
    return "".join(ALPHABET[digit] for digit in [*digits, check])


def fits_live(symbols: str) -> bool:
    """Return whether this can be a code for the live mirror."""
    if len(symbols) != LENGTH or not set(symbols) <= set(ALPHABET):
        return False
    return _sum([ALPHABET.index(symbol) for symbol in symbols]) == _LIVE


def grouped(symbols: str) -> str:
    """Return the symbols in two groups of three, as they are shown."""
    return f"{symbols[:3]} {symbols[3:]}"


def _sum(digits: list[int]) -> int:
    return sum(weight * digit for weight, digit in enumerate(digits, 1)) % BASE
