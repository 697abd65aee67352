"""The four steps of Ava's guide and its questions: data, in one language at a time.

The texts are in ``locales/guide.json``, so that they can follow Vapi's dashboard without a change of code.
``**…**`` in them marks what is written on buttons and fields.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple, TypeVar

from ava_onboard import locales
from ava_onboard.domain.progress import STEPS, Step
from ava_onboard.locales import Language

_T = TypeVar("_T")


class Link(NamedTuple):
    """A page, and how it is called on the screen."""

    label: str
    url: str


class GuideStep(NamedTuple):
    """What to do in one step."""

    step: Step
    title: str
    lines: tuple[str, ...]
    """What to do, in order; shown with numbers."""
    link: Link
    note: str | None = None
    """What is good to know."""
    warning: str | None = None
    """What goes wrong most often."""
    copy: str | None = None
    """A name that has to be typed over there."""


class Question(NamedTuple):
    """A question and the paragraphs of its answer."""

    question: str
    answer: tuple[str, ...]
    link: Link | None = None


class Guide(NamedTuple):
    """All texts of the guide in one language."""

    steps: tuple[GuideStep, ...]
    """One for each ``Step``, in their order."""
    questions: tuple[Question, ...]
    checked: str
    """Month in which the texts were compared with Vapi's site, in words."""

    def of(self, step: Step) -> GuideStep:
        """What to do in ``step``."""
        return self.steps[step.number - 1]


def current() -> Guide:
    """The guide in the current language."""
    return _packaged(locales.language())


@cache
def _packaged(language: Language) -> Guide:
    return parse(locales.guide_json(), language)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is marked with ``**`` as written on a button or field."""
    for number, piece in enumerate(text.split("**")):
        if piece:
            yield piece, number % 2 == 1


def parse(text: str, language: Language) -> Guide:
    """Read the guide in one language.

    Raises:
        ValueError: the text is not JSON, or not a guide; it says at which place.
    """
    whole = _in_language(json.loads(text), language, "guide")
    steps = tuple(_step(node, f"steps[{index}]") for index, node in enumerate(_get(whole, "steps", list, "guide")))
    if tuple(step.step for step in steps) != STEPS:
        raise ValueError("guide.steps: must be the four steps in their order")
    questions = _get(whole, "questions", list, "guide")
    return Guide(
        steps,
        tuple(_question(node, f"questions[{index}]") for index, node in enumerate(questions)),
        _text(whole, "checked", "guide"),
    )


def _in_language(node: object, language: Language, place: str) -> object:
    """``node`` with every ``{"en": …, "fr": …}`` in it replaced by the one text."""
    if isinstance(node, list):
        return [_in_language(child, language, f"{place}[{index}]") for index, child in enumerate(node)]
    if not isinstance(node, dict):
        return node
    if languages := node.keys() & set(Language):
        if languages != set(Language) or len(node) != len(Language):
            raise ValueError(f"{place}: must be in {' and '.join(Language)}")
        return node[language]
    return {name: _in_language(child, language, f"{place}.{name}") for name, child in node.items()}


def _step(node: object, place: str) -> GuideStep:
    return GuideStep(
        Step(_text(node, "step", place)),
        _text(node, "title", place),
        _texts(node, "lines", place),
        _link(_get(node, "link", dict, place), f"{place}.link"),
        _text(node, "note", place) if _has(node, "note") else None,
        _text(node, "warning", place) if _has(node, "warning") else None,
        _text(node, "copy", place) if _has(node, "copy") else None,
    )


def _question(node: object, place: str) -> Question:
    link = _link(_get(node, "link", dict, place), f"{place}.link") if _has(node, "link") else None
    return Question(_text(node, "question", place), _texts(node, "answer", place), link)


def _link(node: object, place: str) -> Link:
    link = Link(_text(node, "label", place), _text(node, "url", place))
    if not re.match(r"https://\w", link.url):
        raise ValueError(f"{place}.url: must begin with https://")
    return link


def _has(node: object, name: str) -> bool:
    return isinstance(node, Mapping) and name in node


def _texts(node: object, name: str, place: str) -> tuple[str, ...]:
    texts = _get(node, name, list, place)
    if not texts or not all(text and isinstance(text, str) for text in texts):
        raise ValueError(f"{place}.{name}: must be a list of texts")
    return tuple(texts)


def _text(node: object, name: str, place: str) -> str:
    text = _get(node, name, str, place)
    if not text:
        raise ValueError(f"{place}.{name}: must not be empty")
    return text


def _get(node: object, name: str, kind: type[_T], place: str) -> _T:
    value = node.get(name) if isinstance(node, Mapping) else None
    if not isinstance(value, kind):
        raise ValueError(f"{place}.{name}: must be a {kind.__name__}")  # noqa: TRY004 - nonsense in a file, not a wrong call
    return value
