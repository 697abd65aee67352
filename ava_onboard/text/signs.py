"""The signs at the beginning of lines, as words: a screen reader says "check mark", or nothing."""

from ava_onboard.locales import N_, _
from ava_onboard.text.line import labelled

_WORDS = {
    "✓": N_("OK"),
    "✗": N_("Problem"),
    "▲": N_("Attention"),
    "▸": N_("Note"),
    "●": "",
    "○": "",
    "–": "",
    "·": "",
    "?": "",
}
"""Marked for translation; empty where the line says the same in its words."""


def in_words(line: str) -> str:
    """Return a line with the sign that it begins with, if any, as a word."""
    sign, space, words = line.partition(" ")
    if not space or sign not in _WORDS:
        return line
    return labelled(_(_WORDS[sign]), words) if _WORDS[sign] else words
