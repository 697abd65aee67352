"""The guide: four steps and four answers, in every language."""

import json

import pytest

from ava_onboard import locales
from ava_onboard.domain import guide
from ava_onboard.domain.progress import STEPS, Step

EN = guide.in_language("en")
FR = guide.in_language("fr")
in_each = pytest.mark.parametrize("texts", list(map(guide.in_language, locales.languages())), ids=locales.languages())

WIDTH = 58
"""Cells for one line on 80x24, beside the rail and the line's number."""
WIDEST = 76
"""Cells for a note, which may take two lines."""


def shown(line: str) -> str:
    return "".join(piece for piece, _marked in guide.runs(line))


@in_each
def test_each_step_has_its_texts(texts: guide.Guide) -> None:
    assert tuple(step.step for step in texts.steps) == STEPS
    assert all(texts.of(step).step is step for step in STEPS)
    assert len(texts.questions) == 6


@in_each
def test_a_step_is_short_enough_for_a_small_terminal(texts: guide.Guide) -> None:
    for step in texts.steps:
        assert 3 <= len(step.lines) <= 4
        assert [line for line in (*step.lines, step.once_open or "", step.title) if len(shown(line)) > WIDTH] == []
        assert [line for line in (step.note, step.warning) if line and len(shown(line)) > WIDEST] == []


@in_each
def test_the_buttons_of_the_guide_and_of_the_dashboard_are_both_named(texts: guide.Guide) -> None:
    marked = {
        step.step: {piece for line in (*step.lines, step.note or "") for piece, strong in guide.runs(line) if strong}
        for step in texts.steps
    }
    assert marked[Step.ACCOUNT] >= {"Sign Up", "Get Started"}
    assert marked[Step.KEYS_PAGE] >= {"MANAGE", "API Keys", "Settings"}
    assert marked[Step.NEW_KEY] >= {
        "Private API Keys",
        "Add Key",
        "Create New API Key",
        "Ava.ai Production",
        "Create Private Token",
    }
    assert marked[Step.PASTE_KEY] >= {"Copy ID"}


@in_each
def test_the_links_and_the_name_of_the_key_are_those_of_vapi_and_ava(texts: guide.Guide) -> None:
    assert texts.of(Step.ACCOUNT).link.url == "https://dashboard.vapi.ai"
    assert {step.link.url for step in texts.steps[1:]} == {"https://dashboard.vapi.ai/org/api-keys"}
    assert [step.copy for step in texts.steps] == [None, None, "Ava.ai Production", None]
    assert texts.questions[3].link == guide.Link("vapi.ai/pricing", "https://vapi.ai/pricing")


@in_each
def test_the_help_says_why_the_page_may_be_hidden_and_where_it_is_in_europe(texts: guide.Guide) -> None:
    answer = " ".join(texts.questions[4].answer)
    for named in ("dashboard.vapi.ai/org/api-keys", "MANAGE", "Admin", "dashboard.eu.vapi.ai", "status.vapi.ai"):
        assert named in answer
    assert "Admin" in (texts.of(Step.KEYS_PAGE).warning or "")


@pytest.mark.parametrize("language", locales.languages())
def test_every_language_has_the_same_shape(language: str) -> None:
    assert shape(json.loads(locales.guide_json(language))) == shape(json.loads(locales.guide_json("en")))


def shape(node: object, name: str = "") -> object:
    """Return what is the same in every language: fields, numbers of texts, and untranslated values."""
    match node:
        case dict():
            return {field: shape(child, field) for field, child in node.items()}
        case list():
            return [shape(child, name) for child in node]
        case str() if name in ("step", "url", "copy"):
            return node
        case _:
            assert isinstance(node, str)
            assert node
            return "text"


@in_each
def test_every_link_is_secure(texts: guide.Guide) -> None:
    links = [step.link for step in texts.steps] + [question.link for question in texts.questions if question.link]
    assert [link.url for link in links if not link.url.startswith("https://")] == []


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (EN, "Vapi API key is missing. Add it in Settings → Vapi to enable this feature."),
        (FR, "Configuration Vapi introuvable. Ajoutez votre clé API Vapi pour synchroniser les assistantes."),
    ],
    ids=["en", "fr"],
)
def test_the_questions_quote_ava_s_sentence_about_a_missing_key(texts: guide.Guide, sentence: str) -> None:
    assert any(sentence in paragraph for paragraph in texts.questions[0].answer)


def test_the_guide_speaks_the_current_language() -> None:
    assert guide.current() == EN
    locales.use("fr")
    assert guide.current() == FR
    assert FR.checked == "août 2026"


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ("Click **Add Key**.", [("Click ", False), ("Add Key", True), (".", False)]),
        ("**Manage**, then **API Keys**", [("Manage", True), (", then ", False), ("API Keys", True)]),
        ("nothing marked", [("nothing marked", False)]),
        ("", []),
    ],
)
def test_marks_divide_a_line(line: str, runs: list[tuple[str, bool]]) -> None:
    assert list(guide.runs(line)) == runs
