"""``faq``: the frequently asked questions."""

from ava_onboard.cli.command import Call, Command, NoOptions
from ava_onboard.domain.failure import Exit
from ava_onboard.locales import N_, _


def run(call: Call, _options: NoOptions) -> Exit:
    """Print the questions and their answers."""
    call.console.result(*lines())
    return Exit.DONE


def lines() -> list[str]:
    """Return the questions and their answers as plain text."""
    from ava_onboard.domain import guide
    from ava_onboard.text import guide_lines

    lines = [_("Frequently asked questions")]
    for question in guide.current().questions:
        lines += ["", question.question, *(guide_lines.plain(paragraph) for paragraph in question.answer)]
        lines += [question.link.url] if question.link else []
    return lines


COMMAND = Command(N_("show the frequently asked questions"), NoOptions, run)
