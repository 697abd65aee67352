"""One line of text, for every way to show it."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from ava_onboard.locales import _


class Tone(Enum):
    """The meaning of a line for the reader. It colours the sign, or the words of a line without one."""

    PLAIN = "plain"
    MUTED = "muted"
    """Of less importance."""
    ACTIVE = "active"
    """Under way, or just changed."""
    GOOD = "good"
    DOUBT = "doubt"
    BAD = "bad"
    STEP = "step"
    """Something to do."""
    NOTE = "note"
    """Good to know."""


class Weight(Enum):
    """How much a line stands out."""

    NORMAL = "normal"
    TITLE = "title"
    """The first line of several."""
    RESULT = "result"
    """The end of it all: the words have the tone's colour too."""


class Line(NamedTuple):
    """A line. ``**…**`` in its words marks the words of a button or a field on Vapi's page."""

    sign: str
    tone: Tone
    words: str
    weight: Weight = Weight.NORMAL


def text(words: str) -> Line:
    """Return a line without a sign: it continues the one above."""
    return Line("", Tone.PLAIN, words)


def aside(words: str) -> Line:
    """Return a line without a sign that is of less importance."""
    return Line("", Tone.MUTED, words)


def plain(lines: Iterable[Line | str]) -> list[str]:
    """Return the lines as plain text, each with its sign; what continues a line begins where its words do.

    Text among the lines stays as it is.
    """
    printed: list[str] = []
    indent = ""
    for line in lines:
        if isinstance(line, str):
            printed.append(line)
            continue
        sign = f"{line.sign}. " if line.sign.isdigit() else f"{line.sign} " if line.sign else indent
        indent = " " * len(sign)
        printed.append((sign[:2] if line.tone is Tone.MUTED and not line.sign else sign) + unmarked(line.words))
    return printed


def unmarked(words: str) -> str:
    """Return ``words`` without the ``**`` marks."""
    return words.replace("**", "")


def labelled(label: str, words: str = "") -> str:
    """Return ``words`` behind their label, with the colon as the language sets it."""
    return _("{label}: ").format(label=label) + words


def shortened(preview: str) -> str:
    """Return the preview of a key with one character for what is left out."""
    return preview.replace("...", "…")
