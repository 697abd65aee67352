"""The customer's screen, drawn from a situation with the blocks and words that they see.

What a situation does not hold is shown by dots: keys, names and dates.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, assert_never

from ava_onboard import locales
from ava_onboard.domain import guide, problems, store_kind
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.desk.call import Call
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.progress import SAVING, STEPS, Journey, Stage, Step
from ava_onboard.domain.situation import scenes
from ava_onboard.domain.situation.scenes import Checked, Field, Situation
from ava_onboard.domain.situation.troubles import Trouble
from ava_onboard.domain.status import Badge
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict
from ava_onboard.locales import _
from ava_onboard.text import guide as guide_words
from ava_onboard.text import labels, problem, store_words, support
from ava_onboard.text.line import Line, Tone, aside, text
from ava_onboard.text.stages import Mark
from ava_onboard.tui.desk import mirrored_card, mirrored_dialog
from ava_onboard.tui.desk.placeholders import ACCOUNT, EMPTY, HERE, KEY, failure_of
from ava_onboard.tui.drawing.blocks import Block, Labels, Paragraphs, Signed
from ava_onboard.tui.drawing.notes import Note
from ava_onboard.tui.key import blocks as key_blocks
from ava_onboard.tui.key import texts as key_texts
from ava_onboard.tui.key.blocks import Around
from ava_onboard.tui.key.phase import Checking, Choice, Editing, Judged, Phase, Saved, Saving, choices, under_way
from ava_onboard.tui.widgets import step_blocks
from ava_onboard.tui.widgets.step_blocks import Page

_PAGES = {scenes.Page.OPEN: Page.OPEN, scenes.Page.NO_BROWSER: Page.NO_BROWSER}


class Picture(NamedTuple):
    """What the customer sees, in the current language."""

    title: str
    doing: str
    """The line below the title."""
    badge: Badge | None
    journey: Journey | None
    """The steps, where the line of steps is shown."""
    blocks: Sequence[Block]
    buttons: Sequence[str]
    """The labels of the buttons, the main one first."""


def seen(call: Call, situation: Situation, now: datetime) -> Picture:
    """Return what the customer of a call sees, in their language and with their code."""
    symbols = call.symbols or ""
    with locales.speaking(call.language), support.following(lambda _failure: symbols):
        return picture(situation, now)


def picture(situation: Situation, now: datetime) -> Picture:
    """Return what the customer sees; ``now`` stands for every date."""
    scene, store = situation.scene, store_kind.named(situation.store)
    match scene:
        case scenes.AtStep():
            return _step(scene, store)
        case scenes.OnCard() | scenes.Busy() | scenes.NotDeleted():
            card = mirrored_card.card(scene, store, now)
            title = _(labels.SETTINGS)
            return Picture(title, card.account or "", mirrored_card.badge(card), None, *mirrored_card.shown(card))
        case scenes.Asking():
            title, blocks, buttons = mirrored_dialog.shown(scene, store)
            return Picture(title, "", scene.outline.badge, None, blocks, buttons)
        case scenes.Pasting() | scenes.Answered() | scenes.InProgress() | scenes.Stopped() | scenes.Ended():
            return _form(scene, store, now)
        case scenes.OnCommandLine():
            return _command(scene)
        case _:
            assert_never(scene)


def _step(scene: scenes.AtStep, store: StoreKind) -> Picture:
    texts, page = guide.current().of(scene.step), _PAGES.get(scene.page, Page.CLOSED)
    welcome = scene.step is Step.ACCOUNT and page is Page.CLOSED
    blocks = step_blocks.of(texts, page, store, welcome=welcome, wide=False)
    done, closed = guide_words.done(scene.step), page is Page.CLOSED
    buttons = [_(labels.OPEN_PAGE), done] if closed else [done, _(labels.OPEN_AGAIN)]
    title = guide_words.welcome_title() if welcome else texts.title
    return Picture(
        title,
        guide_words.count(scene.step),
        scene.outline.badge or Badge.NOT_CONFIGURED,
        _journey(scene.step),
        [*_message(scene.trouble), *blocks],
        [*buttons, *([_(labels.COPY_NAME)] if texts.copy else [])],
    )


def _journey(step: Step) -> Journey:
    return Journey(step, frozenset(STEPS[: step.number - 1]))


def _message(trouble: Trouble | None) -> list[Block]:
    """Return the message that stands in the head."""
    failure = failure_of(trouble)
    return [Paragraphs([Line("▲", Tone.DOUBT, problem.in_one_line(failure))])] if failure else []


def _form(
    scene: scenes.Pasting | scenes.Answered | scenes.InProgress | scenes.Stopped | scenes.Ended,
    store: StoreKind,
    now: datetime,
) -> Picture:
    in_guide = scene.place is scenes.Place.GUIDE
    phase = _phase(scene, now)
    badge = _badge(scene, phase)
    around = Around(mirrored_card.outlined(scene, now), store)
    blocks = [*key_blocks.of(phase, around), *(_field(scene) if isinstance(phase, Editing | Checking) else ())]
    own = guide.current().of(Step.PASTE_KEY).title if in_guide else _(labels.SETTINGS)
    return Picture(
        (in_guide and key_texts.title(phase)) or own,
        guide_words.count(Step.PASTE_KEY) if in_guide else ACCOUNT,
        badge,
        _journey(Step.PASTE_KEY) if in_guide else None,
        blocks,
        _buttons(phase, store, in_guide=in_guide),
    )


def _buttons(phase: Phase, store: StoreKind, *, in_guide: bool) -> list[str]:
    other = None if store.takes_passphrase else store_kind.OPTIONAL[0]
    labels = [
        _(store_words.of(other).use) if other and choice is Choice.SAVE_IN_FALLBACK else choice.words
        for choice in choices(phase, fallback=other)
    ]
    may_go_back = not under_way(phase) and not isinstance(phase, Saved) and len(labels) < 3
    return [
        *filter(None, labels),
        *([_("Back")] if may_go_back else []),
        *([_("Quit")] if isinstance(phase, Saved) and in_guide else []),
    ]


def _phase(
    scene: scenes.Pasting | scenes.Answered | scenes.InProgress | scenes.Stopped | scenes.Ended, now: datetime
) -> Phase:
    key = ApiKey(KEY)
    match scene:
        case scenes.Pasting(field=field):
            return Editing(Pasted(KEY) if field is Field.OFFERED else None)
        case scenes.Answered(trouble=trouble, checked=checked, moves=moves):
            verdict = _verdict(checked, failure_of(trouble))
            return Judged(key, verdict, moves=moves) if verdict else Checking(key)
        case scenes.InProgress(stage=stage) | scenes.Stopped(stage=stage):
            stopped = isinstance(scene, scenes.Stopped)
            marks = _marks(scene, SAVING[: SAVING.index(stage)])
            marks[stage] = Mark.FAILED if stopped else Mark.UNDER_WAY
            saving = Saving(None if scene.sends_kept else key, _verdict(scene.checked, None), marks)
            if isinstance(scene, scenes.Stopped):
                failure = failure_of(scene.trouble) or Failure(problems.UNEXPECTED)
                kept = stage is not Stage.KEEP and (scene.keeps or scene.sends_kept)
                return Saving(saving.key, saving.verdict, marks, stage, failure, kept)
            return saving
        case scenes.Ended():
            status, tested = mirrored_card.after_saving(scene, now)
            marks = _marks(scene, SAVING)
            marks[Stage.PROVE] = mirrored_card.mark_of_test(tested)
            return Saved(None if scene.sends_kept else key, _verdict(scene.checked, None), marks, status, tested)
        case _:
            assert_never(scene)


def _marks(scene: scenes.InProgress | scenes.Stopped | scenes.Ended, done: Sequence[Stage]) -> dict[Stage, Mark]:
    marks = dict.fromkeys(done, Mark.DONE)
    if Stage.KEEP in marks and not scene.keeps:
        marks[Stage.KEEP] = Mark.SKIPPED
    return marks


def _verdict(checked: Checked, failure: Failure | None) -> Verdict | None:
    """Return Vapi's answer; None if it was not asked, or has not answered yet."""
    if checked is not Checked.NOT:
        return Accepted(Region.EU if checked is Checked.EUROPE else Region.US)
    if failure is None:
        return None
    if failure.problem is problems.KEY_UNKNOWN:
        return Rejected(Refusal.UNKNOWN, tuple(Region))
    if failure.problem is problems.KEY_FORBIDDEN:
        return Rejected(Refusal.FORBIDDEN, (Region.US,))
    return Undecided(failure)


def _badge(
    scene: scenes.Pasting | scenes.Answered | scenes.InProgress | scenes.Stopped | scenes.Ended, phase: Phase
) -> Badge:
    if isinstance(phase, Saved):
        return phase.status.badge
    if isinstance(scene, scenes.InProgress | scenes.Stopped):
        return scene.badge
    outline = scene.outline if isinstance(scene, scenes.Pasting | scenes.Answered) else None
    return (outline.badge if outline else None) or Badge.NOT_CONFIGURED


def _field(scene: scenes.Pasting | scenes.Answered | scenes.InProgress | scenes.Stopped | scenes.Ended) -> list[Block]:
    """Return the field, and what is remarked below it."""
    filled = not isinstance(scene, scenes.Pasting) or scene.field is Field.FILLED
    shown: list[Block] = [Labels([(_(labels.YOUR_KEY), HERE if filled else EMPTY)])]
    failure = failure_of(scene.trouble) if isinstance(scene, scenes.Pasting) else None
    if failure:
        lines = [f"{failure.sentence} {failure.remedy}", problem.codes(failure)]
        shown.append(Note(Line("✗", Tone.BAD, lines[0]), lines[1:]))
    return shown


def _command(scene: scenes.OnCommandLine) -> Picture:
    failure = failure_of(scene.trouble)
    command = f"$ ava-onboard {scene.command.replace('?', '…')}".rstrip()
    lines = problem.lines(failure) if failure else []
    blocks: list[Block] = [Paragraphs([text(command)]), Signed(lines), Paragraphs([aside("$")])]
    return Picture(_("Command line"), "", scene.outline.badge, None, blocks, [])
