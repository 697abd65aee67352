"""Write what Textual's tokenizer makes of the style sheets and styles of the first screens, and of the themes.

``python -m tests.tui.style_tokens`` (``make styles``) writes it. Run it after a change in a style sheet or in
``themes.py``. A test fails if it was forgotten.
"""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from textual import markup
from textual.css.tokenize import tokenize, tokenize_value
from textual.css.tokenizer import Token
from textual.css.types import CSSLocation
from textual.theme import Theme

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Progress
from ava_onboard.onboarding import Services
from ava_onboard.tui import themes
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.textual_private import style_sheets, tokens
from tests.tui.driving import AT_LAST_STEP, app_for

FILE = Path(tokens.__file__)
STARTS = (Progress(), AT_LAST_STEP, Progress(known=Fact(Answer.YES)))
"""What leads to each of the first screens: a step of the guide, its last step, and the settings."""

_HEAD = '''\
"""Tokens of style sheets and of values of the themes: each name is followed by its value. Written by `make styles`."""

TOKENS: dict[str, tuple[str, ...]] = {
'''
_NOWHERE = ("", "")
_StyleTokenizer: type[markup.StyleTokenizer] = style_sheets._StyleTokenizer.__mro__[1]
"""Textual's own."""
_SKIP_SPACE = ("declaration_set_start", "declaration_end", "declaration_set_end")
"""Textual skips the space after these."""


async def generated() -> str:
    """Return the module."""
    first = [await first_screen(progress) for progress in STARTS]
    known = {css: _flat(tokenize(css, _NOWHERE)) for screen in first for css in screen.sheets}
    known |= {style: tokens_of_style(style) for screen in first for style in screen.styles if style[:1] != "#"}
    known |= {value: _flat(tokenize_value(value, _NOWHERE)) for value in values() if not value.startswith("#")}
    return "".join((_HEAD, *(f"    {text!r}: {found!r},\n" for text, found in sorted(known.items())), "}\n"))


class First(NamedTuple):
    """What the app reads before it has painted its first screen."""

    sheets: list[str]
    styles: list[str]


async def first_screen(progress: Progress) -> First:
    """Return what is read with this progress."""
    read = First([], [])

    class App(OnboardApp):
        def on_ready(self) -> None:
            read.sheets.extend(source.content for source in self.stylesheet.source.values())
            read.styles.extend(self.stylesheet._style_parse_cache.keys())
            self.exit()

    async def connect() -> Services:
        return await asyncio.Future[Services]()

    app = app_for(connect, progress=progress, kind=App)
    await app.run_async(headless=True)
    return read


def tokens_of_style(style: str) -> tuple[str, ...]:
    """Return what Textual reads of a style before it knows what it means."""
    read: list[Token] = []

    class Recording(_StyleTokenizer):  # type: ignore[misc, valid-type]  # a value to mypy
        def __call__(self, code: str, read_from: CSSLocation) -> Iterator[Token]:
            for token in super().__call__(code, read_from):
                read.append(token)
                yield token

    with patch.object(markup, "StyleTokenizer", Recording):
        markup.parse_style(style, {name: "red" for theme in all_themes() for name in variables(theme)})
    return _flat(read)


def all_themes() -> list[Theme]:
    """Return the themes in each number of colours."""
    return [theme for colours in themes.COLOUR_SYSTEMS for theme in themes.for_colours(colours).values()]


def variables(theme: Theme) -> dict[str, str]:
    """Return the variables of a theme, as Textual puts them together."""
    return {**theme.to_color_system().generate(), **theme.variables}


def values() -> set[str]:
    """Return what the variables of all themes are."""
    return {value for theme in all_themes() for value in variables(theme).values()}


def _flat(found: Iterable[Token]) -> tuple[str, ...]:
    return tuple(part for token in _needed(found) for part in (token.name, token.value))


def _needed(found: Iterable[Token]) -> Iterator[Token]:
    before = ""
    for token in found:
        if token.name != "eof" and not (token.name == "whitespace" and before in _SKIP_SPACE):
            yield token
            before = token.name


if __name__ == "__main__":
    FILE.write_text(asyncio.run(generated()), encoding="utf-8")
