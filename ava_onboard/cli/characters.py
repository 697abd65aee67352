"""Characters, signs and links that a stream and its terminal can show.

Imports almost nothing, because ``--version`` uses it.
"""

import os
import sys

from ava_onboard.terminal import CONSOLE_SIGNS, is_classic_console, is_terminal

TYPE_CHECKING = False  # as in ``typing``, which takes several milliseconds to import
if TYPE_CHECKING:
    from typing import TextIO

_in_words = False

_SHORTEST = 20
"""Characters of a line in the narrowest window."""

_WITHOUT_SIGNS = ("dumb", "linux")
"""Terminals that have letters but not these signs."""

_SIGNS = {"✓": "ok", "✗": "!!", "▲": "!", "▸": "-", "●": "*", "○": "o", "·": "-", "–": "-"}
_LETTERS = {"…": "...", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "\u00a0": " ", "→": ">", "—": "-"}
_LETTERS |= {"œ": "oe", "Œ": "OE"}


def put_in_words(on: bool) -> None:
    """Say whether signs are put in words, and links are left as they are: for screen readers."""
    global _in_words  # noqa: PLW0603 - there is one person at the program
    _in_words = on


def speaks_words() -> bool:
    """Return whether signs are put in words."""
    return _in_words


def fitting(text: str, stream: "TextIO | None") -> str:
    """Return ``text`` in characters that the stream can carry, with signs and links that its terminal can show.

    A single line that is longer than the terminal's is broken between words. Several have a layout of their own, and
    JSON is for programs, even on a terminal.
    """
    is_json = text.startswith("{")
    if _in_words:
        text = _worded(text)
    text = _readable(text, stream)
    if not is_json and "\n" not in text and len(text) > _SHORTEST and (columns := _columns(stream)):
        from ava_onboard.text.wrapping import filled

        text = "\n".join(filled(text, columns))
    has_links = "://" in text and not is_json
    return _linked(text) if has_links and _shows_links(stream) else text


def _columns(stream: "TextIO | None") -> int:
    """Return how many characters a line of the terminal has; 0 without a terminal, or if it does not tell."""
    if stream is None or not is_terminal(stream):
        return 0
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 0


def _shows_links(stream: "TextIO | None") -> bool:
    """Return whether this is a terminal that understands hyperlinks, or ignores them."""
    if _in_words or not is_terminal(stream) or os.environ.get("TERM") in _WITHOUT_SIGNS:
        return False
    return sys.platform != "win32" or "WT_SESSION" in os.environ  # the old console of Windows would print the codes


def _worded(text: str) -> str:
    """Return ``text`` with the sign that each line begins with, if any, as a word; JSON has none there."""
    from ava_onboard.text.signs import in_words

    return "\n".join(map(in_words, text.split("\n")))


def _linked(text: str) -> str:
    """Return ``text`` with its addresses as hyperlinks (OSC 8), so that a line break does not cut them."""
    import re

    return re.sub(
        r"https?://[!-~]*[\w/]", lambda url: f"\x1b]8;;{url[0]}\x1b\\{url[0]}\x1b]8;;\x1b\\", text, flags=re.ASCII
    )


def _readable(text: str, stream: "TextIO | None") -> str:
    """Return ``text`` in characters that the stream can carry and signs that its terminal can show."""
    if os.environ.get("TERM") in _WITHOUT_SIGNS:
        text = _replaced(text, _SIGNS)
    elif not text.isascii() and is_classic_console() and is_terminal(stream):
        text = text.translate(CONSOLE_SIGNS)
    encoding = (stream and stream.encoding) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_in(encoding, character) for character in text)
    return text


def _in(encoding: str, character: str) -> str:
    """Return a character, or what stands for it if the encoding lacks it: words for a sign, a letter without accent."""
    if character.encode(encoding, "ignore"):
        return character
    from unicodedata import normalize

    return (_SIGNS | _LETTERS).get(character) or normalize("NFKD", character)[:1]


def _replaced(text: str, signs: dict[str, str]) -> str:
    return text.translate({ord(sign): word for sign, word in signs.items()})
