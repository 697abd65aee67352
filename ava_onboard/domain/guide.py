"""The four steps of Ava's guide and its questions, in one language at a time.

The texts are data, ``locales/<language>/guide.json``, so that they can follow Vapi's dashboard without a change of
code. ``**…**`` in them marks the words of a button or a field.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from ava_onboard import locales
from ava_onboard.domain.progress import Step


class Link(NamedTuple):
    """A page, and its name on the screen."""

    label: str
    url: str


class GuideStep(NamedTuple):
    """What to do in one step."""

    step: Step
    title: str
    lines: tuple[str, ...]
    """Instructions in order, shown with numbers."""
    link: Link
    note: str | None = None
    """Good to know."""
    warning: str | None = None
    """The most frequent mistake."""
    more: tuple[str, ...] = ()
    """What helps only some: shown where there is room."""
    copy: str | None = None
    """A name to type in Vapi's page."""
    once_open: str | None = None
    """What is left of the first instruction once the page is open."""
    on_page: tuple[str, ...] = ()
    """The instructions on the settings page in the browser, where they are others."""


class Question(NamedTuple):
    """A question and the paragraphs of its answer."""

    question: str
    answer: tuple[str, ...]
    link: Link | None = None
    on_page: tuple[str, ...] = ()
    """The answer on the settings page in the browser, where it is another one."""


class Guide(NamedTuple):
    """All texts of the guide in one language."""

    steps: tuple[GuideStep, ...]
    """One for each ``Step``, in order."""
    questions: tuple[Question, ...]
    checked: str
    """Month in which the texts were compared with Vapi's website, in words."""

    def of(self, step: Step) -> GuideStep:
        """Return the texts of ``step``."""
        return self.steps[step.number - 1]


def current() -> Guide:
    """Return the guide in the current language."""
    return in_language(locales.language())


@cache
def in_language(language: str) -> Guide:
    """Read the packaged guide. Nothing is validated here: tests check the files."""
    data = json.loads(locales.guide_json(language))
    steps = tuple(_step(node) for node in data["steps"])
    return Guide(steps, tuple(_question(node) for node in data["questions"]), data["checked"])


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Split ``text`` at its ``**`` marks; each piece comes with whether it is marked."""
    for number, piece in enumerate(text.split("**")):
        if piece:
            yield piece, number % 2 == 1


def _step(node: Mapping[str, Any]) -> GuideStep:
    listed = {name: tuple(node.get(name, ())) for name in ("lines", "more", "on_page")}
    return GuideStep(**{**node, **listed, "step": Step(node["step"]), "link": Link(**node["link"])})


def _question(node: Mapping[str, Any]) -> Question:
    link = Link(**node["link"]) if "link" in node else None
    return Question(node["question"], tuple(node["answer"]), link, tuple(node.get("on_page", ())))
