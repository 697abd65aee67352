"""Normalise e-mail addresses and phone numbers, for storing and for looking up: one spelling for each."""

import re
import unicodedata

_TRUNK = re.compile(r"\(\s*0\s*\)")
"""The zero that is dialled only within a country: +33 (0)6 12 34 56 78."""

_FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Letters and marks that Unicode calls ignorable: joiners, fillers and variation selectors."""


def plain_identifier(text: str) -> str:
    """Normalise an e-mail address or a phone number, whichever it is."""
    return plain_email(text) if "@" in unicodedata.normalize("NFKC", text) else plain_phone(text)


def plain_email(text: str) -> str:
    """Return the address in lower case and composed letters, without white space around it and invisible characters."""
    plain = _visible(text).strip().replace("＠", "@").replace("﹫", "@").lower()
    return unicodedata.normalize("NFC", plain)  # last: letters may only compose without what was between them


def plain_phone(text: str) -> str:
    """Return the number as a plus and ASCII digits, without what groups them and without the trunk zero."""
    text = _TRUNK.sub("", _visible(unicodedata.normalize("NFKC", text)))
    kept = "".join(_digit(character) for character in text if not _groups(character))
    return re.sub(r"^00(?=[1-9])", "+", kept)


def _visible(text: str) -> str:
    """Remove what nobody sees: byte order marks, zero-width and direction signs, control characters but white space."""
    return "".join(
        character
        for character in _FILLERS.sub("", text)
        if unicodedata.category(character) not in ("Cf", "Cc") or character.isspace()
    )


def _groups(character: str) -> bool:
    return character.isspace() or character in "()./·−" or unicodedata.category(character) == "Pd"


def _digit(character: str) -> str:
    """Return the ASCII digit for a decimal digit of any script."""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character
