"""Read a key, check it with Vapi, and show how saving has ended: for ``check``, ``save``, ``sync`` and line mode."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, assert_never

from ava_onboard.cli.context import Run
from ava_onboard.cli.json_output import fact_fields, failure_fields, hint_names, verdict_fields
from ava_onboard.domain import pasted
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Exit, Failure, failed
from ava_onboard.domain.hints import Hint
from ava_onboard.domain.problems import NOT_A_KEY
from ava_onboard.domain.verdict import Accepted, Rejected, Undecided, Verdict
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import NotStarted, Stage, StageFailed
from ava_onboard.text import paste, problem, proof, stages, waiting
from ava_onboard.text import verdict as verdict_text
from ava_onboard.text.line import Line, labelled

if TYPE_CHECKING:
    from ava_onboard.cli import json_types

YOUR_KEY = N_("Your Vapi key (hidden as you type): ")
"""A question, marked for translation."""


class Checked(NamedTuple):
    """A key, and what Vapi says about it."""

    key: ApiKey
    hints: Sequence[Hint]
    """What the pasted text looked like."""
    verdict: Verdict
    moves: bool
    """Whether the key belongs to another organisation than the one that Ava has."""

    @property
    def lines(self) -> list[Line]:
        """The verdict in words."""
        return verdict_text.lines(self.key.preview, self.verdict, self.hints, moves=self.moves)

    @property
    def fields(self) -> "json_types.Verdict":
        """The verdict as fields."""
        return verdict_fields(self.key, self.verdict, self.hints)

    @property
    def exit(self) -> Exit:
        """The exit code of a check."""
        match self.verdict:
            case Accepted():
                return Exit.DONE
            case Rejected():
                return Exit.KEY_REFUSED
            case Undecided(failure):
                return failure.problem.exit


async def read_and_check(run: Run) -> Checked:
    """Read a key from stdin or a hidden prompt, and ask Vapi about it.

    Raises:
        ProblemError: ``NOT_A_KEY`` if the text cannot be a key.
        EndOfInputError: nothing is piped in, and questions cannot be asked.
    """
    read = pasted.read(run.console.secret(_(YOUR_KEY)))
    (run.console.say if read.key else run.console.complain)(*paste.remarks(read))
    if read.key is None:
        raise failed(NOT_A_KEY, hints=" ".join(hint_names(read.hints)))
    return await check(run, read.key, read.hints)


async def check(run: Run, key: ApiKey, hints: Sequence[Hint]) -> Checked:
    """Ask Vapi about a key whose text looked like ``hints``."""
    verdict = await run.wait(run.onboarding.check(key), " ".join((waiting.vapi(), waiting.stopping("Ctrl+C"))))
    return Checked(key, hints, verdict, run.onboarding.leaves_organisation(verdict))


def show_saved(run: Run, ended: StageFailed | NotStarted | None, *, json: bool) -> Exit:
    """Show how saving or sending ended, unless as JSON; return the exit code."""
    match ended:
        case None:
            if not json:
                show_end(run)
        case NotStarted(failure=failure):
            if failure:
                run.console.complain(*problem.lines(failure))
        case StageFailed(stage=Stage.KEEP):
            pass  # already shown with the question how to continue
        case StageFailed():
            run.console.complain(*stages.not_saved(ended, settings=run.settings, kept=ended.kept))
        case _:
            assert_never(ended)
    attention = ended is None and run.onboarding.remembered().concerns
    return Exit.NEEDS_ATTENTION if attention else exit_of_end(ended)


def show_end(run: Run) -> None:
    """Show what is known after saving or sending, and what to do next."""
    moved, replaced = (run.tested.moved, run.tested.replaced) if run.tested else (False, False)
    run.console.result(*proof.saved(run.onboarding.remembered(), moved=moved, replaced=replaced))
    if moved:
        command = run.settings.command("sync --assistants")
        run.console.result("  " + labelled(_("Have Ava synchronise its assistants"), command))


def sent_fields(run: Run, failure: Failure | None, *, done: bool) -> "json_types.Sent":
    """Return how saving or sending ended, and what is known of Ava's use of the key, as fields."""
    status = run.onboarding.remembered()
    return {
        "schema": 1,
        "done": done,
        "failure": failure_fields(failure),
        "used": fact_fields(run.tested.used) if run.tested else None,
        "attention": [concern.name.lower() for concern in status.concerns] if run.tested else [],
    }


def exit_of_end(ended: StageFailed | NotStarted | None) -> Exit:
    """Return the exit code of saving, sending or deleting."""
    return ended.failure.problem.exit if ended and ended.failure else Exit.DONE
