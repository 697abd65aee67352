"""What a terminal, a line or a stranger may send besides plain keys: tables, and random bytes made from them."""

import random

_ANSWERS = {
    b"\x1b[": [
        *[b"?1;2c", b"?62;22c", b"?64;1;2;6;9;15;18;21;22c", b">0;276;0c", b">41;354;0c", b">1;4000;19c"],  # DA1, DA2
        *[b"0n", b"3n", b"?13n", b"12;40R", b"1;1R", b"999;999R", b"?12;40;1R"],  # states and cursor positions
        *[b"?2026;2$y", b"?2026;0$y", b"?2048;0$y", b"?1016;1$y", b"4;1$y"],  # DECRPM
        *[b"?0u", b"?1u", b"?31u", b"?1;2;4S", b"?2;0;800;600S", b">0;1m"],  # of kitty and of XTerm
        *[b"48;24;80;480;800t", b"48;0;0;0;0t", b"48;99999;99999;0;0t", b"8;24;80t", b"4;480;800t", b"6;20;10t", b"1t"],
        *[b"I", b"O", b"201~"],  # the focus, and the end of no paste
    ],
    b"\x1bP": [b"!|00000000", b"!|7E565445", b">|XTerm(390)", b">|tmux 3.4", b"1+r544e=787465726d", b"1$r0m", b"0$r"],
    b"\x1b]": [b"10;rgb:ffff/ffff/ffff", b"11;rgb:0000/0000/0000", b"12;#ffffff", b"4;0;rgb:0/0/0", b"52;c;cXVpdA=="],
    b"\x1b_": [b"Gi=31;OK", b"Gi=1;ENOENT:no file"],
    b"\x1b^": [b"private"],
    b"\x1bX": [b"a string"],
}
_OF_8_BITS = {b"\x1b[": b"\x9b", b"\x1bP": b"\x90", b"\x1b]": b"\x9d"}
_STRING_ENDS = [b"\x1b\\", b"\x07"]

REPLIES = [
    start + answer + end
    for start, answers in _ANSWERS.items()
    for answer in answers
    for end in (_STRING_ENDS if start != b"\x1b[" else [b""])
]
REPLIES += [
    short + answer + (b"" if start == b"\x1b[" else b"\x9c")
    for start, short in _OF_8_BITS.items()
    for answer in _ANSWERS[start]
]
"""What terminals answer, whether or not they were asked: none of it is a key."""

_PLACES = [(1, 1), (94, 24), (95, 24), (96, 24), (127, 50), (162, 40), (200, 61), (223, 90)]
_BUTTONS = [0, 2, 3, 32, 35, 64, 65]
MOUSE = [
    report
    for button in _BUTTONS
    for column, line in _PLACES
    for report in (
        b"\x1b[M" + bytes([32 + button, 32 + column, 32 + line]),  # X10
        b"\x1b[M" + "".join(map(chr, [32 + button, 32 + column, 32 + line])).encode(),  # mode 1005
        b"\x1b[<%d;%d;%dM" % (button, column, line),  # 1006
        b"\x1b[<%d;%d;%dm" % (button, column, line),
        b"\x1b[%d;%d;%dM" % (32 + button, column, line),  # 1015
    )
]
MOUSE += [b"\x1b[M\x20\x00\x00", b"\x1b[<0;-1;5M", b"\x1b[<0;999;999M", b"\x1b[<0;99999;1M", b"\x1b[<999;1;1M"]
"""Reports of the mouse in all encodings; a column beyond 95 needs a byte that is not ASCII, or two."""

TORN = [
    *[b"\x1b[99999999u", b"\x1b[1114112u", b"\x1b[55296u", b"\x1b[" + b"9" * 5000 + b"u", b"\x1b[97;1:3u"],
    *[b"\x1b[97;5;55296u", b"\x1b[97;1;1114112u", b"\x1b[99;99;99~", b"\x1b[99~", b"\x1b[13;1:3u"],
    *[b"\x1b[0;0;0;0;0;0u", b"\x1b[:::u", b"\x1b[<u", b"\x1b[<0;M", b"\x1b[?", b"\x1b]", b"\x1bP", b"\x1b[M"],
]
"""Sequences that no terminal sends: they mean nothing."""

NOT_UTF_8 = [
    b"\xe9",
    b"\xff",
    b"\xff\xfe",
    b"\xc3",
    b"\xe2\x82",
    b"\xf0\x9f",
    b"\x80",
    b"\xed\xa0\x80",
    b"caf\xe9 \xe0 ",
]
"""Text in another encoding, or a part of a character."""

KEYS = {
    b"\x1b[A": "up",
    b"\x1bOA": "up",
    b"\x1bOP": "f1",
    b"\x1b[[A": "f1",
    b"\x1b[11~": "f1",
    b"\x1b[15~": "f5",
    b"\x1b[Z": "shift+tab",
    b"\x1b[3~": "delete",
    b"\x1b[3$": "shift+delete",
    b"\x1b[1;5C": "ctrl+right",
    b"\x1b[113;5u": "ctrl+q",
    b"\x1b[27;5;113~": "ctrl+q",
    b"\x1b[13u": "enter",
    b"\r": "enter",
    b"\x7f": "backspace",
    b"\x11": "ctrl+q",
    b"\x1ba": "alt+a",
    "\x1bé".encode(): "alt+é",
    b"\x1b[97;;97u": "a",
}
"""Keys as terminals send them, and their names."""


def noise(chance: random.Random) -> bytes:
    """Something that may come over a line; never Ctrl+Q, which ends a run. Up to a few kilobytes."""
    kind = chance.randrange(8)
    if kind == 0:
        return _without_quitting(chance.randbytes(chance.choice([1, 3, 20, 300])))
    if kind == 1:
        return _without_quitting(b"\x1b" + chance.randbytes(chance.randrange(1, 12)))
    if kind == 2:
        return b"".join(chance.choices([*REPLIES, *MOUSE], k=chance.randrange(1, 6)))
    if kind == 3:
        return chance.choice(NOT_UTF_8)
    if kind == 4:
        return chance.choice([b"\x1b[", b"\x1b]11;", b"\x1bP", b"\x1b_G", b"\x1bO"]) + b"1;2" * chance.choice(
            [0, 9, 999]
        )
    if kind == 5:
        end = chance.choice([b"", b"\x1b[20", b"\x1b[201~"])
        return b"\x1b[200~" + _without_quitting(chance.randbytes(chance.choice([0, 40, 2000]))) + end
    if kind == 6:
        return chance.choice([b"k" * 3000, "é".encode() * 700, b"0" * 40])
    sequence = chance.choice([*REPLIES, *MOUSE, *TORN])
    return sequence[: chance.randrange(len(sequence) + 1)]


def _without_quitting(noise: bytes) -> bytes:
    return noise.replace(b"\x11", b"").replace(b"\x1b[113;", b"")
