"""Read a key, check it with Vapi, and explain why it was not saved: for ``check``, ``save`` and ``sync``."""

from typing import TYPE_CHECKING, assert_never

from ava_onboard.cli.context import Run
from ava_onboard.cli.json_output import fact_fields, hint_names
from ava_onboard.domain import pasted
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Exit, failed
from ava_onboard.domain.hints import Hint
from ava_onboard.domain.problems import NOT_A_KEY
from ava_onboard.domain.verdict import Accepted, Rejected, Undecided, Verdict
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import NotStarted, Stage, StageFailed
from ava_onboard.text import paste, problem, proof, stages, waiting
from ava_onboard.text.line import labelled, plain

if TYPE_CHECKING:
    from ava_onboard.cli import json_types

YOUR_KEY = N_("Your Vapi key (hidden as you type): ")
"""A question, marked for translation."""


def read_key(run: Run) -> tuple[ApiKey, tuple[Hint, ...]]:
    """Read a key from stdin or a hidden prompt; return it with what the text looked like.

    Raises:
        ProblemError: ``NOT_A_KEY`` if the text cannot be a key.
        EndOfInputError: nothing is piped in, and questions cannot be asked.
    """
    read = pasted.read(run.console.secret(_(YOUR_KEY)))
    if read.key is None:
        run.console.complain(*plain(paste.remarks(read)))
        raise failed(NOT_A_KEY, hints=" ".join(hint_names(read.hints)))
    run.console.say(*plain(paste.remarks(read)))
    return read.key, read.hints


async def ask_vapi(run: Run, key: ApiKey) -> Verdict:
    """Ask Vapi about the key."""
    return await run.wait(run.onboarding.check(key), " ".join((waiting.vapi(), waiting.stopping("Ctrl+C"))))


def exit_of(verdict: Verdict) -> Exit:
    """Return the exit code of a check."""
    match verdict:
        case Accepted():
            return Exit.DONE
        case Rejected():
            return Exit.KEY_REFUSED
        case Undecided(failure):
            return failure.problem.exit


def show_saved(run: Run, ended: StageFailed | NotStarted | None, *, json: bool) -> Exit:
    """Show how saving or sending ended, unless as JSON; return the exit code."""
    match ended:
        case None:
            if not json:
                show_end(run)
        case NotStarted(failure=failure):
            if failure:
                run.console.complain(*plain(problem.lines(failure)))
        case StageFailed(stage=Stage.KEEP):
            pass  # already shown with the question how to continue
        case StageFailed():
            run.console.complain(*plain(stages.not_saved(ended, settings=run.settings, kept=ended.kept)))
        case _:
            assert_never(ended)
    attention = ended is None and run.onboarding.remembered().concerns
    return Exit.NEEDS_ATTENTION if attention else exit_of_end(ended)


def show_end(run: Run) -> None:
    """Show what is known after saving or sending, and what to do next."""
    moved, replaced = (run.tested.moved, run.tested.replaced) if run.tested else (False, False)
    run.console.result(*plain(proof.saved(run.onboarding.remembered(), moved=moved, replaced=replaced)))
    if moved:
        command = run.settings.command("sync --assistants")
        run.console.result("  " + labelled(_("Have Ava synchronise its assistants"), command))


def proof_fields(run: Run) -> "json_types.Proof":
    """Return what is known of Ava's use of the key that was saved or sent, as fields."""
    status = run.onboarding.remembered()
    return {
        "used": fact_fields(run.tested.used) if run.tested else None,
        "attention": [concern.name.lower() for concern in status.concerns] if run.tested else [],
    }


def exit_of_end(ended: StageFailed | NotStarted | None) -> Exit:
    """Return the exit code of saving, sending or deleting."""
    return ended.failure.problem.exit if ended and ended.failure else Exit.DONE
