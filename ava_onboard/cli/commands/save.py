"""``save``: check a key, keep it on this computer, send it to Ava and ask whether it arrived."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, Command, Option, in_run
from ava_onboard.cli.store_option import KEEP_IN
from ava_onboard.locales import N_, _

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run
    from ava_onboard.cli.keys import Checked
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
    from ava_onboard.cli.keys import read_and_check, show_saved
    from ava_onboard.onboarding.save import may_be_saved

    async def anyway() -> bool:
        return options.unverified or run.console.confirm(_("Save it anyway?"))

    checked = await read_and_check(run)
    run.console.say(*checked.lines)
    saves = await may_be_saved(checked.verdict, anyway)
    ended = await _save(run, checked, options) if saves else None
    if options.json:
        run.console.print_json(_output(run, checked, ended))
    if saves:
        return show_saved(run, ended, json=options.json)
    run.console.complain(_("Nothing was saved."))
    return checked.exit


async def _save(run: "Run", checked: "Checked", options: Options) -> "StageFailed | NotStarted | None":
    """Save the key; return how that has ended if it is not saved."""
    from ava_onboard.cli import passphrase, questions
    from ava_onboard.onboarding import NotStarted, Stage

    keeps = not options.no_copy
    failure = await passphrase.keep_in(run, options.keep_in) if keeps or not run.settings.token else None
    if failure:
        return NotStarted(Stage.KEEP, failure)
    events = run.onboarding.save(checked.key, checked.verdict, keep=keeps, questions=questions.of_saving(run))
    return await run.follow(events)


def _output(run: "Run", checked: "Checked", ended: "StageFailed | NotStarted | None") -> "json_types.Save":
    from ava_onboard.cli.json_output import stage_fields
    from ava_onboard.cli.keys import sent_fields

    return {
        **sent_fields(run, ended.failure if ended else None, done=run.tested is not None),
        "command": "save",
        "stages": stage_fields(run.outcomes),
        "verdict": checked.fields,
    }


COMMAND = Command(
    N_("check a key, keep it on this computer and send it to Ava"), Options, in_run(save), json={"save": "Save"}
)
