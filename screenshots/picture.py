"""A terminal's screen as a picture: every cell where it belongs, lines and blocks drawn, so that they meet."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import resvg_py

FONT = "DejaVu Sans Mono"
FILES = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf")
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "/Library/Fonts", "~/Library/Fonts")

WIDTH, HEIGHT = 12, 24
"""Pixels of a cell."""
SIZE = WIDTH / 0.60205
"""The font's size whose characters are as wide as a cell."""
BASELINE = 18
MARGIN = 20

LETTERS = f'font-family="{FONT}, Menlo, Consolas, monospace" font-size="{SIZE:.3f}"'

PAPER, INK = "10121b", "e7e9f3"
NAMED = {
    "black": "000000",
    "red": "cd3131",
    "green": "0dbc79",
    "brown": "e5e510",
    "blue": "2472c8",
    "magenta": "bc3fbc",
    "cyan": "11a8cd",
    "white": "e5e5e5",
}

BLOCKS = {
    "█": (0, 0, 1, 1),
    "▀": (0, 0, 1, 1 / 2),
    "▄": (0, 1 / 2, 1, 1),
    "▌": (0, 0, 1 / 2, 1),
    "▐": (1 / 2, 0, 1, 1),
    "▁": (0, 7 / 8, 1, 1),
    "▂": (0, 3 / 4, 1, 1),
    "▆": (0, 1 / 4, 1, 1),
    "▔": (0, 0, 1, 1 / 8),
    "▎": (0, 0, 1 / 4, 1),
    "▊": (0, 0, 3 / 4, 1),
    "▍": (0, 0, 3 / 8, 1),
    "▏": (0, 0, 1 / 8, 1),
    "▕": (7 / 8, 0, 1, 1),
}
"""The part of the cell that each fills: left, top, right, bottom."""

STROKES = {
    "─": "M0 12H12",
    "│": "M6 0V24",
    "╭": "M6 24V18Q6 12 12 12",
    "╮": "M6 24V18Q6 12 0 12",
    "╰": "M6 0V6Q6 12 12 12",
    "╯": "M6 0V6Q6 12 0 12",
    "🔑": "M3 12a4 4 0 1 0 8 0a4 4 0 1 0-8 0M11 12h11v4M18 12v3",
}
"""Drawn within a cell (the key within two); no font has all of them so that they meet."""


class NoFontError(Exception):
    """The pictures' font is not on this computer."""


def png(screen: Any) -> bytes:
    """The picture of a ``pyte.Screen``.

    Raises:
        NoFontError: Install the package that its text names.
    """
    fonts = [str(_find(name)) for name in FILES]
    rendered: bytes = resvg_py.svg_to_bytes(svg_string=svg(screen), skip_system_fonts=True, font_files=fonts)
    return rendered


def svg(screen: Any) -> str:
    """The same as text."""
    width, height = size(screen)
    lines = (
        f'<g transform="translate(0 {number * HEIGHT})">{line}</g>' for number, line in enumerate(lines_of(screen))
    )
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {LETTERS}>',
            window(screen),
            f'<g transform="translate({MARGIN} {MARGIN})">',
            *lines,
            "</g></svg>",
        )
    )


def size(screen: Any) -> tuple[int, int]:
    """Width and height of the picture."""
    return screen.columns * WIDTH + 2 * MARGIN, screen.lines * HEIGHT + 2 * MARGIN


def window(screen: Any) -> str:
    """What is behind the lines."""
    width, height = size(screen)
    edge = f'x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="12" stroke="#8886"'
    return f'<rect {edge} fill="#{_paper(screen)}"/>'


def lines_of(screen: Any) -> list[str]:
    """The lines as elements, each as if it were the first."""
    paper = _paper(screen)
    return ["".join(_line(screen, number, paper)) for number in range(screen.lines)]


def _paper(screen: Any) -> str:
    return _colours(screen.buffer[0][0])[1]


def _line(screen: Any, number: int, paper: str) -> Iterator[str]:
    """Backgrounds first, then what stands on them, each run of one style at once."""
    cells = [screen.buffer[number][column] for column in range(screen.columns)]
    column = top = 0
    front: list[str] = []
    for style, run in groupby(cells, _style):
        text = [cell.data for cell in run]
        ink, background, bold, underlined = style
        left, width = column * WIDTH, len(text) * WIDTH
        if background != paper:
            yield f'<rect x="{left}" y="{top}" width="{width}" height="{HEIGHT}" fill="#{background}"/>'
        front += _shapes(text, left, top, ink)
        letters = {left + at * WIDTH: data for at, data in enumerate(text) if _is_letter(data)}
        if letters:
            places = " ".join(str(place) for place in letters)
            weight = ' font-weight="bold"' if bold else ""
            content = escape("".join(letters.values()))
            front.append(f'<text x="{places}" y="{top + BASELINE}" fill="#{ink}"{weight}>{content}</text>')
        if underlined:
            front.append(f'<rect x="{left}" y="{top + BASELINE + 2}" width="{width}" height="1.5" fill="#{ink}"/>')
        column += len(text)
    yield from front


def _shapes(text: list[str], left: int, top: int, ink: str) -> Iterator[str]:
    for at, data in enumerate(text):
        x = left + at * WIDTH
        if data in BLOCKS:
            from_x, from_y, to_x, to_y = BLOCKS[data]
            yield (
                f'<rect x="{x + from_x * WIDTH}" y="{top + from_y * HEIGHT}" width="{(to_x - from_x) * WIDTH}"'
                f' height="{(to_y - from_y) * HEIGHT}" fill="#{ink}"/>'
            )
        elif data in STROKES:
            yield (
                f'<path transform="translate({x} {top})" d="{STROKES[data]}" fill="none" stroke="#{ink}"'
                ' stroke-width="1.5"/>'
            )


def _is_letter(data: str) -> bool:
    return bool(data.strip()) and data not in BLOCKS and data not in STROKES


def _style(cell: Any) -> tuple[str, str, bool, bool]:
    return (*_colours(cell), cell.bold, cell.underscore)


def _colours(cell: Any) -> tuple[str, str]:
    ink, paper = _hex(cell.fg, INK), _hex(cell.bg, PAPER)
    return (paper, ink) if cell.reverse else (ink, paper)


def _hex(colour: str, default: str) -> str:
    return default if colour == "default" else NAMED.get(colour.removeprefix("bright"), colour)


def _find(name: str) -> Path:
    for folder in FOLDERS:
        for path in Path(folder).expanduser().rglob(name):
            return path
    raise NoFontError(f"The font {FONT} is missing. On Debian or Ubuntu: sudo apt-get install fonts-dejavu-core")
