"""``check``, ``save``, ``sync`` and ``delete``."""

from ava_onboard.cli import json_output, passphrase
from ava_onboard.cli.commands.account import ask_to_sign_in
from ava_onboard.cli.context import Run
from ava_onboard.domain import pasted, problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Exit, Failure, ProblemError
from ava_onboard.domain.status import INTERRUPTED_DELETION
from ava_onboard.domain.verdict import Accepted, Rejected, Undecided, Verdict
from ava_onboard.locales import _
from ava_onboard.onboarding import Stage, StageFailed
from ava_onboard.onboarding.session import asks_to_sign_in
from ava_onboard.text import deletion, paste, problem, stages, store_words, waiting
from ava_onboard.text.line import plain
from ava_onboard.text.verdict import lines as verdict_lines


def check(run: Run, *, json: bool) -> Exit:
    """Ask Vapi about a key; nothing is kept."""
    key = _read(run)
    verdict = ask_vapi(run, key)
    run.console.result(*([json_output.check(key, verdict)] if json else _judged(key, verdict)))
    return exit_of(verdict)


def save(run: Run, *, unverified: bool, copy: bool, json: bool, keep_in: str | None = None) -> Exit:
    """Check a key, keep it here, send it to Ava and ask whether it arrived.

    Args:
        run: The run.
        unverified: Whether to save also where Vapi could not be asked.
        copy: Whether to keep a copy on this computer.
        json: Whether the outcome is told in JSON.
        keep_in: The name of the kind of store to use from now on; None keeps the one in use.
    """
    key = _read(run)
    verdict = ask_vapi(run, key)
    run.console.say(*_judged(key, verdict))
    if not _may_be_saved(run, verdict, unverified=unverified):
        if json:
            run.console.result(json_output.stages("save", {}, key, verdict, done=False))
        run.console.complain(_("Nothing was saved."))
        return exit_of(verdict)
    failure = passphrase.keep_in(run, keep_in) if copy or not run.settings.token else None
    if failure:
        return _stopped(run, "save", failure, json=json)
    failed = run.follow(run.onboarding.save(key, verdict, keep=copy))
    if failed and failed.stage is Stage.KEEP:
        failed = _keep_otherwise(run, key, verdict, failed)
    return _sent(run, "save", key, verdict, failed, json=json)


def sync(run: Run, *, json: bool) -> Exit:
    """Send the key that is kept on this computer."""
    if failure := passphrase.unlock(run):
        return _stopped(run, "sync", failure, json=json)
    return _sent(run, "sync", None, None, run.follow(run.onboarding.send()), json=json)


def delete(run: Run, *, yes: bool, json: bool) -> Exit:
    """Delete the key at Ava, then here. What was confirmed once, and then interrupted, is finished."""
    if not yes and not _is_meant(run):
        run.console.complain(_("Nothing was deleted."))
        return Exit.INTERRUPTED
    if not run.settings.token and (failure := passphrase.unlock(run)):
        return _stopped(run, "delete", failure, json=json)
    failed = _deleted(run)
    if json:
        failure = failed.failure if failed else None
        run.console.result(json_output.stages("delete", run.outcomes, failure=failure, done=not failed))
    if failed:
        run.console.complain(*plain(stages.not_deleted(failed)))
        return failed.failure.problem.exit
    if not json:
        run.console.result("✓ " + deletion.done())
    return Exit.DONE


def _is_meant(run: Run) -> bool:
    """Whether the key is to be deleted; a deletion that was interrupted was confirmed before it was begun.

    Raises:
        ProblemError: U03 where nobody can be asked.
    """
    begun = run.onboarding.progress.under_way
    if begun and begun.deletes:
        run.console.say("▲ " + _(INTERRUPTED_DELETION))
        return True
    if not run.console.can_ask:
        raise ProblemError(Failure(problems.CONFIRMATION_NEEDED))
    run.console.say(_(deletion.CONSEQUENCE), _(deletion.AT_VAPI))
    return run.console.confirm(_(deletion.QUESTION))


def _deleted(run: Run) -> StageFailed | None:
    """Delete, and sign in where Ava asks for it; what stopped it.

    Whoever signs in meanwhile as somebody else is asked about their key: it is another one.
    """
    account = run.onboarding.progress.account
    failed = run.follow(run.onboarding.delete())
    while failed and _can_sign_in(run, failed) and ask_to_sign_in(run, failed.failure):
        now = run.onboarding.progress.account
        if now != account is not None and not run.console.confirm(deletion.question_about(now or "")):
            break
        account, failed = now, run.follow(run.onboarding.delete())
    return failed


def _keep_otherwise(run: Run, key: ApiKey, verdict: Verdict, failed: StageFailed) -> StageFailed | None:
    """Where the key cannot be kept: in another store or not at all, if the person says so; what is left."""
    run.console.complain(*plain(problem.lines(failed.failure)))
    fallback = run.onboarding.fallback
    if fallback and run.console.confirm(_(store_words.of(fallback).use_question)):
        failure = passphrase.use(run, fallback)
        if failure is None:
            return run.follow(run.onboarding.save(key, verdict))
        run.console.complain(*plain(problem.lines(failure)))
    if run.console.confirm(_("Go on without a copy on this computer?")):
        return run.follow(run.onboarding.save(key, verdict, keep=False))
    run.console.complain("  " + run.settings.command("save --no-copy"))
    if fallback:
        run.console.complain("  " + run.settings.command(f"save --keep-in {fallback.name}"))
    return failed


def _stopped(run: Run, command: str, failure: Failure, *, json: bool) -> Exit:
    """The end before anything was done."""
    if json:
        run.console.result(json_output.stages(command, {}, failure=failure, done=False))
    run.console.complain(*plain(problem.lines(failure)))
    return failure.problem.exit


def ask_vapi(run: Run, key: ApiKey) -> Verdict:
    """What Vapi says about the key."""
    return run.wait(run.onboarding.check(key), waiting.vapi("Ctrl+C"))


def send_until_known(run: Run, key: ApiKey | None, failed: StageFailed | None) -> StageFailed | None:
    """Where Ava asks who it is, sign in and carry on with what was being done; the failure that is left."""
    while failed and _can_sign_in(run, failed) and ask_to_sign_in(run, failed.failure):
        failed = run.follow(run.onboarding.send(key))
    return failed


def _judged(key: ApiKey, verdict: Verdict) -> list[str]:
    return plain(verdict_lines(key.preview, verdict))


def exit_of(verdict: Verdict) -> Exit:
    """The exit code of a check."""
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
        run.console.complain(*plain(paste.remarks(read)))
        raise ProblemError(Failure(problems.NOT_A_KEY))
    run.console.say(*plain(paste.remarks(read)))
    return read.key


def _may_be_saved(run: Run, verdict: Verdict, *, unverified: bool) -> bool:
    if isinstance(verdict, Undecided):
        return unverified or run.console.confirm(_("Save it anyway?"))
    return isinstance(verdict, Accepted)


def _can_sign_in(run: Run, failed: StageFailed) -> bool:
    return run.console.can_ask and asks_to_sign_in(failed.failure)


def _sent(
    run: Run, command: str, key: ApiKey | None, verdict: Verdict | None, failed: StageFailed | None, *, json: bool
) -> Exit:
    """The end of saving and sending."""
    failed = send_until_known(run, key, failed)
    if json:
        failure = failed.failure if failed else None
        run.console.result(json_output.stages(command, run.outcomes, key, verdict, failure, done=not failed))
    if failed is None:
        if not json:
            run.console.result(*plain([stages.configured()]))
        return Exit.DONE
    if failed.stage is not Stage.KEEP:
        nothing_here = failed.failure.problem.exit in (Exit.NOWHERE_TO_KEEP, Exit.NOT_CONFIGURED)
        kept = run.outcomes.get("keep", "done") == "done" and not nothing_here  # ``sync`` sends what is kept
        run.console.complain(*plain(stages.not_saved(failed, settings=run.settings, kept=kept)))
    return failed.failure.problem.exit
