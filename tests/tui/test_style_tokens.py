import pytest
from textual import markup
from textual.css.parse import parse
from textual.css.tokenize import tokenize, tokenize_values

from ava_onboard.tui import themes
from ava_onboard.tui.textual_private import style_sheets
from ava_onboard.tui.textual_private.tokens import TOKENS
from tests.tui import style_tokens

THEME = themes.for_colours("truecolor")[themes.DARK]


async def test_what_is_known_of_the_style_sheets_is_what_textual_reads() -> None:
    assert style_tokens.FILE.read_text(encoding="utf-8") == await style_tokens.generated(), "run: make styles"


def test_known_style_sheets_have_the_rules_that_textual_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = tokenize_values(style_tokens.variables(THEME))
    sheets = [text for text in TOKENS if "{" in text]
    assert len(sheets) > 10
    for sheet in sheets:
        rules = []
        for read in (style_sheets._tokenize, tokenize):
            monkeypatch.setattr("textual.css.parse.tokenize", read)
            rules.append(
                [
                    (rule.selectors, repr(rule.styles.get_rules()), rule.errors)
                    for rule in parse("", sheet, ("", ""), variable_tokens=variables)
                ]
            )
        assert rules[0] == rules[1]


def test_known_styles_mean_what_textual_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    styles = [text for text in TOKENS if "$" in text and "{" not in text]
    assert len(styles) > 10
    for style in styles:
        read = []
        for tokenizer in (style_sheets._StyleTokenizer, style_tokens._StyleTokenizer):
            monkeypatch.setattr(markup, "StyleTokenizer", tokenizer)
            read.append(markup.parse_style(style, style_tokens.variables(THEME)))
        assert read[0] == read[1]


def test_the_values_of_all_themes_are_read_as_textual_does() -> None:
    values = {value: value for value in style_tokens.values()}
    found, expected = style_sheets._tokenize_values(values), tokenize_values(values)
    assert [[token[:2] for token in found[value]] for value in values] == [
        [token[:2] for token in expected[value]] for value in values
    ]


def test_a_style_sheet_that_is_not_known_is_read_by_textual() -> None:
    css = "Unknown { color: red; }"
    assert list(style_sheets._tokenize(css, ("", ""))) == list(tokenize(css, ("", "")))
