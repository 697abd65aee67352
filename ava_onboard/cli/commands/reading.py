"""``explain``, ``guide`` and ``faq``: texts, without asking anybody."""

from collections import defaultdict

from ava_onboard.cli import json_output
from ava_onboard.cli.console import Console
from ava_onboard.domain import guide as guides
from ava_onboard.domain.failure import Exit, Failure, failed
from ava_onboard.domain.problems import CATALOGUE, NO_SUCH_CODE
from ava_onboard.locales import _
from ava_onboard.text import guide_lines, status_lines


def explain(console: Console, code: str, *, json: bool) -> Exit:
    """What a code means and what to do."""
    problem = CATALOGUE.get(code.strip().upper())
    if problem is None:  # what was typed is not repeated: it may be a key
        raise failed(NO_SUCH_CODE)
    failure = Failure(problem, defaultdict(lambda: "…", service=_("Ava or Vapi")))
    if json:
        console.result(json_output.explain(problem, failure.sentence, failure.remedy))
    else:
        console.result(status_lines.labelled(problem.code, failure.sentence), failure.remedy)
    return Exit.DONE


def guide(console: Console, *, markdown: bool) -> Exit:
    """The four steps."""
    form = guide_lines.step_in_markdown if markdown else guide_lines.step
    title = _("Connect your own Vapi key to Ava, in four steps.")
    lines = [f"# {title}" if markdown else title]
    current = guides.current()
    for step in current.steps:
        lines += ["", *form(step)]
    checked = _("Checked against Vapi's website in {month}.").format(month=current.checked)
    console.result(*lines, "", checked)
    return Exit.DONE


def faq(console: Console) -> Exit:
    """The questions and their answers."""
    lines: list[str] = []
    for question in guides.current().questions:
        lines += ["", question.question, *(guide_lines.plain(paragraph) for paragraph in question.answer)]
        lines += [question.link.url] if question.link else []
    console.result(_("Frequently asked questions"), *lines)
    return Exit.DONE
