"""The guide's steps and questions, as lines and in Markdown."""

from collections.abc import Iterator

from ava_onboard.domain import guide
from ava_onboard.domain.guide import GuideStep, Link, Question
from ava_onboard.domain.progress import STEPS, Step
from ava_onboard.locales import N_, _
from ava_onboard.text import commands, labels
from ava_onboard.text.line import Line, Tone, Weight, labelled, plain, text

_SHORT_NAMES = {
    Step.ACCOUNT: N_("Vapi account"),
    Step.KEYS_PAGE: N_("API Keys page"),
    Step.NEW_KEY: N_("New key"),
    Step.PASTE_KEY: N_("Paste the key"),
}


def title() -> str:
    """Return what the four steps are for."""
    return _(commands.PROGRAM)


def count(step: Step) -> str:
    """Return which of the steps it is."""
    return _("Step {number} of {all}").format(number=step.number, all=len(STEPS))


def short_name(step: Step) -> str:
    """Return the step in one or two words."""
    return _(_SHORT_NAMES[step])


def titles() -> list[Line]:
    """Return the titles of all steps."""
    return [Line(f"{step.step.number}", Tone.STEP, step.title) for step in guide.current().steps]


def instructions(step: GuideStep) -> list[Line]:
    """Return what to do, in order."""
    return [Line(f"{number}", Tone.STEP, line) for number, line in enumerate(step.lines, 1)]


def notes(step: GuideStep) -> list[Line]:
    """Return what is good to know, and the most frequent mistake."""
    note = [Line("▸", Tone.NOTE, step.note)] if step.note else []
    return note + ([Line("▲", Tone.DOUBT, step.warning)] if step.warning else [])


def printed(step: GuideStep) -> list[str]:
    """Return a whole step as plain text."""
    return [count(step.step), step.title, *plain([*instructions(step), *notes(step)]), _link(step.link)]


def in_markdown(step: GuideStep) -> list[str]:
    """Return a whole step in Markdown."""
    quoted = [line for note in notes(step) for line in (f"> {note.words}", "")]
    listed = [f"{line.sign}. {line.words}" for line in instructions(step)]
    link = f"[{step.link.label}]({step.link.url})"
    return [f"## {step.step.number}. {step.title}", "", *listed, "", *quoted, link]


def checked() -> str:
    """Return when the guide was last compared with Vapi's website."""
    return _("Checked against Vapi's website in {month}.").format(month=guide.current().checked)


def questions_title() -> str:
    """Return the title of the questions."""
    return _(labels.FAQ)


def question(asked: Question) -> list[Line]:
    """Return a question and its answer."""
    return [Line("", Tone.STEP, asked.question, Weight.TITLE), *map(text, asked.answer)]


def questions_printed() -> Iterator[str]:
    """Return the title, then all questions and answers, as plain text."""
    yield questions_title()
    for asked in guide.current().questions:
        yield from ("", *plain(question(asked)))
        if asked.link and not any(asked.link.url in paragraph for paragraph in asked.answer):
            yield asked.link.url


def _link(link: Link) -> str:
    return link.url if link.label in link.url else labelled(link.label, link.url)
