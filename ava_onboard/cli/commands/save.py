"""``save``: check a key, keep it on this computer, send it to Ava and ask whether it arrived."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, Command, Option, in_run
from ava_onboard.cli.store_option import KEEP_IN
from ava_onboard.locales import N_, _

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run
    from ava_onboard.domain.failure import Exit
    from ava_onboard.onboarding import NotStarted, StageFailed


class Options(NamedTuple):
    """The options of ``save``."""

    json: Annotated[bool, JSON] = False
    unverified: Annotated[bool, Option(N_("save the key even if Vapi cannot be reached"))] = False
    no_copy: Annotated[bool, Option(N_("keep no copy on this computer: only Ava gets the key"), one_of="place")] = False
    keep_in: Annotated[str | None, KEEP_IN._replace(one_of="place")] = None


async def save(run: "Run", options: Options) -> "Exit":
    """Save a key from stdin or a hidden prompt."""
    from ava_onboard.cli import passphrase, questions
    from ava_onboard.cli.json_output import line, verdict_fields
    from ava_onboard.cli.keys import ask_vapi, exit_of, read_key, show_saved
    from ava_onboard.onboarding import NotStarted, Stage
    from ava_onboard.onboarding.save import may_be_saved
    from ava_onboard.text import verdict as verdict_text
    from ava_onboard.text.line import plain

    async def confirm() -> bool:
        return options.unverified or run.console.confirm(_("Save it anyway?"))

    key, hints = read_key(run)
    verdict = await ask_vapi(run, key)
    moves = run.onboarding.leaves_organisation(verdict)
    run.console.say(*plain(verdict_text.lines(key.preview, verdict, hints, moves=moves)))
    if not await may_be_saved(verdict, confirm):
        if options.json:
            run.console.result(line(_output(run, verdict_fields(key, verdict, hints), None, done=False)))
        run.console.complain(_("Nothing was saved."))
        return exit_of(verdict)
    keeps = not options.no_copy
    failure = await passphrase.keep_in(run, options.keep_in) if keeps or not run.settings.token else None
    ended: StageFailed | NotStarted | None
    if failure:
        ended = NotStarted(Stage.KEEP, failure)
    else:
        ended = await run.follow(run.onboarding.save(key, verdict, keep=keeps, questions=questions.of_saving(run)))
    if options.json:
        run.console.result(line(_output(run, verdict_fields(key, verdict, hints), ended, done=ended is None)))
    return show_saved(run, ended, json=options.json)


def _output(
    run: "Run", verdict: "json_types.Verdict | None", ended: "StageFailed | NotStarted | None", *, done: bool
) -> "json_types.Save":
    from ava_onboard.cli.json_output import failure_fields
    from ava_onboard.cli.keys import proof_fields

    return {
        "schema": 1,
        "command": "save",
        "done": done,
        "stages": [{"stage": stage, "outcome": outcome} for stage, outcome in run.outcomes.items()],
        "verdict": verdict,
        "failure": failure_fields(ended.failure if ended else None),
        **proof_fields(run),
    }


COMMAND = Command(
    N_("check a key, keep it on this computer and send it to Ava"), Options, in_run(save), json={"save": "Save"}
)
