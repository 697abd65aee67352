"""``delete``: delete the key from Ava, then from this computer."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, YES, Command, Option, in_run
from ava_onboard.domain.attention import Concern
from ava_onboard.domain.failure import Exit
from ava_onboard.locales import N_, _
from ava_onboard.text import commands, deletion

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run
    from ava_onboard.onboarding import NotStarted, StageFailed


class Options(NamedTuple):
    """The options of ``delete``."""

    json: Annotated[bool, JSON] = False
    yes: Annotated[bool, YES] = False
    here: Annotated[bool, Option(N_("delete only the copy on this computer; Ava keeps what it has"))] = False


async def delete(run: "Run", options: Options) -> Exit:
    """Delete the key. A deletion that was interrupted is finished without asking again.

    Raises:
        ProblemError: U03 if questions cannot be asked.
    """
    from ava_onboard.cli import questions

    if options.here:
        return await _delete_here(run, options)
    operation = run.onboarding.progress.under_way
    if not options.yes and operation and operation.deletes:
        run.console.say("▲ " + _(Concern.BEING_DELETED.value))
    ended = await run.follow(run.onboarding.delete(questions=questions.of_deleting(run, yes=options.yes)))
    if ended and ended.failure is None:
        run.console.complain(deletion.nothing_deleted())
        return Exit.INTERRUPTED
    if options.json:
        run.console.print_json(_output(run, ended))
    return _show(run, ended, deletion.done(), json=options.json)


async def _delete_here(run: "Run", options: Options) -> Exit:
    from ava_onboard.cli import questions

    if not await questions.confirm(run, deletion.QUESTION_HERE, deletion.CONSEQUENCE_HERE, yes=options.yes):
        run.console.complain(deletion.nothing_deleted())
        return Exit.INTERRUPTED
    ended = await run.follow(run.onboarding.forget_copy(questions=questions.of_deleting(run, yes=options.yes)))
    if options.json:
        run.console.print_json(_output(run, ended))
    return _show(run, ended, deletion.done_here(), json=options.json)


def _show(run: "Run", ended: "StageFailed | NotStarted | None", done: str, *, json: bool) -> Exit:
    from ava_onboard.cli.keys import exit_of_end
    from ava_onboard.onboarding import StageFailed
    from ava_onboard.onboarding.session import asks_to_sign_in
    from ava_onboard.text import problem, stages

    if ended is None and not json:
        run.console.result("✓ " + done)
    if isinstance(ended, StageFailed):
        run.console.complain(*stages.not_deleted(ended))
        if asks_to_sign_in(ended.failure) and run.onboarding.may_have_copy:
            command = run.settings.command("delete --here")
            run.console.complain("▸ " + _(deletion.WITHOUT_SIGNING_IN), f"  {command}")
    elif ended and ended.failure:
        run.console.complain(*problem.lines(ended.failure))
    return exit_of_end(ended)


def _output(run: "Run", ended: "StageFailed | NotStarted | None") -> "json_types.Delete":
    from ava_onboard.cli.json_output import failure_fields, stage_fields

    return {
        "schema": 1,
        "command": "delete",
        "done": ended is None,
        "stages": stage_fields(run.outcomes),
        "verdict": None,
        "failure": failure_fields(ended.failure if ended else None),
    }


COMMAND = Command(commands.DELETE, Options, in_run(delete), json={"delete": "Delete"})
