"""``delete``: delete the key from Ava, then from this computer."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, YES, Command, in_run
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.status import INTERRUPTED_DELETION
from ava_onboard.locales import _
from ava_onboard.text import commands

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run
    from ava_onboard.onboarding import NotStarted, StageFailed


class Options(NamedTuple):
    """The options of ``delete``."""

    json: Annotated[bool, JSON] = False
    yes: Annotated[bool, YES] = False


async def delete(run: "Run", options: Options) -> Exit:
    """Delete the key. A deletion that was interrupted is finished without asking again.

    Raises:
        ProblemError: U03 if questions cannot be asked.
    """
    from ava_onboard.cli import questions
    from ava_onboard.cli.json_output import line

    operation = run.onboarding.progress.under_way
    if not options.yes and operation and operation.deletes:
        run.console.say("▲ " + _(INTERRUPTED_DELETION))
    ended = await run.follow(run.onboarding.delete(questions=questions.of_deleting(run, yes=options.yes)))
    if ended and ended.failure is None:
        run.console.complain(_("Nothing was deleted."))
        return Exit.INTERRUPTED
    if options.json:
        run.console.result(line(_output(run, ended)))
    return _show(run, ended, json=options.json)


def _show(run: "Run", ended: "StageFailed | NotStarted | None", *, json: bool) -> Exit:
    from ava_onboard.cli.keys import exit_of_end
    from ava_onboard.onboarding import StageFailed
    from ava_onboard.text import deletion, problem, stages
    from ava_onboard.text.line import plain

    if ended is None and not json:
        run.console.result("✓ " + deletion.done())
    if isinstance(ended, StageFailed):
        run.console.complain(*plain(stages.not_deleted(ended)))
    elif ended and ended.failure:
        run.console.complain(*plain(problem.lines(ended.failure)))
    return exit_of_end(ended)


def _output(run: "Run", ended: "StageFailed | NotStarted | None") -> "json_types.Delete":
    from ava_onboard.cli.json_output import failure_fields

    return {
        "schema": 1,
        "command": "delete",
        "done": ended is None,
        "stages": [{"stage": stage, "outcome": outcome} for stage, outcome in run.outcomes.items()],
        "verdict": None,
        "failure": failure_fields(ended.failure if ended else None),
    }


COMMAND = Command(commands.DELETE, Options, in_run(delete), json={"delete": "Delete"})
