"""``check``, ``save``, ``sync`` and ``delete``."""

from ava_onboard.cli import json_output, passphrase, questions
from ava_onboard.cli.context import Run
from ava_onboard.domain import pasted, problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Exit, Failure, ProblemError
from ava_onboard.domain.verdict import Accepted, Rejected, Undecided, Verdict
from ava_onboard.locales import _
from ava_onboard.onboarding import NotStarted, Stage, StageFailed
from ava_onboard.onboarding.save import may_be_saved
from ava_onboard.text import key_lines, stage_lines, status_lines


async def check(run: Run, *, json: bool) -> Exit:
    """Ask Vapi about a key; nothing is kept."""
    key = _read(run)
    verdict = await ask_vapi(run, key)
    run.console.result(*([json_output.check(key, verdict)] if json else key_lines.verdict(key, verdict)))
    return exit_of(verdict)


async def save(run: Run, *, unverified: bool, copy: bool, json: bool, keep_in: str | None = None) -> Exit:
    """Check a key, keep it here, send it to Ava and ask whether it arrived.

    Args:
        run: The run.
        unverified: Whether to save also where Vapi could not be asked.
        copy: Whether to keep a copy on this computer.
        json: Whether the outcome is shown in JSON.
        keep_in: ``file`` or ``keyring``, from now on; None keeps it where it was kept before.
    """

    async def confirm() -> bool:
        return unverified or run.console.confirm(_("Save it anyway?"))

    key = _read(run)
    verdict = await ask_vapi(run, key)
    run.console.say(*key_lines.verdict(key, verdict))
    if not await may_be_saved(verdict, confirm):
        if json:
            run.console.result(json_output.stages("save", {}, key, verdict, done=False))
        run.console.complain(_("Nothing was saved."))
        return exit_of(verdict)
    failure = await passphrase.keep_in(run, keep_in) if copy or not run.settings.token else None
    if failure:
        return _end(run, "save", NotStarted(Stage.KEEP, failure), json=json)
    ended = await run.follow(run.onboarding.save(key, verdict, keep=copy, questions=questions.of_saving(run)))
    return _end(run, "save", ended, key, verdict, json=json)


async def sync(run: Run, *, json: bool) -> Exit:
    """Send the key that is kept on this computer."""
    return _end(run, "sync", await run.follow(run.onboarding.send(questions=questions.of_saving(run))), json=json)


async def delete(run: Run, *, yes: bool, json: bool) -> Exit:
    """Delete the key at Ava, then here. A deletion that was interrupted is finished without asking again."""
    begun = run.onboarding.progress.under_way
    if not yes and begun and begun.deletes:
        run.console.say("▲ " + _("The key was being deleted when the program stopped."))
    ended = await run.follow(run.onboarding.delete(questions=questions.of_deleting(run, yes=yes)))
    return _end(run, "delete", ended, json=json)


async def ask_vapi(run: Run, key: ApiKey) -> Verdict:
    """Ask Vapi about the key."""
    return await run.wait(run.onboarding.check(key), _("Vapi has not answered yet. Ctrl+C to stop; nothing is lost."))


def exit_of(verdict: Verdict) -> Exit:
    """Return the exit code of a check."""
    match verdict:
        case Accepted():
            return Exit.DONE
        case Rejected():
            return Exit.KEY_REFUSED
        case Undecided(failure):
            return failure.problem.exit


def _read(run: Run) -> ApiKey:
    read = pasted.read(run.console.secret(_("Your Vapi key (hidden as you type): ")))
    if read.key is None:
        run.console.complain(*key_lines.remarks(read))
        raise ProblemError(Failure(problems.NOT_A_KEY))
    run.console.say(*key_lines.remarks(read))
    return read.key


def _end(
    run: Run,
    command: str,
    ended: StageFailed | NotStarted | None,
    key: ApiKey | None = None,
    verdict: Verdict | None = None,
    *,
    json: bool,
) -> Exit:
    """Show how saving, sending or deleting ended."""
    failure = ended.failure if ended else None
    if ended and failure is None:
        run.console.complain(_("Nothing was deleted."))
        return Exit.INTERRUPTED
    if json:
        if isinstance(ended, NotStarted):
            key = verdict = None
        run.console.result(json_output.stages(command, run.outcomes, key, verdict, failure, done=ended is None))
    elif ended is None:
        deleted = "✓ " + _("The key has been deleted.")
        run.console.result(deleted if command == "delete" else stage_lines.configured())
    match ended:
        case NotStarted(failure=Failure() as failure):
            run.console.complain(*status_lines.failure(failure))
        case StageFailed(stage=Stage.FORGET_AT_AVA | Stage.FORGET_HERE):
            run.console.complain(*stage_lines.not_deleted(ended))
        case StageFailed(stage=Stage.SEND | Stage.CONFIRM):
            run.console.complain(*stage_lines.not_saved(ended, settings=run.settings, kept=ended.kept))
        case _:
            pass  # why the key could not be kept is shown with the question what to do instead
    return failure.problem.exit if failure else Exit.DONE
