"""``sync``: send Ava the key that is kept on this computer, or have it synchronise its assistants."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, Command, Option, in_run
from ava_onboard.locales import N_
from ava_onboard.text import commands

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run
    from ava_onboard.domain.failure import Exit, Failure


class Options(NamedTuple):
    """The options of ``sync``."""

    json: Annotated[bool, JSON] = False
    assistants: Annotated[
        bool, Option(N_("send nothing; have Ava use the assistants of the organisation of its key"))
    ] = False


async def sync(run: "Run", options: Options) -> "Exit":
    """Send the key, after signing in if Ava requires it."""
    if options.assistants:
        return await synchronise(run, json=options.json)
    from ava_onboard.cli import questions
    from ava_onboard.cli.keys import show_saved

    ended = await run.follow(run.onboarding.send(questions=questions.of_saving(run)))
    if options.json:
        run.console.print_json(_output(run, ended.failure if ended else None, done=ended is None))
    return show_saved(run, ended, json=options.json)


async def synchronise(run: "Run", *, json: bool = False) -> "Exit":
    """Have Ava synchronise its assistants, and show how that ended."""
    from ava_onboard.cli.ending import end
    from ava_onboard.text import proof, waiting

    failure = await run.wait(run.onboarding.synchronise(), waiting.asking_ava())
    output = _output(run, failure, done=failure is None) if json else None
    return end(run.console, failure, proof.synchronised(), output)


def _output(run: "Run", failure: "Failure | None", *, done: bool) -> "json_types.Sync":
    from ava_onboard.cli.json_output import stage_fields
    from ava_onboard.cli.keys import sent_fields

    return {
        **sent_fields(run, failure, done=done),
        "command": "sync",
        "stages": stage_fields(run.outcomes),
        "verdict": None,
    }


COMMAND = Command(commands.SYNC, Options, in_run(sync), json={"sync": "Sync"})
