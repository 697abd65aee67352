"""The guide: four steps and four answers, in both languages."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ava_onboard import locales
from ava_onboard.domain import guide
from ava_onboard.domain.progress import STEPS, Step
from ava_onboard.locales import Language

EN = guide.parse(locales.guide_json(), Language.EN)
FR = guide.parse(locales.guide_json(), Language.FR)
in_both = pytest.mark.parametrize("texts", [EN, FR], ids=["en", "fr"])

WIDTH = 58
"""Cells for one line on 80x24, beside the rail and the line's number."""


def shown(line: str) -> str:
    return "".join(piece for piece, _marked in guide.runs(line))


@in_both
def test_each_step_has_its_texts(texts: guide.Guide) -> None:
    assert tuple(step.step for step in texts.steps) == STEPS
    assert all(texts.of(step).step is step for step in STEPS)
    assert len(texts.questions) == 4


@in_both
def test_a_step_is_short_enough_for_a_small_terminal(texts: guide.Guide) -> None:
    for step in texts.steps:
        assert 3 <= len(step.lines) <= 4
        assert [line for line in (*step.lines, step.note or "", step.title) if len(shown(line)) > WIDTH] == []


@in_both
def test_the_buttons_of_the_guide_and_of_the_dashboard_are_both_named(texts: guide.Guide) -> None:
    marked = {
        step.step: {piece for line in (*step.lines, step.note or "") for piece, strong in guide.runs(line) if strong}
        for step in texts.steps
    }
    assert marked[Step.ACCOUNT] >= {"Sign Up", "Get Started"}
    assert marked[Step.KEYS_PAGE] >= {"Manage", "API Keys", "Settings"}
    assert marked[Step.NEW_KEY] >= {
        "Private API Keys",
        "Add Key",
        "Create New API Key",
        "Ava.ai Production",
        "Create Private Token",
    }
    assert marked[Step.PASTE_KEY] >= {"Copy ID"}


@in_both
def test_the_links_and_the_name_of_the_key_are_those_of_vapi_and_ava(texts: guide.Guide) -> None:
    assert texts.of(Step.ACCOUNT).link.url == "https://dashboard.vapi.ai"
    assert {step.link.url for step in texts.steps[1:]} == {"https://dashboard.vapi.ai/org/api-keys"}
    assert [step.copy for step in texts.steps] == [None, None, "Ava.ai Production", None]
    assert texts.questions[3].link == guide.Link("vapi.ai/pricing", "https://vapi.ai/pricing")


def test_both_languages_have_the_same_shape() -> None:
    for english, french in zip(EN.steps, FR.steps, strict=True):
        assert len(english.lines) == len(french.lines)
        assert (english.link, english.copy, english.note is None) == (french.link, french.copy, french.note is None)
        assert english.title != french.title


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (EN, "Vapi API key is missing. Add it in Settings → Vapi to enable this feature."),
        (FR, "Configuration Vapi introuvable. Ajoutez votre clé API Vapi pour synchroniser les assistantes."),
    ],
    ids=["en", "fr"],
)
def test_who_configures_nothing_is_told_what_ava_will_say_word_for_word(texts: guide.Guide, sentence: str) -> None:
    assert any(sentence in paragraph for paragraph in texts.questions[0].answer)


def test_the_guide_speaks_the_current_language() -> None:
    assert guide.current() == EN
    locales.use(Language.FR)
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


def drop(*path: str | int) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        *way, last = path
        for name in way:
            data = data[name]
        del data[last]

    return change


def put(value: object, *path: str | int) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        *way, last = path
        for name in way:
            data = data[name]
        data[last] = value

    return change


NONSENSE: dict[str, Callable[[Any], None]] = {
    r"guide\.steps": drop("steps"),
    r"guide\.questions": put({}, "questions"),
    r"guide\.checked": drop("checked"),
    "four steps": drop("steps", 3),
    "'nowhere' is not a valid Step": put("nowhere", "steps", 0, "step"),
    r"steps\[1\]\.title": put("", "steps", 1, "title"),
    r"steps\[2\]\.title: must be in en and fr": drop("steps", 2, "title", "fr"),
    r"steps\[0\]\.lines": put([], "steps", 0, "lines"),
    r"steps\[3\]\.lines": put(3, "steps", 3, "lines", 0),
    r"steps\[0\]\.link\.url: must begin with https": put("http://vapi.ai", "steps", 0, "link", "url"),
    r"steps\[0\]\.link: must be": drop("steps", 0, "link"),
    r"questions\[3\]\.link\.label": drop("questions", 3, "link", "label"),
    r"questions\[0\]\.question": put("?", "questions", 0),
}


@pytest.mark.parametrize("place", NONSENSE)
def test_nonsense_in_the_file_is_named_with_its_place(place: str) -> None:
    data = json.loads(locales.guide_json())
    NONSENSE[place](data)
    with pytest.raises(ValueError, match=place):
        guide.parse(json.dumps(data), Language.FR)


@pytest.mark.parametrize("text", ["", "[]", "null", "{"])
def test_what_is_no_guide_at_all_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"guide|Expecting"):
        guide.parse(text, Language.EN)
