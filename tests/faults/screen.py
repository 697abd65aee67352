"""What the app and the commands say about the end of a stage, and whether it is true."""

from collections.abc import Callable, Mapping

from ava_onboard.config import Config
from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.status import Status
from ava_onboard.domain.verdict import Refusal, Region, Rejected, Undecided, Verdict
from ava_onboard.locales import _
from ava_onboard.onboarding import Stage, StageEvent, StageFailed, StageTested
from ava_onboard.onboarding.stages import Left, kept_so_far
from ava_onboard.text import deletion, proof, stages, verdict
from ava_onboard.text import status as status_lines
from ava_onboard.text.line import Line, plain, unmarked
from ava_onboard.tui.key import texts as app_texts
from ava_onboard.tui.key.phase import Judged, Saved, Saving

from .computer import KEY

Ending = Verdict | StageEvent
"""How checking, or the last stage of saving or deleting, has ended."""


def failure_of(ending: Ending) -> Failure | None:
    """What went wrong, or why Vapi refused the key; None if nothing did."""
    match ending:
        case StageFailed(failure=failure) | Undecided(failure=failure):
            return failure
        case StageTested(used=used):
            return used.failure
        case Rejected(refusal=refusal):
            return Failure(problems.KEY_UNKNOWN if refusal is Refusal.UNKNOWN else problems.KEY_FORBIDDEN)
        case _:
            return None


def of_command(stage: str, ending: Ending, *, kept: bool) -> list[str]:
    """The lines that a command prints."""
    if not isinstance(ending, StageFailed):
        if stage == "check":
            return plain(verdict.lines(KEY.preview, ending))  # type: ignore[arg-type]  # a verdict at this stage
        if isinstance(ending, StageTested):
            return plain([stages.ended(ending), *proof.saved(_after(ending))])
        return ["✓ " + deletion.done()]
    if stage == "delete":
        return plain(stages.not_deleted(ending))
    return plain(stages.not_saved(ending, settings=Config(), kept=kept))


def of_app(stage: str, ending: Ending) -> str:
    """The words that the app shows."""
    lines: list[Line] = []
    if stage == "check":
        lines = app_texts.outcome(Judged(KEY, ending))  # type: ignore[arg-type]  # a verdict at this stage
    elif isinstance(ending, StageFailed) and stage == "delete":
        lines = stages.not_deleted(ending)
    elif isinstance(ending, StageTested):
        saved = Saved(KEY, None, {}, _after(ending), ending)
        lines = [*app_texts.progress(saved).values(), *app_texts.ending(saved)]
        lines += [*status_lines.advice(_after(ending)), *status_lines.reasons(_after(ending))]
    elif isinstance(ending, StageFailed):
        saving = Saving(KEY, None).after(ending)
        lines = [*app_texts.progress(saving).values(), *app_texts.ending(saving)]
    return " ".join(unmarked(line.words) for line in lines)


def claims() -> Mapping[str, Callable[[bool, bool], bool]]:
    """Each sentence about where the key is, in the current language, and when it is true: is it here, is it at Ava?"""
    return {
        Left.EVERYWHERE.words: lambda here, there: here and there,
        Left.HERE.words: lambda here, there: here and not there,
        Left.HERE_AND_PERHAPS_AT_AVA.words: lambda here, _there: here,
        Left.HERE_ONLY.words: lambda here, there: here and not there,
        kept_so_far(Stage.SEND): lambda here, _there: here,  # what Ava has not confirmed waits, whatever it has
        kept_so_far(Stage.CONFIRM): lambda here, there: here and there,
    }


def claims_of_use() -> Mapping[str, Callable[[Ending], bool]]:
    """Each claim about a key that Ava has, in the current language, and whether the test has shown it."""

    def shows(*answers: Answer) -> Callable[[Ending], bool]:
        return lambda ending: isinstance(ending, StageTested) and ending.used.answer in answers

    accepted = Fact(Answer.YES, KEY.preview, region=Region.US)
    green, undecided = Status(known=accepted, accepted=accepted, used=accepted), Status(known=accepted)
    return {
        proof.saved(green)[0].words: shows(Answer.YES),
        proof.saved(green._replace(used=Fact()))[0].words: shows(Answer.UNKNOWN),
        proof.saved(undecided)[0].words: shows(),  # Vapi has accepted the key
        _("Ava can use it"): shows(Answer.YES),
        _("Ava cannot use it"): shows(Answer.NO),
        _("Needs attention"): shows(Answer.NO),
        _("Ava has this key, but cannot use it."): shows(Answer.NO),
        _("Cannot be tested with this Ava server"): lambda ending: failure_is(ending, problems.NOT_TESTABLE),
        _("Ava cannot use it: the key belongs to Vapi Europe"): shows(),  # it belongs to the main region
        _("Ava cannot use it: Vapi refuses it when Ava asks"): lambda ending: failure_is(ending, problems.KEY_UNUSABLE),
    }


def failure_is(ending: Ending, problem: Problem) -> bool:
    failure = failure_of(ending)
    return failure is not None and failure.problem is problem


def _after(ending: StageTested) -> Status:
    """What is known after saving a key that Vapi has accepted."""
    accepted = Fact(Answer.YES, KEY.preview, region=Region.US)
    return Status(accepted, accepted, accepted, ending.used, signed_in=True)
