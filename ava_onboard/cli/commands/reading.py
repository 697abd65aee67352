"""``explain``, ``guide`` and ``faq``: texts, without asking anybody."""

from collections import defaultdict

from ava_onboard.cli import json_output
from ava_onboard.cli.console import Console
from ava_onboard.domain.failure import Exit, Failure, failed
from ava_onboard.domain.guide import current
from ava_onboard.domain.problems import CATALOGUE, NO_SUCH_CODE
from ava_onboard.locales import _
from ava_onboard.text import guide as texts
from ava_onboard.text.line import labelled


def explain(console: Console, code: str, *, json: bool) -> Exit:
    """What a code means and what to do."""
    problem = CATALOGUE.get(code.strip().upper())
    if problem is None:  # what was typed is not repeated: it may be a key
        raise failed(NO_SUCH_CODE)
    failure = Failure(problem, defaultdict(lambda: "…", service=_("Ava or Vapi")))
    if json:
        console.result(json_output.explain(problem, failure.sentence, failure.remedy))
    else:
        console.result(labelled(problem.code, failure.sentence), failure.remedy)
    return Exit.DONE


def guide(console: Console, *, markdown: bool) -> Exit:
    """The four steps."""
    form = texts.in_markdown if markdown else texts.printed
    lines = [f"# {texts.title()}" if markdown else texts.title()]
    for step in current().steps:
        lines += ["", *form(step)]
    console.result(*lines, "", texts.checked())
    return Exit.DONE


def faq(console: Console) -> Exit:
    """The questions and their answers."""
    console.result(texts.questions_title(), *texts.questions_printed())
    return Exit.DONE
