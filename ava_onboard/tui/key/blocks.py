"""The body of the key form in each phase."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, assert_never

from ava_onboard.domain import guide, problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.progress import SAVING, Step
from ava_onboard.domain.status import Badge, Status
from ava_onboard.domain.store_kind import DEFAULT, StoreKind
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided
from ava_onboard.locales import _
from ava_onboard.onboarding import Stage
from ava_onboard.text import guide as guide_lines
from ava_onboard.text import paste, places, saving_places, stages, store_words, verdict, waiting
from ava_onboard.text.line import Line, aside, text
from ava_onboard.text.stages import Mark
from ava_onboard.tui.drawing import notes
from ava_onboard.tui.drawing.blocks import CHIP, MARKED_CHIP, Block, Heading, Paragraphs, Signed
from ava_onboard.tui.drawing.bravo import Bravo, Centred
from ava_onboard.tui.drawing.notes import Note, Stages, took
from ava_onboard.tui.drawing.places import Box, Joint, Places
from ava_onboard.tui.drawing.vapi_page import KeyRow, VapiPage
from ava_onboard.tui.key import texts
from ava_onboard.tui.key.phase import Checking, Editing, Judged, Phase, Saved, Saving


class Around(NamedTuple):
    """What the form shows beside its phase."""

    status: Status = Status()
    """What was known last."""
    store: StoreKind = DEFAULT
    encrypted: bool = True
    """Whether Ava is reached over an encrypted connection; else it is on this computer."""
    waits_for_store: bool = False
    account: str | None = None
    slow: bool = False
    """Whether the current work takes longer than a moment."""
    took: Mapping[Stage, float] = {}
    """How many seconds each stage took that is over."""
    removed: Sequence[Line] = ()
    """What was removed from the key when it was pasted."""
    on_clipboard: bool = False
    """Whether the key that was saved is still on the clipboard."""
    colours: tuple[str, str] = ("#000000", "#000000")
    """The colours of the large word, from the first letter to the last."""


def of(phase: Phase, around: Around) -> list[Block]:
    """Return the blocks of ``phase``."""
    match phase:
        case Editing(offered=offered):
            return [*_offer(offered), *_steps(offered)]
        case Checking():
            return _checking(phase, around)
        case Judged():
            return _judged(phase, around)
        case Saving():
            return _saving(phase, around)
        case Saved():
            return _saved(phase, around)
        case _:
            assert_never(phase)


def panel(lines: Sequence[Line], failure: Failure | None = None) -> list[Block]:
    """Return a note, and below it the lines from the first one on that is counted or a warning.

    Args:
        lines: The lines; the first one is the title. One without a sign continues the one above.
        failure: The failure whose code is shown in large letters.
    """
    lines = notes.without_code(lines, failure)
    end = next((at for at, line in enumerate(lines) if at and line.sign not in ("", "✗")), len(lines))
    note, below = notes.note(lines[:end], failure), list(_folded(lines[end:]))
    return [note, Signed(below)] if below else [note]


def _folded(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, each with what continues it."""
    whole: Line | None = None
    for line in lines:
        if whole and not line.sign:
            whole = whole._replace(words=f"{whole.words} {line.words}")
            continue
        if whole:
            yield whole
        whole = line
    if whole:
        yield whole


def _offer(offered: Pasted | None) -> list[Block]:
    if offered is None or offered.key is None:
        return []
    return [Note(paste.offer(offered.key.preview), [hint.sentence for hint in offered.hints])]


def _steps(offered: Pasted | None) -> list[Block]:
    """Return how the key is copied; of less importance while one is offered."""
    step = guide.current().of(Step.PASTE_KEY)
    page = _page_of_keys(guide_lines.copy_this() if offered else "")
    row = KeyRow(page.key_name, page.url, page.here, rank=2, below=4)
    lines = Signed(guide_lines.instructions(step), CHIP if offered else MARKED_CHIP, rank=5 if offered else 1)
    notes = guide_lines.notes(step)
    return [page, row, lines, Signed(notes, rank=5 if offered else 3, below=4), Signed(notes, rank=5)]


def _page_of_keys(copy: str) -> VapiPage:
    """Return Vapi's page with the key on it, and the words before the icon that copies it."""
    step = guide.current().of(Step.NEW_KEY)
    looked, public = guide_lines.looked(), guide_lines.public()
    return VapiPage(step.copy or "", step.link.url, looked, copy, public, has_key=True, rank=4)


def _checking(checking: Checking, around: Around) -> list[Block]:
    """Return what Vapi is asked, where the answer will stand."""
    asked = Stages([notes.Stage(line) for line in texts.outcome(checking)])
    where = _places(Saving(checking.key, None), around, places.being_asked())
    return [asked, *_waiting(checking, around), where, *_to_do()]


def _waiting(phase: Phase, around: Around) -> list[Block]:
    """Return what the form is waiting for, once the wait is long."""
    lines = texts.waiting(phase, store=around.store if around.waits_for_store else None) if around.slow else []
    return [Paragraphs(lines)] if lines else []


def _judged(judged: Judged, around: Around) -> list[Block]:
    match judged.verdict:
        case Accepted():
            shown = panel(texts.outcome(judged))
            boxes = _places(Saving(judged.key, judged.verdict), around)
            return [*shown, Signed(around.removed, rank=3), boxes, *_to_do()]
        case Rejected(refusal=Refusal.FORBIDDEN):
            title, *others = texts.outcome(judged)
            shown = panel([title, *_left_alone(judged, around), *others], Failure(problems.KEY_FORBIDDEN))
            return [*shown, *_to_create()]
        case Rejected():
            return _refused(judged, judged.verdict.regions, around)
        case Undecided(failure=failure):
            shown = [*panel(texts.outcome(judged), failure), Signed([verdict.may_be_saved()], rank=2)]
            return [*shown, *_to_do()]


def _refused(judged: Judged, regions: Sequence[Region], around: Around) -> list[Block]:
    """Return that Vapi does not know the key, why that may be, and the page to copy the right one from."""
    lines = [verdict.refused(judged.key.preview), *_left_alone(judged, around), verdict.code_of_refusal()]
    return [
        notes.note(lines, Failure(problems.KEY_UNKNOWN)),
        Heading(verdict.usual_reasons()),
        Signed([*_folded([*verdict.reasons(regions, judged.hints)])]),
        _page_of_keys(guide_lines.copy_this()),
    ]


def _left_alone(judged: Judged, around: Around) -> list[Line]:
    """Return that the key went nowhere else, unless it is one that was here or at Ava before."""
    there = (around.status.kept.preview, around.status.at_ava.preview)
    return [] if judged.key.preview in there else [verdict.left_alone()]


def _to_create() -> list[Block]:
    """Return how another key is created, where there is much room."""
    step = guide.current().of(Step.NEW_KEY)
    page = replace(_page_of_keys(guide_lines.your_key_here()), has_key=False)
    return [page, Signed(guide_lines.instructions(step), MARKED_CHIP, rank=5)]


def _to_do() -> list[Block]:
    """Return what saving will do, where there is much room."""
    return [Heading(_("What saving does"), rank=5), Signed(stages.listed(SAVING), rank=5)]


def _saving(saving: Saving, around: Around) -> list[Block]:
    blocks: list[Block] = [_places(saving, around), _stages(saving, around)]
    if ending := texts.ending(saving):
        return [*blocks, *panel(ending, saving.failure)]
    if saving.failed:
        return blocks
    return [*blocks, *_waiting(saving, around), Paragraphs([aside(waiting.may_stop())], rank=3)]


def _stages(phase: Saving | Saved, around: Around, rank: int = 1) -> Stages:
    """Return how far each stage is, how it is done and how long it took."""
    return Stages([_stage(stage, line, phase, around) for stage, line in texts.progress(phase).items()], rank=rank)


def _stage(stage: Stage, line: Line, phase: Saving | Saved, around: Around) -> notes.Stage:
    reached = phase.marks.get(stage, Mark.WAITING)
    how = stages.how(stage, reached, around.store, encrypted=around.encrypted)
    return notes.Stage(line, took(around.took.get(stage)), how)


def _saved(saved: Saved, around: Around) -> list[Block]:
    result, *others = texts.ending(saved)
    proof = texts.progress(saved)[Stage.PROVE]
    used = saved.status.used.answer is Answer.YES
    clipboard = [text(paste.still_on_clipboard())] if around.on_clipboard else []
    if not celebrates(saved):
        failure = saved.status.proof.failure if saved.status.proof.answer is Answer.NO else None
        title = result._replace(words=proof.words) if failure else result  # the head and the badge say the rest
        note, *below = panel([title, *others], failure)
        below = below if failure else [Signed([proof]), *below]
        said = [note, _places(saved, around), *below, *map(Paragraphs, filter(None, [clipboard]))]
        return [*said, *(_to_create() if failure else [])]
    done = [line for line in others if line.sign]
    next_ = [line for line in others if not line.sign]
    return [
        Bravo(*around.colours, rank=3),
        Centred([result]),
        _places(saved, around),
        *([] if used else [Centred([proof], below=5)]),
        _stages(saved, around, rank=5),
        *map(Centred, filter(None, [done, [*next_[:1], *clipboard]])),
        Centred(next_[1:], rank=4),
    ]


def celebrates(phase: Phase) -> bool:
    """Return whether the key is in place and nothing speaks against it: everything then stands in the middle."""
    return isinstance(phase, Saved) and phase.status.badge is Badge.CONFIGURED


def _places(phase: Saving | Saved, around: Around, at_vapi: Line | None = None) -> Places:
    """Return the three places; where lines are few, the stages say the same.

    Args:
        phase: How far the key is.
        around: What the form shows beside it.
        at_vapi: What is going on at Vapi; None if it has answered.
    """
    status, marks = phase.status if isinstance(phase, Saved) else around.status, phase.marks
    failure = phase.failure if isinstance(phase, Saving) else None
    preview = phase.key.preview if phase.key else status.kept.preview or ""
    keep = marks.get(Stage.KEEP) if phase.key else Mark.DONE
    send, confirm, prove = (marks.get(stage) for stage in (Stage.SEND, Stage.CONFIRM, Stage.PROVE))
    store = "" if keep in (Mark.SKIPPED, Mark.FAILED) else _(store_words.of(around.store).name)
    boxes = (
        Box(places.this_computer(), saving_places.kept(keep, preview), store),
        Box("Ava", saving_places.at_ava(send, confirm, preview, failure), around.account or ""),
        Box("Vapi", at_vapi or places.at_vapi(_accepts(phase, status)), places.assistants(_used(phase))),
    )
    to_ava = confirm or (Mark.UNDER_WAY if send is Mark.DONE else send)
    return Places(boxes, (_joint(to_ava), _joint(prove)), rank=2)


def _accepts(phase: Saving | Saved, status: Status) -> Answer:
    """Return what Vapi says of the key that is being saved."""
    if phase.key and isinstance(phase, Saving):
        return Answer.YES if isinstance(phase.verdict, Accepted) else Answer.UNKNOWN
    return status.verdict.answer


def _used(phase: Saving | Saved) -> Fact:
    return phase.status.used if isinstance(phase, Saved) else Fact()


def _joint(mark: Mark | None) -> Joint:
    match mark:
        case Mark.DONE:
            return Joint.WHOLE
        case Mark.UNDER_WAY:
            return Joint.UNDER_WAY
        case Mark.FAILED:
            return Joint.BROKEN
        case _:
            return Joint.TO_COME
