"""The questions of saving and deleting, as commands ask them at the terminal."""

from functools import partial

from ava_onboard.cli import passphrase
from ava_onboard.cli.context import Run
from ava_onboard.cli.sign_in import ask_to_sign_in
from ava_onboard.domain.failure import failed
from ava_onboard.domain.problems import CONFIRMATION_NEEDED
from ava_onboard.locales import _
from ava_onboard.onboarding import Next, Questions, Stage, StageFailed
from ava_onboard.text import deletion, problem, store_words


def of_saving(run: Run) -> Questions:
    """Return the questions of ``save`` and ``sync``."""
    return Questions(
        unlock=partial(passphrase.unlock, run),
        sign_in=partial(ask_to_sign_in, run),
        after_failure=partial(_keep_otherwise, run),
    )


def of_deleting(run: Run, *, yes: bool) -> Questions:
    """Return the questions of ``delete``; ``yes`` answers the first one, but not for the key of another account."""
    return Questions(
        unlock=partial(passphrase.unlock, run),
        sign_in=partial(ask_to_sign_in, run),
        confirm_deletion=partial(_confirm_deletion, run, yes=yes),
    )


async def _keep_otherwise(run: Run, failed: StageFailed) -> Next:
    """Offer another secret store or no copy at all, if the key cannot be kept."""
    if failed.stage is not Stage.KEEP:
        return Next.STOP
    console, fallback = run.console, run.onboarding.fallback
    console.complain(*problem.lines(failed.failure))
    if fallback and console.confirm(_(store_words.of(fallback).use_question)):
        failure = await passphrase.use(run, fallback)
        if failure is None:
            return Next.AGAIN
        console.complain(*problem.lines(failure))
    if console.confirm(_("Continue without a copy on this computer?")):
        return Next.WITHOUT_COPY
    console.complain("  " + run.settings.command("save --no-copy"))
    if fallback:
        console.complain("  " + run.settings.command(f"save --keep-in {fallback.name}"))
    return Next.STOP


async def confirm(run: Run, question: str, consequence: str, *, yes: bool) -> bool:
    """Return whether to delete a key; ``yes`` answers the question.

    Raises:
        ProblemError: U03 if questions cannot be asked.
    """
    if yes:
        return True
    if not run.console.can_ask:
        raise failed(CONFIRMATION_NEEDED)
    run.console.say(_(consequence), _(deletion.AT_VAPI))
    return run.console.confirm(_(question))


async def _confirm_deletion(run: Run, account: str | None, *, yes: bool) -> bool:
    """Return whether to delete the key, or that of ``account``.

    Raises:
        ProblemError: U03 if questions cannot be asked.
    """
    if account is not None:
        return run.console.confirm(deletion.question_about(account))
    return await confirm(run, deletion.QUESTION, deletion.CONSEQUENCE, yes=yes)
