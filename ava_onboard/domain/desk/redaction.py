"""Recognise what an agent must not note: keys, tokens, passwords that look like one."""

import re

from ava_onboard.domain import foreign_keys
from ava_onboard.domain.api_key import SK_LIVE, UUID
from ava_onboard.domain.speakable import ALPHABET

_REQUEST_ID = re.compile(rf"\b[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}}){{1,3}}\b")
"""Ours, which may be recorded."""
_KEYS = re.compile(rf"{UUID}|{SK_LIVE}|\bsk[-_]|eyJ|\bbearer\b", re.IGNORECASE)
_PIECE_OF_KEY = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}|(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{9,}", re.IGNORECASE)
_KEY_IN_PIECES = re.compile(r"(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{16,}", re.IGNORECASE)
_LONG = re.compile(r"[^\s/.@:]{20,}")
"""No word of a note is as long; parts of addresses are told apart by their punctuation."""


def looks_secret(text: str) -> bool:
    """Return whether a text may hold a key, a token or a large part of one, however it is broken into pieces."""
    rest = _REQUEST_ID.sub(" ", text)
    squeezed = re.sub(r"[\s.·,;|_–-]+", "", rest)
    words = rest.split()
    return bool(
        _KEYS.search(rest)
        or _PIECE_OF_KEY.search(rest)
        or _KEY_IN_PIECES.search(squeezed)
        or any(_LONG.search(word) and any(character.isdigit() for character in word) for word in words)
        or any(foreign_keys.service_of(word) or foreign_keys.has_access_token(word) for word in words)
    )
