"""``faq``: the frequently asked questions."""

from ava_onboard.cli.command import Call, Command, NoOptions
from ava_onboard.domain.failure import Exit
from ava_onboard.text import commands


def run(call: Call, _options: NoOptions) -> Exit:
    """Print the questions and their answers."""
    call.console.result(*lines())
    return Exit.DONE


def lines() -> list[str]:
    """Return the questions and their answers as plain text."""
    from ava_onboard.text import guide

    return list(guide.questions_printed())


COMMAND = Command(commands.FAQ, NoOptions, run)
