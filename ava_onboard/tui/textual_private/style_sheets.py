"""Read the style sheets and styles of the first screens faster: what Textual's tokenizer makes of them is known.

Otherwise that takes a twentieth of the time until the first paint. A text that is not known is read as always.
"""

from collections.abc import Iterable, Mapping

from textual import markup
from textual.css import parse, stylesheet
from textual.css.tokenize import tokenize, tokenize_values
from textual.css.tokenizer import Token
from textual.css.types import CSSLocation

from ava_onboard.tui.textual_private.tokens import TOKENS

_NOWHERE = (0, 0)
"""Stands for line and column, which only reports of mistakes use."""

_LENGTHS_OF_COLOURS = (7, 9)


def use_known_tokens() -> None:
    """Let Textual take what is known."""
    parse.tokenize = _tokenize  # type: ignore[assignment, attr-defined]  # imported there
    markup.StyleTokenizer = _StyleTokenizer  # type: ignore[misc]  # a class there
    stylesheet.tokenize_values = _tokenize_values  # type: ignore[attr-defined]  # imported there


def _tokenize(css: str, read_from: CSSLocation) -> Iterable[Token]:
    known = TOKENS.get(css)
    return _tokens(known, css, read_from) if known else tokenize(css, read_from)


def _tokenize_values(values: Mapping[str, str]) -> dict[str, list[Token]]:
    """Return the tokens of variables. Most are colours, each of which is one token."""
    tokens: dict[str, list[Token]] = {}
    for name, value in values.items():
        known = _value(value)
        tokens[name] = _tokens(known, value, ("__name__", "")) if known else tokenize_values({name: value})[name]
    return tokens


class _StyleTokenizer(markup.StyleTokenizer):
    """Reads styles such as ``bold $accent``."""

    def __call__(self, code: str, read_from: CSSLocation) -> Iterable[Token]:
        known = _value(code)
        return _tokens(known, code, read_from) if known else super().__call__(code, read_from)


def _value(text: str) -> tuple[str, ...] | None:
    return ("color", text) if text[:1] == "#" and len(text) in _LENGTHS_OF_COLOURS else TOKENS.get(text)


def _tokens(known: tuple[str, ...], css: str, read_from: CSSLocation) -> list[Token]:
    return [Token(name, value, read_from, css, _NOWHERE) for name, value in zip(known[::2], known[1::2], strict=True)]
