"""What the key form says in each phase, as lines."""

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.progress import SAVING, SENDING
from ava_onboard.domain.status import Badge
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.locales import _
from ava_onboard.onboarding import Stage, StageFailed
from ava_onboard.text import paste, problem, proof, verdict
from ava_onboard.text import stages as stage_lines
from ava_onboard.text import waiting as waiting_for
from ava_onboard.text.line import Line, Tone, aside
from ava_onboard.text.stages import Mark
from ava_onboard.tui.key.phase import Checking, Editing, Judged, Phase, Saved, Saving
from ava_onboard.tui.widgets.lines import rows
from ava_onboard.tui.widgets.rows import Row


def title(phase: Phase) -> str:
    """Return what is going on, for the head of the screen; empty while the key is still to be chosen."""
    match phase:
        case Saving():
            return _("Saving your key")
        case Saved(status=status):
            configured = status.badge is Badge.CONFIGURED
            return _("Your key is in place") if configured else _("Your key is saved")
        case _:
            return ""


def invitation(phase: Phase, *, has_samples: bool) -> str:
    """Return what stands in the empty field; ``has_samples`` says that there are sample keys."""
    if isinstance(phase, Editing) and phase.offered:
        return _("Or paste another one here")
    return _("Paste a key here, or take a sample with F6") if has_samples else _("Paste your key here")


def remarks(pasted: Pasted, phase: Phase) -> list[Row]:
    """Return what was cleaned, and what the text looks like, until Vapi is asked."""
    return rows(paste.remarks(pasted)) if isinstance(phase, Editing) else []


def outcome(phase: Phase) -> list[Line]:
    """Return Vapi's answer, or that it is being asked."""
    match phase:
        case Checking():
            return [verdict.asking()]
        case Judged(key=key, verdict=judged, hints=hints, moves=moves):
            return verdict.lines(key.preview, judged, hints, moves=moves)
        case Saving(key=ApiKey() as key, verdict=judged) | Saved(key=ApiKey() as key, verdict=judged):
            return [verdict.summary(key.preview, judged)]
        case _:
            return []


def progress(phase: Saving | Saved) -> dict[Stage, Line]:
    """Return how far each stage is, in their order."""
    failed, failure = (phase.failed, phase.failure) if isinstance(phase, Saving) else (None, None)
    otherwise = Mark.WAITING if isinstance(phase, Saving) else Mark.DONE
    lines = {
        stage: stage_lines.line(stage, phase.marks.get(stage, otherwise), failure if stage is failed else None)
        for stage in (SAVING if phase.key else SENDING)
    }
    if isinstance(phase, Saved) and phase.tested:
        lines[Stage.PROVE] = stage_lines.ended(phase.tested, phase.status.verdict.region)
    return lines


def ending(phase: Saving | Saved) -> list[Line]:
    """Return what stopped saving, or how it has ended; nothing while it is under way."""
    if isinstance(phase, Saved):
        done = [Line("✓", Tone.GOOD, proof.synchronised())] if phase.synchronised else []
        replaced = phase.tested is not None and phase.tested.replaced
        return [*proof.saved(phase.status, moved=phase.moved, replaced=replaced), *done]
    if phase.failed and phase.failure:
        return stage_lines.not_saved(StageFailed(phase.failed, phase.failure), kept=phase.kept)
    return []


def waiting(phase: Phase, *, store: StoreKind | None) -> list[Line]:
    """Return what to show while an answer takes longer than a moment; ``store`` is the kind that has not answered."""
    match phase:
        case Checking():
            return [aside(waiting_for.vapi()), aside(waiting_for.stopping("Esc"))]
        case Saving(failed=None) if store:
            words = waiting_for.store(store)
        case Saving(failed=None):
            words = waiting_for.ava()
        case _:
            return []
    return [aside(words)]


def failure_rows(failure: Failure) -> list[Row]:
    """Return what happened, what to do now, and the code to read out."""
    return rows(problem.lines(failure))
