"""Saving and deleting: how far each stage is, and how it ended."""

from collections.abc import Sequence
from enum import Enum

from ava_onboard.config import Config
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.domain.verdict import Region
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import Stage, StageDone, StageFailed, StageSkipped, StageStarted, StageTested
from ava_onboard.onboarding.stages import IN_DOUBT, Left, kept_so_far
from ava_onboard.text import problem, proof, store_words, waiting
from ava_onboard.text.line import Line, Tone, text


class Mark(Enum):
    """How far a stage is; the value is its sign."""

    WAITING = "○"
    UNDER_WAY = "…"
    DONE = "✓"
    SKIPPED = "–"
    UNKNOWN = "▲"
    FAILED = "✗"


_MARKS = {StageStarted: Mark.UNDER_WAY, StageDone: Mark.DONE, StageSkipped: Mark.SKIPPED, StageFailed: Mark.FAILED}
_TONES = {
    Mark.WAITING: Tone.MUTED,
    Mark.UNDER_WAY: Tone.ACTIVE,
    Mark.DONE: Tone.GOOD,
    Mark.SKIPPED: Tone.MUTED,
    Mark.UNKNOWN: Tone.DOUBT,
    Mark.FAILED: Tone.BAD,
}
_TESTED = {Answer.YES: Mark.DONE, Answer.NO: Mark.FAILED, Answer.UNKNOWN: Mark.UNKNOWN}
_NOT_HERE = N_("Not kept on this computer")
_WORDS = {
    (Stage.KEEP, Mark.UNDER_WAY): N_("Keeping the key on this computer…"),
    (Stage.KEEP, Mark.DONE): N_("Kept on this computer"),
    (Stage.KEEP, Mark.SKIPPED): N_("Not kept on this computer, as you chose"),
    (Stage.KEEP, Mark.FAILED): _NOT_HERE,
    (Stage.SEND, Mark.UNDER_WAY): N_("Sending it to Ava…"),
    (Stage.SEND, Mark.DONE): N_("Sent to Ava"),
    (Stage.SEND, Mark.FAILED): N_("Not sent to Ava"),
    (Stage.CONFIRM, Mark.UNDER_WAY): N_("Asking Ava what it has…"),
    (Stage.CONFIRM, Mark.DONE): N_("Ava confirms: it has the key"),
    (Stage.CONFIRM, Mark.FAILED): N_("Not confirmed by Ava yet"),
    (Stage.PROVE, Mark.UNDER_WAY): N_("Ava is listing your assistants with this key…"),
    (Stage.PROVE, Mark.UNKNOWN): proof.NOT_TESTED,
    (Stage.FORGET_AT_AVA, Mark.UNDER_WAY): N_("Deleting it from Ava…"),
    (Stage.FORGET_AT_AVA, Mark.DONE): N_("Deleted from Ava"),
    (Stage.FORGET_AT_AVA, Mark.SKIPPED): N_("Ava was not asked: no key was sent from here"),
    (Stage.FORGET_AT_AVA, Mark.FAILED): N_("Not deleted from Ava"),
    (Stage.FORGET_HERE, Mark.UNDER_WAY): N_("Deleting it from this computer…"),
    (Stage.FORGET_HERE, Mark.DONE): N_("Deleted from this computer"),
    (Stage.FORGET_HERE, Mark.SKIPPED): _NOT_HERE,
    (Stage.FORGET_HERE, Mark.FAILED): N_("Not deleted from this computer"),
}
"""The result of each stage, not the intention."""
_HOW = {
    Stage.SEND: N_("encrypted, over https"),
    Stage.CONFIRM: N_("Ava reads back what it has"),
}
"""How a stage is done: at most 30 characters, beside ``_WORDS`` or what the stage will do."""


def listed(stages: Sequence[Stage]) -> list[Line]:
    """Return what each stage will do, with numbers."""
    return [Line(f"{number}", Tone.STEP, stage.words) for number, stage in enumerate(stages, 1)]


def mark(event: StageStarted | StageDone | StageSkipped | StageFailed) -> Mark:
    """Return how far the stage of ``event`` is."""
    if isinstance(event, StageTested):
        return Mark.SKIPPED if proof.is_impossible(event.used) else _TESTED[event.used.answer]
    return _MARKS[type(event)]


def line(stage: Stage, reached: Mark, failure: Failure | None = None) -> Line:
    """Return how far a stage is.

    Args:
        stage: The stage.
        reached: How far it is.
        failure: Why it failed, if it did.
    """
    words = _(_WORDS[stage, reached]) if (stage, reached) in _WORDS else stage.words
    if stage is Stage.SEND and failure and failure.problem in IN_DOUBT:
        return Line("▲", Tone.DOUBT, _("Sending was cut off: Ava may or may not have the key"))
    if stage is Stage.CONFIRM and reached is Mark.FAILED:
        return Line("▲", Tone.DOUBT, words)
    return Line(reached.value, _TONES[reached], words)


def how(stage: Stage, reached: Mark, store: StoreKind, *, encrypted: bool) -> str:
    """Return how a stage is done that is done or still to come; empty where its line says so.

    Args:
        stage: The stage.
        reached: How far it is.
        store: The kind of secret store in use.
        encrypted: Whether Ava is reached over an encrypted connection; else it is on this computer.
    """
    if reached is Mark.WAITING and stage is Stage.PROVE:
        return _("Ava lists your assistants")
    if reached not in (Mark.DONE, Mark.WAITING):
        return ""
    if stage is Stage.KEEP:
        return _(store_words.of(store).how)
    if stage is Stage.SEND and not encrypted:
        return _("within this computer")
    return _(_HOW[stage]) if stage in _HOW else ""


def ended(event: StageDone | StageSkipped | StageFailed, region: Region | None = None) -> Line:
    """Return how a stage ended; ``region`` is that of the key, if it is known."""
    match event:
        case StageTested(used=used):
            return proof.result(used, region)
        case StageFailed(left=Left.HERE_AND_PERHAPS_AT_AVA):
            return Line("▲", Tone.DOUBT, _("Ava may or may not have deleted the key"))
        case StageSkipped(failure=Failure() as failure):
            return Line(Mark.SKIPPED.value, Tone.MUTED, failure.sentence)
        case StageFailed(stage, failure):
            return line(stage, Mark.FAILED, failure)
        case _:
            return line(event.stage, mark(event))


def late(stage: Stage, store: StoreKind) -> str:
    """Return what to show while a stage takes longer than a moment; ``store`` is the kind in use."""
    return waiting.store(store) if stage in (Stage.KEEP, Stage.FORGET_HERE) else waiting.ava()


def not_saved(failed: StageFailed, *, kept: bool, settings: Config | None = None) -> list[Line]:
    """Return what stopped saving or sending.

    Args:
        failed: The stage that failed, and why.
        kept: Whether the key is on this computer all the same.
        settings: With it, the command to continue with is named.
    """
    lines = problem.lines(failed.failure)
    if kept:
        command = f" ({settings.command('sync')})" if settings else ""
        lines.append(Line("▲", Tone.DOUBT, kept_so_far(failed.stage) + command))
    return lines


def not_deleted(failed: StageFailed) -> list[Line]:
    """Return what stopped the deletion, and where the key still is."""
    *lines, codes = problem.lines(failed.failure)
    return [*lines, *([text(failed.left.words)] if failed.left else []), codes]


def interrupted(stage: Stage, command: str) -> str:
    """Return which stage was not finished; ``command`` shows the rest."""
    words = _("Interrupted before this was finished: {stage}. “{command}” shows what is done.")
    return words.format(stage=stage.words, command=command)
