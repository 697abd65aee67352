"""Random keys, mouse, pastes and window sizes, the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from ava_onboard.sandbox import samples


@dataclass(frozen=True)
class Press:
    """A key, by Textual's name."""

    key: str


@dataclass(frozen=True)
class Type:
    """Printable characters, one key after the other."""

    text: str


@dataclass(frozen=True)
class Paste:
    text: str


@dataclass(frozen=True)
class Click:
    """A click with the left button; ``x`` and ``y`` are fractions of the window, from 0 up to 1."""

    x: float
    y: float

    def cell(self, columns: int, lines: int) -> tuple[int, int]:
        """The column and line in a window of this size, counted from 0."""
        return int(self.x * columns), int(self.y * lines)


@dataclass(frozen=True)
class Resize:
    columns: int
    lines: int


@dataclass(frozen=True)
class Watch:
    """Do nothing, so that what is under way can go on."""

    seconds: float


@dataclass(frozen=True)
class Send:
    """Bytes that no key sends, as from a noisy line; only a terminal has such."""

    noise: bytes


Move = Press | Type | Paste | Click | Resize | Watch | Send

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f10": "\x1b[21~",
    "ctrl+a": "\x01",
    "ctrl+c": "\x03",
    "ctrl+o": "\x0f",
    "ctrl+p": "\x10",
    "ctrl+t": "\x14",
    "ctrl+u": "\x15",
    "ctrl+v": "\x16",
    "ctrl+w": "\x17",
    "ctrl+z": "\x1a",
    "o": "o",
    "c": "c",
    "q": "q",
    "question_mark": "?",
}
"""Textual's name of each key, and what a terminal sends for it. Ctrl+Q is not among them: it ends every run."""

_ONWARD = ["enter", "tab", "escape", "f4", "f10"]
"""Keys that lead somewhere are pressed as often as all others together."""

_TEXTS = [
    *samples.KEYS.values(),
    samples.ACCOUNT_IDENTIFIER,
    samples.ACCOUNT_PASSWORD,
    "",
    "Clé privée : « é\u00a0è »",
    "👩‍👩‍👧 \u202emarked\u202c \u200b",
    "\x00\x07\x1b[31m\x1b]0;title\x07\x9b",
    "two\r\nlines\n",
    "[b]markup[/b] [/] [@click=app.quit]",
    "0" * 20_000,
]
_NOISE = [b"\xff\xfe", b"\xc3", b"\x00\x1d\x1f", b"\x1b[", b"\x1b[99;99;99~", b"\x1b[<0;999;999M", b"\x1b[?1;2c"]
_SIZES = [(1, 1), (2, 40), (10, 3), (200, 2), (20, 10), (40, 12), (60, 20), (80, 24), (80, 24), (120, 40), (240, 70)]


def moves(seed: int, count: int) -> Iterator[Move]:
    """So many moves, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        kind = chance.choices([Press, Type, Paste, Click, Resize, Watch, Send], [60, 5, 10, 15, 4, 6, 2])[0]
        if kind is Press:
            yield Press(chance.choice(_ONWARD if chance.random() < 0.5 else list(KEYS)))
        elif kind is Type:
            yield Type(chance.choice([samples.ACCOUNT_IDENTIFIER, samples.ACCOUNT_PASSWORD, "azerty"]))
        elif kind is Paste:
            yield Paste(chance.choice(_TEXTS))
        elif kind is Click:
            yield Click(chance.random(), chance.random())
        elif kind is Resize:
            yield Resize(*chance.choice(_SIZES))
        elif kind is Send:
            yield Send(chance.choice(_NOISE))
        else:
            yield Watch(chance.choice([0.02, 0.1, 0.4]))
