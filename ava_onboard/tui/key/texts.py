"""The rows of the key form in each phase."""

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.onboarding import StageFailed
from ava_onboard.onboarding.stages import SAVING, SENDING
from ava_onboard.text import paste, problem, proof, verdict
from ava_onboard.text import stages as stage_lines
from ava_onboard.text import waiting as waiting_for
from ava_onboard.text.line import Line, Tone, aside
from ava_onboard.text.stages import Mark
from ava_onboard.tui.key.phase import Checking, Editing, Judged, Phase, Saved, Saving
from ava_onboard.tui.widgets.lines import rows
from ava_onboard.tui.widgets.rows import Row


def remarks(pasted: Pasted, phase: Phase) -> list[Row]:
    """Return what was cleaned, and what the text looks like, while it is being edited."""
    return rows(paste.remarks(pasted)) if isinstance(phase, Editing | Checking) else []


def outcome(phase: Phase) -> list[Row]:
    """Return Vapi's answer, or that it is being asked."""
    match phase:
        case Checking():
            return rows([verdict.asking()])
        case Judged(key=key, verdict=judged, hints=hints):
            return rows(verdict.lines(key.preview, judged, hints))
        case Saving(key=ApiKey() as key, verdict=judged) | Saved(key=ApiKey() as key, verdict=judged):
            return rows([verdict.summary(key.preview, judged)])
        case _:
            return []


def stages(phase: Phase) -> list[Row]:
    """Return how far saving is, and what stopped it."""
    match phase:
        case Saving(failed=failed, failure=failure, kept=kept):
            lines = _stages(phase, Mark.WAITING)
            if failed and failure:
                lines += stage_lines.not_saved(StageFailed(failed, failure), kept=kept)
            return rows(lines)
        case Saved(synchronised=synchronised):
            done = [Line("✓", Tone.GOOD, proof.synchronised())] if synchronised else []
            return rows([*_stages(phase, Mark.DONE), *proof.saved(phase.status, moved=phase.moved), *done])
        case _:
            return []


def waiting(phase: Phase, *, store: StoreKind | None) -> list[Row]:
    """Return what to show while an answer takes longer than a moment; ``store`` is the kind that has not answered."""
    match phase:
        case Checking():
            words = waiting_for.vapi("Esc")
        case Saving(failed=None) if store:
            words = waiting_for.store(store)
        case Saving(failed=None):
            words = waiting_for.ava()
        case _:
            return []
    return rows([aside(words)])


def failure_rows(failure: Failure) -> list[Row]:
    """Return what happened, what to do now, and the code to read out."""
    return rows(problem.lines(failure))


def _stages(phase: Saving | Saved, otherwise: Mark) -> list[Line]:
    failed = (phase.failed, phase.failure) if isinstance(phase, Saving) else (None, None)
    lines = [
        stage_lines.line(stage, phase.marks.get(stage, otherwise), failed[1] if stage is failed[0] else None)
        for stage in (SAVING if phase.key else SENDING)
    ]
    if isinstance(phase, Saved) and phase.tested:
        lines[-1] = stage_lines.ended(phase.tested, phase.status.verdict.region)
    return lines
