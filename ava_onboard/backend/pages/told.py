"""What a form has led to, on its way to the page that shows it.

The answer to a form leads to a page of its own, so that Back and Reload send nothing again. What is to be said there
travels in a cookie: lines without a key, signed, for one session, in one language, and shown once.
"""

import base64
import json
import zlib
from typing import NamedTuple

from ava_onboard.backend.pages.forms import FormRefusedError, FormTokens
from ava_onboard.text.line import Line, Tone, Weight

_LARGEST = 3_500
"""Characters: browsers take 4096 with the cookie's name and attributes."""


class Told(NamedTuple):
    """What is to be shown once."""

    lines: tuple[Line, ...]
    symbols: str
    """The situation code of the moment."""
    anyway: bool = False
    """Whether the key may be saved without Vapi's answer."""
    typed: str = ""
    """What was typed as the account."""


def packed(told: Told, language: str, owner: str, tokens: FormTokens) -> str:
    """Return the value of the cookie; lines that do not fit into it are left out, the last ones first.

    Args:
        told: What is to be shown.
        language: The language of the lines.
        owner: Whom it is shown to, as for the token of a form.
        tokens: Signs it.
    """
    lines = [(line.sign, line.tone.value, line.words, line.weight.value) for line in told.lines]
    while True:
        data = json.dumps([language, lines, told.symbols, told.anyway, told.typed], ensure_ascii=False)
        text = base64.urlsafe_b64encode(zlib.compress(data.encode())).decode()
        if len(text) <= _LARGEST or not lines:
            return f"{text}.{tokens.issue(_form(text), owner)}"
        lines.pop()


def unpacked(value: str, language: str, owner: str, tokens: FormTokens) -> Told | None:
    """Return what is to be shown; None if it is not for this owner, or in another language."""
    text, _, token = value.partition(".")
    try:
        tokens.check(token, _form(text), owner)
    except FormRefusedError:
        return None
    spoken, lines, symbols, anyway, typed = json.loads(zlib.decompress(base64.urlsafe_b64decode(text)))
    if spoken != language:
        return None
    shown = tuple(Line(sign, Tone(tone), words, Weight(weight)) for sign, tone, words, weight in lines)
    return Told(shown, symbols, anyway, typed)


def _form(text: str) -> str:
    return f"told {text}"
