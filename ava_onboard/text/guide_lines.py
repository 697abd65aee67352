"""The guide as plain lines, and in Markdown."""

from ava_onboard.domain.guide import GuideStep, Link, runs
from ava_onboard.domain.progress import STEPS
from ava_onboard.locales import _
from ava_onboard.text.status_lines import labelled


def plain(text: str) -> str:
    """``text`` without the marks of what is written on buttons."""
    return "".join(piece for piece, _marked in runs(text))


def step(texts: GuideStep) -> list[str]:
    """What to do in one step, for one who reads it line by line."""
    count = _("Step {number} of {all}").format(number=texts.step.number, all=len(STEPS))
    return [count, texts.title, *_numbered(texts), *(f"▸ {plain(line)}" for line in _notes(texts)), *_link(texts.link)]


def step_in_markdown(texts: GuideStep) -> list[str]:
    """The same in Markdown."""
    notes = [line for note in _notes(texts) for line in (f"> {note}", "")]
    lines = [f"{number}. {line}" for number, line in enumerate(texts.lines, 1)]
    link = f"[{texts.link.label}]({texts.link.url})"
    return [f"## {texts.step.number}. {texts.title}", "", *lines, "", *notes, link]


def _numbered(texts: GuideStep) -> list[str]:
    return [f"{number}. {plain(line)}" for number, line in enumerate(texts.lines, 1)]


def _notes(texts: GuideStep) -> list[str]:
    return [note for note in (texts.note, texts.warning) if note]


def _link(link: Link) -> list[str]:
    return [link.url] if link.label in link.url else [labelled(link.label, link.url)]
