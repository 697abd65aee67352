"""What to say, ask and do about each code, in every language: the data in ``desk.json``.

``[[…]]`` in a text is the English name of a button or a state; it is shown as the program shows it in the language of
the text.
"""

import json
import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ava_onboard import locales
from ava_onboard.locales import SOURCE, _

_DATA = Path(__file__).with_name("desk.json")
_LABEL = re.compile(r"\[\[(.*?)\]\]")


class Text(NamedTuple):
    """A text in every language, by the code of the language."""

    languages: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """Return it in this language, or in English if it was not translated."""
        with locales.speaking(language):
            return _LABEL.sub(lambda label: _(label[1]), self.languages.get(language, self.languages[SOURCE]))


class End(Enum):
    """How a call can end."""

    SOLVED = "solved"
    WAIT = "wait"
    ESCALATE = "escalate"


class Answer(NamedTuple):
    """One of the answers to a question."""

    text: Text
    leads_to: str
    """The name of the next node."""


class Node(NamedTuple):
    """One step of a call: a question with its answers, or an end."""

    name: str
    say: Text | None = None
    """What to say first, in the customer's language."""
    ask: Text | None = None
    """The question to the customer; None if the agent looks for themselves, or at an end."""
    check: Text | None = None
    """The question that the agent answers without the customer."""
    do: Text | None = None
    """What to do or to know, for the agent."""
    done: Text | None = None
    """What the customer reads out when it is solved."""
    answers: tuple[Answer, ...] = ()
    end: End | None = None


class Entry(NamedTuple):
    """What to do about a code."""

    say: Text
    start: str
    """The name of the first node."""


class Script(NamedTuple):
    """All of it."""

    checked: str
    """The month in which it was compared with Vapi's pages, as in 2026-11."""
    rule: Text
    """What holds for every call."""
    codes: Mapping[str, Entry]
    without_code: Entry
    nodes: Mapping[str, Node]

    def entry(self, code: str | None) -> Entry:
        """Return what to do about a code; None stands for a screen without one."""
        return self.codes.get(code, self.without_code) if code else self.without_code


@cache
def load() -> Script:
    """Read the packaged script. Nothing is validated here: tests check the file."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    return Script(
        data["checked"],
        Text(data["rule"]),
        {code: _entry(fields) for code, fields in data["codes"].items()},
        _entry(data["without_code"]),
        {name: _node(name, fields) for name, fields in data["nodes"].items()},
    )


def _entry(fields: Mapping[str, Any]) -> Entry:
    return Entry(Text(fields["say"]), fields["start"])


def _node(name: str, fields: Mapping[str, Any]) -> Node:
    texts = {key: Text(fields[key]) for key in ("say", "ask", "check", "do", "done") if key in fields}
    answers = tuple(Answer(Text(answer["text"]), answer["to"]) for answer in fields.get("answers", ()))
    return Node(name, **texts, answers=answers, end=End(fields["end"]) if "end" in fields else None)
