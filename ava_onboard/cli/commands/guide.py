"""``guide``: the four steps, as a text or as questions and answers."""

from typing import Annotated, NamedTuple

from ava_onboard.cli.command import Call, Command, Option
from ava_onboard.domain.failure import Exit
from ava_onboard.locales import N_


class Options(NamedTuple):
    """The options of ``guide``."""

    markdown: Annotated[bool, Option(N_("as Markdown"), one_of="form")] = False
    interactive: Annotated[bool, Option(N_("go through the steps as questions and answers"), one_of="form")] = False


def run(call: Call, options: Options) -> Exit:
    """Print the four steps, or go through them."""
    if options.interactive:
        return walk(call)
    call.console.result(*_lines(markdown=options.markdown))
    return Exit.DONE


def walk(call: Call) -> Exit:
    """Go through the steps in line mode."""
    from ava_onboard.cli.context import Run
    from ava_onboard.cli.line_mode.walk import walk

    call.console.dialogue = True
    with Run(call.settings, call.console) as run:
        return run.do(walk(run))


def _lines(*, markdown: bool) -> list[str]:
    from ava_onboard.domain import guide
    from ava_onboard.text import guide as words

    current = guide.current()
    form = words.in_markdown if markdown else words.printed
    lines = [f"# {words.title()}" if markdown else words.title()]
    for step in current.steps:
        lines += ["", *form(step)]
    return [*lines, "", words.checked()]


COMMAND = Command(N_("show the four steps"), Options, run)
