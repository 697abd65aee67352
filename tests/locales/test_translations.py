"""Every sentence is translated, with the same placeholders, and follows French typography."""

import ast
import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir

from ava_onboard import locales
from ava_onboard.domain import guide
from tests.locales import catalogue
from tests.locales.catalogue import PACKAGE, texts

TRANSLATIONS = {language: catalogue.sentences(catalogue.committed(language)) for language in catalogue.translations()}
FRENCH = TRANSLATIONS["fr"]

each_language = pytest.mark.parametrize("language", TRANSLATIONS)


@each_language
def test_the_catalogue_holds_exactly_the_sentences_of_the_code(language: str) -> None:
    translated = {texts(message.id) for message in TRANSLATIONS[language]}
    in_code = {texts(message.id) for message in catalogue.sentences(catalogue.extracted())}
    assert in_code - translated == set(), "run python -m tests.locales.catalogue"
    assert translated - in_code == set(), "run python -m tests.locales.catalogue"


@each_language
def test_every_sentence_is_translated_for_certain(language: str) -> None:
    messages = TRANSLATIONS[language]
    assert [texts(message.id)[0] for message in messages if not catalogue.is_translated(message)] == []
    assert [texts(message.id)[0] for message in messages if message.fuzzy] == []
    assert catalogue.committed(language).obsolete == {}


@each_language
def test_the_compiled_catalogue_is_up_to_date(language: str) -> None:
    compiled = catalogue.source(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogue.compiled(catalogue.committed(language)), "run python -m tests.locales.catalogue"


@each_language
def test_a_plural_has_as_many_forms_as_the_language(language: str) -> None:
    forms = [len(texts(message.string)) for message in TRANSLATIONS[language] if len(texts(message.id)) == 2]
    assert set(forms) == {catalogue.committed(language).num_plurals}


@each_language
def test_a_language_is_shown_by_its_own_name(language: str) -> None:
    assert locales.own_name(language) == catalogue.own_name(language), "run python -m tests.locales.catalogue"


def test_french_counts_zero_and_one_alike() -> None:
    assert catalogue.committed().plural_expr == "(n > 1)"
    locales.use("fr")
    forms = [locales.ngettext("{count} space", "{count} spaces", number) for number in (0, 1, 2)]
    assert forms == ["{count} espace", "{count} espace", "{count} espaces"]


@each_language
def test_a_translation_has_the_same_placeholders_and_marks(language: str) -> None:
    pairs = [(texts(each.id)[-1], string) for each in TRANSLATIONS[language] for string in texts(each.string)]
    assert len(pairs) > 100
    for english, string in pairs:
        assert placeholders(string) == placeholders(english)
        assert string.count("**") == english.count("**")
        assert (string[:1].isspace(), string[-1:].isspace()) == (english[:1].isspace(), english[-1:].isspace())
        assert not english.endswith(".") or string.endswith(".")


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def french_texts() -> Iterator[str]:
    """Return every French sentence of the catalogue and of the guide."""
    for message in FRENCH:
        yield from texts(message.string)
    in_french = guide.in_language("fr")
    for step in in_french.steps:
        yield from (step.title, *step.lines, step.once_open or "", step.note or "", step.warning or "")
    for question in in_french.questions:
        yield from (question.question, *question.answer)


BREACHES = {
    "a breaking space before : ; ! ? »": r" [:;!?»]",
    "no space before ; ! ? »": r"[^\W_][;!?»]",
    "no space before a colon": r"[^\W_]:(?!//|\d)",
    "a breaking space after «": r"« ",
    "no space after «": r"«[^\u00a0]",
    "straight quotation marks": r"\"",
    "English quotation marks": r"[“”]",
    "a straight apostrophe": r"[^\W\d_]'[^\W\d_]",
    "three dots for an ellipsis": r"\.\.\.",
    "two spaces": r"\S  +\S",
    "a breaking space between number and unit": r"\d [$€%]",
    "a narrow no-break space, which some terminals cannot show": "\u202f",
    "an English name of a key": r"\b(Esc|Enter|Shift|Insert)\b",
}
FOREIGN_WORDS = re.compile(r"«\u00a0Authorization:\u00a0»|pip install '.*'")


@pytest.mark.parametrize("breach", BREACHES)
def test_french_typography(breach: str) -> None:
    found = [text for text in french_texts() if re.search(BREACHES[breach], FOREIGN_WORDS.sub("", text))]
    assert found == []


def test_french_uses_vous() -> None:
    familiar = re.compile(r"\b(tu|toi|ton|ta|tes|t’)\b", re.IGNORECASE)
    assert [text for text in french_texts() if familiar.search(text)] == []


@functools.cache
def marked() -> Sequence[tuple[str, str]]:
    """Each marked English text with its file, as often as it is marked."""
    found = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=catalogue.KEYWORDS)
    return [(Path(file).as_posix(), texts(message)[0]) for file, _line, message, _comments, _context in found]


def test_no_text_of_several_words_is_marked_twice() -> None:
    times = Counter(text for _file, text in marked() if len(text.split()) > 1)
    assert [text for text, count in times.items() if count > 1] == []


def test_screens_and_commands_have_no_sentences_of_their_own() -> None:
    renders = ("tui/widgets/", "tui/key/texts.py", "cli/context.py")
    found = [(file, text) for file, text in marked() if file.startswith(renders) and text.endswith((".", "?", "…"))]
    assert found == []


def test_no_sentence_hides_in_an_f_string_where_extraction_does_not_see_it() -> None:
    hidden = [
        f"{file.name}:{call.lineno}"
        for file in PACKAGE.rglob("*.py")
        for string in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "N_", "ngettext"}
        if isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []
