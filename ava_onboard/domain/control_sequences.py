"""Control sequences of terminals in pasted text: removed as wholes, by the grammar of ECMA-48.

What is incomplete is not guessed at: where a sequence begins and does not end, its first character becomes ``LEFT``,
which can be shown and is never part of a key.
"""

import re

from ava_onboard.domain.api_key import UUID

LEFT = "\u241b"
"""The symbol for Escape, in the place of a sequence that is incomplete."""

# Escape as other programs show it: ^[ (a shell, ``cat -v``), or as it is written in scripts.
_SHOWN_ESCAPE = re.compile(r"\^\[(?=[\[\]NOPX^_\\])|\\(?:e|033|x1[bB]|u001[bB])(?=[\[\]])")
_REPEATED_ESCAPE = re.compile("\x1b{2,}")  # Alt and an arrow key, for example

_SEQUENCES = re.compile(
    r"\x1b\[\[[A-E]"  # function keys of the Linux console
    r"|(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]"  # CSI: colours, cursor, the marks around a paste
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*+(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC
    r"|(?:\x1b[NO]|[\x8e\x8f])[@-~]"  # SS2, SS3: arrow and function keys
    r"|\x1b[#%(-/][0-~]"  # character sets
    r"|\x1b[<=>\\|}~]"  # Other escapes end in a letter or a digit, which may be the first character of a key.
)
_INCOMPLETE = re.compile(r"[\x1b\x8e-\x90\x98\x9b\x9d-\x9f](?=[!-~])")
_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]|(?<!\^[@A-Z])(?:\^[@A-Z])+\Z")

# What another program has left of colours and of the marks around a paste.
_WITHOUT_ESCAPE = re.compile(r"\A(?:\[\d[\d;]*[~m])+|(?<![~m])(?:\[\d[\d;]*[~m])+\Z")


# The same around a whole key, where nothing else can be meant: colours, mouse and terminal reports, ends of a paste.
_REST = r"(?:(?:ESC|\^\[)?\[[<?>=]?[\d;]*[A-Za-z~]|(?:ESC|\^\[)[()][0-9A-B]|\d{2,3}~)"
_KEY_IN_RESTS = re.compile(rf"(?:{_REST})*(?P<key>{UUID})(?:{_REST})*")


def remove(text: str) -> tuple[str, int]:
    """Return ``text`` without control sequences and control characters, and how many of them there were.

    Spaces and line breaks stay. Takes time in proportion to the length of the text.
    """
    text = _REPEATED_ESCAPE.sub("\x1b", _SHOWN_ESCAPE.sub("\x1b", text))
    text, sequences = _SEQUENCES.subn("", text)
    text, rests = _WITHOUT_ESCAPE.subn("", _INCOMPLETE.sub(LEFT, text))
    text, characters = _CHARACTERS.subn("", text)
    if (alone := _KEY_IN_RESTS.fullmatch(text.strip())) and alone["key"] != text.strip():
        text, rests = alone["key"], rests + 1
    return text, sequences + rests + characters
