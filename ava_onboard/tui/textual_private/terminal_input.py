"""What a terminal sends, as Textual's messages.

Textual 8.2.8 types what it does not know: an answer of the terminal becomes letters in a field, an unknown number
becomes a key, and a paste without its end makes the program deaf. Here a sequence is read as a whole first, as ECMA-48
and xterm define them. Textual's parser then only names keys and reads the mouse. What is neither is dropped.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Callable

from textual import events, messages
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.keys import Keys
from textual.message import Message

from ava_onboard.tui.textual_private.input_notices import BURST, InputNotice, Trouble

LONGEST_PASTE = 64 * 1024
"""Characters of one paste that are kept. The rest is dropped as it arrives."""

SHORTEST_BURST = 16
"""Characters that arrive at once and are taken as one text. Shorter ones may be keys typed while the app was busy."""

_PATIENCE = 1.0
"""Seconds of silence after which the rest of a sequence, a character or a paste will not come."""

_LONGEST_KEY = 4
"""Bytes that one key press sends, at most, unless it is a sequence."""

_ESCAPE_IN_PASTE = 0.5
"""Seconds of silence after an Escape in a paste that make it the key: the end of a paste starts with the same byte."""

_LONGEST_SEQUENCE = 64
"""The most characters of a key or a mouse report."""

_ESC, _PASTE_END = "\x1b", "\x1b[201~"
_REPLACEMENT = "\ufffd"
_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_NO_CHARACTER = re.compile(r"[\ud800-\udfff]")
_END_OF_STRING = re.compile(r"[\x00-\x07\x0e-\x1f\x9c\udc9c]")
"""A string may contain 08 to 0D (ECMA-48, 8.3.27); it ends with BEL, or ST. Any other control is a key."""

_OF_8_BITS = {0x8F: "O", 0x90: "P", 0x9B: "[", 0x9D: "]"}
"""Controls that a terminal sends as one byte instead of Escape and this character, if a program has asked for that."""

_EXTENDED_KEY = re.compile(r"\x1b\[(\d*)((?:;[\d:]*){0,2})([u~A-HPQS])")
_MOUSE = re.compile(r"\x1b\[<\d{1,4};\d{1,4};\d{1,4}[Mm]")
_HAS_SYNCHRONIZED_OUTPUT = re.compile(r"\x1b\[\?2026;[1-4]\$y")


class TerminalInput:
    """Turns bytes into keys, mouse events and pastes.

    The caller passes the time, in seconds of any clock that only goes forward. It calls ``feed`` with what it has read,
    and ``tick`` when ``due`` has come and nothing was read.

    Attributes:
        due: When to call ``tick``; None if nothing is pending.
    """

    def __init__(self) -> None:
        self.due: float | None = None
        self._textual = XTermParser()
        self._decoder = getincrementaldecoder("utf-8")("surrogateescape")
        self._state: Callable[[str, int], int] = self._ground
        self._sequence = ""
        self._paste: list[str] = []
        self._pasted = 0
        self._found: list[Message] = []

    def feed(self, typed: bytes, now: float) -> list[Message]:
        """Return the messages of what was read. An incomplete sequence waits for its rest."""
        by_hand = len(typed) <= _LONGEST_KEY and self._state not in (self._ground, self._escape)
        found = self.tick(now) if by_hand else []
        before = self._state, self.due
        self._read(self._decoder.decode(typed))
        wait = self._seconds_to_wait()
        self.due = None if wait is None else now + wait
        if by_hand and wait == _PATIENCE and before[0] == self._state:
            self.due = before[1]  # keys pressed because nothing happens must not prolong it
        return found + self._take_found()

    def tick(self, now: float) -> list[Message]:
        """Return the messages of what has waited too long for its rest."""
        if self.due is None or now < self.due:
            return []
        self.due = None
        self._read(self._decoder.decode(b"", final=True))
        if self._state == self._escape:
            self._key("escape", _ESC)
        if self._state == self._in_paste and self._sequence != _ESC:
            self._end_paste(Trouble.UNFINISHED_PASTE)
        self._start_over()
        return self._take_found()

    def _read(self, text: str) -> None:
        position = 0
        while position < len(text):
            position = self._state(text, position)

    def _seconds_to_wait(self) -> float | None:
        if self._state == self._escape:
            return ESCAPE_DELAY
        if self._state == self._in_paste and self._sequence == _ESC:
            return _ESCAPE_IN_PASTE
        waiting = self._state != self._ground or self._decoder.getstate()[0]
        return _PATIENCE if waiting else None

    def _take_found(self) -> list[Message]:
        found, self._found = self._found, []
        return found

    def _start_over(self) -> None:
        self._state, self._sequence = self._ground, ""
        self._paste, self._pasted = [], 0

    # Each state reads text from a position on, and returns the position of the first character that it has not read.

    def _ground(self, text: str, position: int) -> int:
        if run := _TEXT.match(text, position):
            self._type(run[0])
            return run.end()
        character = text[position]
        number = ord(character) & 0xFF
        if character == _ESC:
            self._state = self._escape
        elif character < "\x80":
            self._keys_of(character)
        elif number in _OF_8_BITS:
            self._introduce(_OF_8_BITS[number])
        elif character > "\x9f":  # a byte that is not UTF-8
            self._type(_REPLACEMENT)
            self._notice(Trouble.UNREADABLE)
        return position + 1

    def _escape(self, text: str, position: int) -> int:
        character = text[position]
        if character == _ESC:
            self._key("escape", _ESC)
        elif character in "[OP]X^_":
            self._introduce(character)
        else:
            self._start_over()
            if character > "~" and not _TEXT.match(character):
                return position
            if character != "\\":  # which ends a string, here one that was given up
                self._keys_of(character, after_escape=True)
        return position + 1

    def _introduce(self, character: str) -> None:
        self._sequence = _ESC + character
        self._state = self._in_sequence if character in "[O" else self._in_string

    def _in_sequence(self, text: str, position: int) -> int:
        character = text[position]
        if not " " <= character <= "~":  # no part of a sequence: it was cut, and this is what comes next
            self._start_over()
            return position
        self._sequence = (self._sequence + character)[: _LONGEST_SEQUENCE + 1]
        if self._sequence == "\x1b[M":
            self._state = self._in_mouse_report
        elif self._sequence == "\x1b[200~":
            self._start_over()
            self._state = self._in_paste
        elif self._is_complete(character):
            sequence = self._sequence
            self._start_over()
            self._interpret(sequence)
        return position + 1

    def _is_complete(self, last: str) -> bool:
        if self._sequence == "\x1b[[":  # of a Linux console: one more letter
            return False
        return last >= "@" or self._sequence in ANSI_SEQUENCES_KEYS  # rxvt ends some keys with $

    def _in_mouse_report(self, text: str, position: int) -> int:
        """Drop button, column and line: a byte each (X10), or a character (mode 1005)."""
        if "\x00" < text[position] < " ":  # the report was cut; NUL is a place that the mode cannot name
            self._start_over()
            return position
        self._sequence += text[position]
        if len(self._sequence) == len("\x1b[M") + 3:
            self._start_over()
        return position + 1

    def _in_string(self, text: str, position: int) -> int:
        """Drop an answer of the terminal (OSC, DCS, APC, PM, SOS), however long."""
        if self._sequence[-1:] == _ESC and text[position] == "\\":
            self._start_over()
            return position + 1
        if self._sequence[-1:] == _ESC:  # the string was cut, and another sequence has begun
            self._start_over()
            self._state = self._escape
            return position
        end = _END_OF_STRING.search(text, position)
        if end is None:
            return len(text)
        if end[0] == _ESC:
            self._sequence = _ESC
            return end.end()
        self._start_over()
        return end.end() if end[0] in "\x07\x18\x1a\x9c\udc9c" else end.start()

    def _in_paste(self, text: str, position: int) -> int:
        """Keep what is pasted, except its end."""
        if not self._sequence:
            start = text.find(_ESC, position)
            self._keep(text[position:] if start < 0 else text[position:start])
            self._sequence = "" if start < 0 else _ESC
            return len(text) if start < 0 else start + 1
        longer = self._sequence + text[position]
        if longer == _PASTE_END:
            self._end_paste()
        elif _PASTE_END.startswith(longer):
            self._sequence = longer
        else:  # a sequence that was pasted
            self._keep(self._sequence)
            self._sequence = ""
            return position
        return position + 1

    def _keep(self, text: str) -> None:
        self._pasted += len(text)
        if text and (room := LONGEST_PASTE - self._pasted + len(text)) > 0:
            self._paste.append(text[:room])

    def _end_paste(self, trouble: Trouble | None = None) -> None:
        text = _NO_CHARACTER.sub(_REPLACEMENT, "".join(self._paste)).replace("\x00", "")
        if self._pasted > LONGEST_PASTE:
            trouble = Trouble.LONG_PASTE
        elif _REPLACEMENT in text and not trouble:
            trouble = Trouble.UNREADABLE
        self._start_over()
        self._found.append(events.Paste(text))
        if trouble:
            self._notice(trouble)

    # What a complete sequence means.

    def _interpret(self, sequence: str) -> None:
        if sequence == "\x1b[I":
            self._found.append(events.AppFocus())
        elif sequence == "\x1b[O":
            self._found.append(events.AppBlur())
        elif _HAS_SYNCHRONIZED_OUTPUT.fullmatch(sequence):
            self._found.append(messages.TerminalSupportsSynchronizedOutput())
        elif _MOUSE.fullmatch(sequence):
            if event := self._textual.parse_mouse_code(sequence):
                self._found.append(event)
        elif _is_key(sequence):
            self._keys_of(sequence)

    def _keys_of(self, sequence: str, *, after_escape: bool = False) -> None:
        """Add the keys that Textual knows by this sequence."""
        try:
            keys = list(self._textual._sequence_to_key_events(_ESC + sequence if after_escape else sequence))
            if after_escape and not keys:
                keys = list(self._textual._sequence_to_key_events(sequence, alt=True))
        except (ValueError, OverflowError):  # a number that is not a character, or an event that is not a key press
            return
        self._found += [key for key in keys if key.key != Keys.Ignore and not _NO_CHARACTER.search(str(key.character))]

    def _type(self, text: str) -> None:
        if len(text) >= SHORTEST_BURST:
            self._key(BURST, text)
        else:
            for character in text:
                self._keys_of(character)

    def _key(self, key: str, character: str) -> None:
        self._found.append(events.Key(key, character))

    def _notice(self, trouble: Trouble) -> None:
        self._found.append(InputNotice(trouble))


def _is_key(sequence: str) -> bool:
    """Return whether a sequence is a key that someone pressed; Textual takes an unknown number for a letter."""
    if sequence in ANSI_SEQUENCES_KEYS:
        return True
    key = _EXTENDED_KEY.fullmatch(sequence)
    if key is None:
        return False
    number, _modifiers, final = key.groups()
    return final == "u" or f"{number or 1}{final}" in FUNCTIONAL_KEYS or (number, final) == ("27", "~")
