"""``sync``: send Ava the key that is kept on this computer."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, Command, in_run
from ava_onboard.text import commands

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run
    from ava_onboard.domain.failure import Exit
    from ava_onboard.onboarding import NotStarted, StageFailed


class Options(NamedTuple):
    """The options of ``sync``."""

    json: Annotated[bool, JSON] = False


async def sync(run: "Run", options: Options) -> "Exit":
    """Send the key, after signing in if Ava requires it."""
    from ava_onboard.cli import questions
    from ava_onboard.cli.json_output import line
    from ava_onboard.cli.keys import show_saved

    ended = await run.follow(run.onboarding.send(questions=questions.of_saving(run)))
    if options.json:
        run.console.result(line(_output(run, ended)))
    return show_saved(run, ended, json=options.json)


def _output(run: "Run", ended: "StageFailed | NotStarted | None") -> "json_types.Sync":
    from ava_onboard.cli.json_output import failure_fields

    return {
        "schema": 1,
        "command": "sync",
        "done": ended is None,
        "stages": [{"stage": stage, "outcome": outcome} for stage, outcome in run.outcomes.items()],
        "verdict": None,
        "failure": failure_fields(ended.failure if ended else None),
    }


COMMAND = Command(commands.SYNC, Options, in_run(sync), json={"sync": "Sync"})
