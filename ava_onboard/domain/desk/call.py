"""One call: what was heard, the way through the script, and the notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ava_onboard import locales
from ava_onboard.domain.desk import script
from ava_onboard.domain.desk.redaction import looks_secret
from ava_onboard.domain.desk.report import Report
from ava_onboard.domain.desk.script import Entry, Node
from ava_onboard.domain.situation.of_commands import Situation
from ava_onboard.domain.situation.reading import Heard, HeardProblem, HeardSituation, Unclear, read

LONGEST_NOTE = 500
"""Characters."""


class SecretError(ValueError):
    """What was typed looks like a key or a token. It is not kept, and not part of this error."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question and the answer to it."""

    node: str
    answer: int
    """The number of the answer, from 0."""


@dataclass
class Call:
    """A call from its first code on. What looks secret never gets into it."""

    language: str
    """The customer's language."""
    code: str | None = None
    """The problem code; None while none was heard, or if the screen shows none."""
    situation: Situation | None = None
    symbols: str | None = None
    """The situation code."""
    begun: bool = False
    """Whether a code was heard, or a report opened."""
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    """The ids of failed requests, from a report."""

    @property
    def service(self) -> str | None:
        """The service that the code is about, if the situation says it."""
        trouble = getattr(self.situation.scene, "trouble", None) if self.situation else None
        return trouble.service if trouble and trouble.code == self.code else None

    @property
    def entry(self) -> Entry:
        """What to do about the code."""
        return script.load().entry(self.code)

    @property
    def node(self) -> Node:
        """The question that is open, or the end."""
        nodes = script.load().nodes
        return nodes[
            nodes[self.steps[-1].node].answers[self.steps[-1].answer].leads_to if self.steps else self.entry.start
        ]

    @property
    def way(self) -> Iterator[tuple[Node, str]]:
        """Each question that was answered, with the answer in the agent's language."""
        nodes = script.load().nodes
        for step in self.steps:
            node = nodes[step.node]
            yield node, node.answers[step.answer].text.in_language(locales.language())

    def hear(self, text: str) -> Heard:
        """Take in what was typed. A code starts the script again.

        Raises:
            SecretError: it looks like a key or a token.
        """
        heard = read(text)
        if isinstance(heard, Unclear) and looks_secret(text):
            raise SecretError
        match heard:
            case HeardProblem(code):
                self.begin(code)
            case HeardSituation(symbols, situation):
                self.symbols, self.situation, self.language = symbols, situation, situation.language
                trouble = getattr(situation.scene, "trouble", None)
                self.begin(trouble.code if trouble else None)
            case Unclear():
                pass
        return heard

    def see(self, symbols: str) -> bool:
        """Take in a situation code that the customer's program has sent.

        The script starts again only for another error: the customer leaves the screen with the one that
        the agent speaks about, to do what the agent says.

        Returns:
            False if it is not one, or comes from a newer version of this program.
        """
        heard = read(symbols)
        if not isinstance(heard, HeardSituation):
            return False
        if self.situation is None or self.situation.language != heard.situation.language:
            self.language = heard.situation.language
        self.symbols, self.situation = symbols, heard.situation
        trouble = getattr(heard.situation.scene, "trouble", None)
        if not self.begun or (trouble and trouble.code != self.code):
            self.begin(trouble.code if trouble else None)
        return True

    def begin(self, code: str | None) -> None:
        """Start the way through the script for a code; None for a screen without one."""
        self.code, self.begun = code, True
        self.steps.clear()

    def answer(self, number: int) -> bool:
        """Follow an answer, counted from 1; return False if the question has no such answer."""
        if not self.begun or not 1 <= number <= len(self.node.answers):
            return False
        self.steps.append(Step(self.node.name, number - 1))
        return True

    def back(self) -> bool:
        """Take back the last answer; return False if there is none."""
        if not self.steps:
            return False
        self.steps.pop()
        return True

    def note(self, text: str) -> None:
        """Keep a note by hand.

        Raises:
            SecretError: it looks like a key or a token.
        """
        words = re.sub(r"\s+", " ", text).strip()[:LONGEST_NOTE]
        if looks_secret(text):
            raise SecretError
        if words:
            self.notes.append(words)

    def open_report(self, report: Report) -> None:
        """Take in what a report of ``doctor`` says: the first code starts the way through the script."""
        if report.language in locales.languages():
            self.language = report.language
        self.requests[:] = [request for request in report.requests if not looks_secret(request)]
        self.situation, self.symbols = None, None
        self.begin(report.codes[0] if report.codes else None)
