"""Read the style sheets of the first screens faster: what Textual's tokenizer makes of them is known.

Otherwise that takes a tenth of the time until the first paint. A text that is not known is read as always.
"""

from collections.abc import Iterable, Mapping

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
    parse.tokenize = _tokenize  # type: ignore[assignment, attr-defined]
    stylesheet.tokenize_values = _tokenize_values  # type: ignore[attr-defined]


def _tokenize(css: str, read_from: CSSLocation) -> Iterable[Token]:
    known = TOKENS.get(css)
    return _tokens(known, css, read_from) if known else tokenize(css, read_from)


def _tokenize_values(values: Mapping[str, str]) -> dict[str, list[Token]]:
    """Return the tokens of variables. Most are colours, each of which is one token."""
    tokens: dict[str, list[Token]] = {}
    for name, value in values.items():
        is_colour = value[:1] == "#" and len(value) in _LENGTHS_OF_COLOURS
        known = ("color", value) if is_colour else TOKENS.get(value)
        tokens[name] = _tokens(known, value, ("__name__", "")) if known else tokenize_values({name: value})[name]
    return tokens


def _tokens(known: tuple[str, ...], css: str, read_from: CSSLocation) -> list[Token]:
    return [Token(name, value, read_from, css, _NOWHERE) for name, value in zip(known[::2], known[1::2], strict=True)]
