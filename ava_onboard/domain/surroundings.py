"""Find the key in what was pasted with it: a command, JSON, settings, a mail."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from ava_onboard.domain import foreign_keys
from ava_onboard.domain.api_key import LONGEST, SHORTEST, SK_LIVE, UUID
from ava_onboard.locales import N_, _


class Source(Enum):
    """What a key was taken from. The value is the sentence about it."""

    CURL = N_("You pasted a whole curl command. Only the key in it was kept: {preview}")
    COMMAND = N_("You pasted a whole command. Only the key in it was kept: {preview}")
    JSON = N_("You pasted JSON. Only the key in it was kept: {preview}")
    TEXT = N_("You pasted more than a key. Only the key in it was kept: {preview}")

    def sentence(self, preview: str) -> str:
        """Return what was done, in the current language."""
        return _(self.value).format(preview=preview)


class Found(NamedTuple):
    """What a text holds besides words."""

    keys: tuple[str, ...] = ()
    """Possible keys, each once, in the order of the text."""
    id: bool = False
    """Whether something that looks like a key is called an id."""
    by_form: bool = False
    """Whether the keys have the form of one; if not, they are only called so."""


ONE_PIECE = rf"[\w.~+/-]{{{SHORTEST},}}=*"
"""What a bearer token consists of (``token68`` of RFC 7235); nothing is taken out of it."""

_FORM = re.compile(rf"(?<![\w/-])(?:{UUID}|{SK_LIVE})(?![\w@-])(?!\.\w)", re.ASCII)
_NAMED = re.compile(
    r"(?:\bbearer\s+|(?:key|token|secret|authorization|clé)[\"'\\]*\s*[:=]\s*[\"'\\]*(?:bearer\s+)?)"
    rf"(?P<value>[\w.~+/-]{{{SHORTEST},{LONGEST}}}=*)(?![\w.~+/=-])",
    re.IGNORECASE | re.ASCII,
)
_ADDRESS = re.compile(r"://[^\s\"'<>]*")

_REACH = 60
"""Characters before a key in which its name is looked for."""
_CALLED_ID = re.compile(
    r"(?:\b[Ii][Dd]|_[Ii][Dd]|[a-z]I[Dd]|\bidentifiant)[\"'\\]*\s*(?:\s|[:=])\s*[\"'\\]*\Z", re.ASCII
)
_KIND = re.compile("(?P<public>publi(?:c|que|shable))|private|privé", re.IGNORECASE)

_CURL = re.compile(r"\bcurl(?:\.exe)?\s", re.IGNORECASE)
_COMMAND = re.compile(
    r"^\W*(?:https?|xh|wget|irm|iwr|Invoke-\w+|ava-onboard|echo|printf)\s|\bInvoke-(?:RestMethod|WebRequest)\b",
    re.IGNORECASE | re.MULTILINE,
)
_JSON = re.compile(r"\s*[{\[]\s*[{\[\"]")


def find(text: str) -> Found:
    """Return the possible keys in a text of several parts.

    What has the form of a key counts, unless it is called an id or is part of an address. If nothing has, what is
    called a key or follows ``Bearer`` counts, unless it is certainly another service's.
    """
    text = _ADDRESS.sub(" ", text)
    forms = list(_FORM.finditer(text))
    keys = [form[0] for form in forms if not _is_called_id(text, form.start())]
    if not forms:
        named = list(_named(text))
        keys = [value for value in named if not _is_foreign(value)] or named
    return Found(tuple(dict.fromkeys(keys)), id=len(keys) < len(forms), by_form=bool(forms))


def source_of(text: str) -> Source:
    """Return what kind of text it is."""
    if _CURL.search(text):
        return Source.CURL
    if _COMMAND.search(text):
        return Source.COMMAND
    return Source.JSON if _JSON.match(text) else Source.TEXT


def says_public(text: str, key: str) -> bool:
    """Return whether ``key`` is called public in ``text``: by the last such word before it, or by one behind it."""
    before, _key, after = text.partition(key)
    words = [found["public"] for found in _KIND.finditer(before)]
    if not words:
        words = [found["public"] for found in _KIND.finditer(after.partition("\n")[0])]
    return bool(words and words[-1])


def _named(text: str) -> Iterator[str]:
    for found in _NAMED.finditer(text):
        if not _is_called_id(text, found.start("value")):
            yield found["value"]


def _is_called_id(text: str, start: int) -> bool:
    return _CALLED_ID.search(text[max(0, start - _REACH) : start]) is not None


def _is_foreign(value: str) -> bool:
    return foreign_keys.has_access_token(value) or foreign_keys.service_of(value) is not None
