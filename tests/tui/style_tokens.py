"""Write what Textual's tokenizer makes of the style sheets of the first screens, and of the values of the themes.

``python -m tests.tui.style_tokens`` (``make styles``) writes it. Run it after a change in a style sheet or in
``themes.py``. A test fails if it was forgotten.
"""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

from textual.css.tokenize import tokenize, tokenize_value
from textual.css.tokenizer import Token

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Progress
from ava_onboard.onboarding import Services
from ava_onboard.tui import themes
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.textual_private import tokens
from tests.tui.driving import AT_LAST_STEP, app_for

FILE = Path(tokens.__file__)
STARTS = (Progress(), AT_LAST_STEP, Progress(known=Fact(Answer.YES)))
"""What leads to each of the first screens: a step of the guide, its last step, and the settings."""

_HEAD = '''\
"""Tokens of style sheets and of values of the themes: each name is followed by its value. Written by `make styles`."""

TOKENS: dict[str, tuple[str, ...]] = {
'''
_NOWHERE = ("", "")
_SKIP_SPACE = ("declaration_set_start", "declaration_end", "declaration_set_end")
"""Textual skips the space after these."""


async def generated() -> str:
    """Return the module."""
    sheets = {css for progress in STARTS for css in await sheets_of(progress)}
    known = {css: _flat(tokenize(css, _NOWHERE)) for css in sheets}
    known |= {value: _flat(tokenize_value(value, _NOWHERE)) for value in values() if not value.startswith("#")}
    return "".join((_HEAD, *(f"    {text!r}: {found!r},\n" for text, found in sorted(known.items())), "}\n"))


async def sheets_of(progress: Progress) -> list[str]:
    """Return the style sheets that the app reads before it paints its first screen."""

    class App(OnboardApp):
        read: tuple[str, ...] = ()

        def on_ready(self) -> None:
            self.read = tuple(source.content for source in self.stylesheet.source.values())
            self.exit()

    async def connect() -> Services:
        return await asyncio.Future[Services]()

    app = app_for(connect, progress=progress, kind=App)
    await app.run_async(headless=True)
    assert isinstance(app, App)
    return list(app.read)


def values() -> set[str]:
    """Return what the variables of all themes are."""
    found: set[str] = set()
    for colours in themes.COLOUR_SYSTEMS:
        for theme in themes.for_colours(colours).values():
            found |= {*theme.to_color_system().generate().values(), *theme.variables.values()}
    return found


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
