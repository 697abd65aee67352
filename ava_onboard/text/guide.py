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

_DONE = {
    Step.ACCOUNT: N_("I have an account"),
    Step.KEYS_PAGE: N_("I see the page"),
    Step.NEW_KEY: N_("My key is created"),
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


def done(step: Step) -> str:
    """Return how a person says that the step is done; empty for the last one, which a saved key ends."""
    return _(_DONE.get(step, ""))


def welcome_title() -> str:
    """Return what the welcome is about."""
    return _("Your own Vapi key")


def welcome() -> list[tuple[str, str]]:
    """Return why there are four steps, how long they take and what they need, each behind its label."""
    return [
        (_("Why"), _("Your Ava phone assistants run on Vapi, with a key of your own.")),
        (_("A key"), _("A long password, copied once from Vapi to Ava.")),
        (_("How"), _("Four short steps. Stop whenever you like: your place is kept.")),
        (_("You need"), _("A web browser and, at the end, your Ava account.")),
    ]


def looked() -> str:
    """Return when the drawn page looked like this."""
    return _("The page as it looked in {month}").format(month=guide.current().checked)


def copy_this() -> str:
    """Return what to do with the key on the drawn page."""
    return _("copy this one")


def public() -> str:
    """Return what is wrong with the other block of keys on the drawn page."""
    return _("not here: public")


def your_key_here() -> str:
    """Return what the drawing of Vapi's page says where a key will be once it is created."""
    return _("your key will appear here")


def titles() -> list[Line]:
    """Return the titles of all steps."""
    return [Line(f"{step.step.number}", Tone.STEP, step.title) for step in guide.current().steps]


def instructions(step: GuideStep, *, page_open: bool = False) -> list[Line]:
    """Return what to do, in order.

    Args:
        step: The texts of the step.
        page_open: Whether the page is open that the first instruction asks for.
    """
    first = [step.once_open] if step.once_open else []
    lines = [*first, *step.lines[1:]] if page_open else step.lines
    return [Line(f"{number}", Tone.STEP, line) for number, line in enumerate(lines, 1)]


def notes(step: GuideStep) -> list[Line]:
    """Return what is good to know, and the most frequent mistake."""
    note = [Line("▸", Tone.NOTE, step.note)] if step.note else []
    return note + ([Line("▲", Tone.DOUBT, step.warning)] if step.warning else [])


def more(step: GuideStep) -> list[Line]:
    """Return what helps only some."""
    return [Line("▸", Tone.NOTE, words) for words in step.more]


def not_there() -> str:
    """Return for whom the rest of the second step is."""
    return _("If you don't see API Keys")


def printed(step: GuideStep) -> list[str]:
    """Return a whole step as plain text."""
    return [count(step.step), step.title, *plain([*instructions(step), *notes(step), *more(step)]), _link(step.link)]


def in_markdown(step: GuideStep) -> list[str]:
    """Return a whole step in Markdown."""
    quoted = [line for note in [*notes(step), *more(step)] for line in (f"> {note.words}", "")]
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
