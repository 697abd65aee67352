"""The body of the settings card."""

from collections.abc import Sequence
from typing import NamedTuple

from ava_onboard.domain import state_problem
from ava_onboard.domain.attention import Action, Choice
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.local_time import day
from ava_onboard.domain.progress import SENDING, Stage
from ava_onboard.domain.status import Status
from ava_onboard.domain.store_kind import DEFAULT, StoreKind
from ava_onboard.domain.verdict import Region
from ava_onboard.locales import _
from ava_onboard.onboarding import StageFailed
from ava_onboard.text import card as card_lines
from ava_onboard.text import (
    deletion,
    guide,
    key_details,
    places,
    problem,
    proof,
    stages,
    store_words,
    waiting,
)
from ava_onboard.text import status as status_lines
from ava_onboard.text import verdict as verdict_lines
from ava_onboard.text.line import Line, Tone, aside, shortened, text
from ava_onboard.tui.drawing.blocks import Block, Heading, Labels, Signed
from ava_onboard.tui.drawing.notes import Note, note
from ava_onboard.tui.drawing.places import Box, Joint, Places

_HELPED_BY_A_NEW_KEY = (Action.NONE, Action.START, Action.REPLACE, Action.CREATE)


class Card(NamedTuple):
    """What the card shows."""

    status: Status = Status()
    account: str | None = None
    store: StoreKind = DEFAULT
    looking: bool = False
    answered: bool = False
    """Whether this computer has answered, while looking."""
    slow: bool = False
    """Whether the present work takes longer than a moment."""
    deleting: StageFailed | Stage | None = None
    """The stage of a deletion that is under way, or what has stopped it."""
    boxed: bool = False
    """Whether what each choice does stands in its button."""

    @property
    def is_deleting(self) -> bool:
        """Whether a deletion is under way."""
        return isinstance(self.deleting, Stage)


def of(card: Card) -> list[Block]:
    """Return the blocks of the card."""
    blocks: list[Block] = [_note(card), Places(_boxes(card), _joints(card))]
    if remarks := status_lines.remarks(card.status):
        blocks.append(Signed(remarks))
    if choices(card) and not card.boxed:
        blocks.append(Signed(card_lines.choices(card.status)))
    if card.status.preview and (details := key_details.of(card.status)):
        blocks.append(Labels(details, rank=2))
    helped_by_a_key = card.status.action in _HELPED_BY_A_NEW_KEY or not card.status.preview
    if helped_by_a_key and not card.is_deleting:
        blocks += [Heading(card_lines.how_to(), rank=3), Signed(guide.titles(), rank=3)]
    if card.status.action is Action.SEND:
        blocks += [Heading(card_lines.what_sending_does(), rank=3), Signed(stages.listed(SENDING), rank=3)]
    return blocks


def choices(card: Card) -> Sequence[Choice]:
    """Return what can be chosen from now."""
    return () if card.looking or card.deleting else card.status.choices


def resolving(card: Card) -> str:
    """Return the label of the main button: what resolves the state. Empty if there is something to choose from."""
    if card.is_deleting or card.status.action is Action.CHOOSE:
        return ""
    return card_lines.looking().words if card.looking else card.status.action_words or _(Action.CHECK.value)


def choosing(index: int, card: Card) -> str:
    """Return the label of a choice, with its key."""
    possible = choices(card)
    return f"{card_lines.LETTERS[index]}  {_(possible[index].value)}" if index < len(possible) else ""


def choice(index: int, card: Card) -> tuple[str, str]:
    """Return the label of a choice, and what it does."""
    does = card_lines.choices(card.status)[index].words if index < len(choices(card)) else ""
    return choosing(index, card), does


def replacing(card: Card, *, narrow: bool) -> str:
    """Return the label of the button that opens the form, unless the main button does that, or a key should go."""
    status = card.status
    resolved_otherwise = status.action in (Action.REPLACE, Action.CHOOSE, Action.DELETE) or status.gone
    if card.is_deleting or resolved_otherwise:
        return ""
    if status.preview is None:
        return _("Paste a key")
    return _("Another key") if narrow else _(Choice.REPLACE.value)


def deleting(card: Card) -> str:
    """Return the label of the button that deletes the key; empty if there is none, or it is being deleted."""
    if card.is_deleting or not card.status.preview or card.status.action is Action.DELETE:
        return ""
    return _("Delete it here too") if card.status.gone else _("Delete")


def _note(card: Card) -> Note:
    """Return what is going on, or else what is wrong, and what to do about it."""
    match card.deleting:
        case Stage() as stage:
            late = waiting.store(card.store) if stage is Stage.FORGET_HERE else waiting.ava()
            return Note(deletion.under_way(), [*([late] if card.slow else []), waiting.may_stop()])
        case StageFailed() as failed:
            return note(stages.not_deleted(failed), failed.failure)
    if card.looking:
        return Note(card_lines.looking(), [_late(card)] if card.slow else [])
    status = card.status
    if status.action is Action.UNLOCK:  # the title says it all
        return Note(_title(status))
    refusal = state_problem.refusal(status)
    if refusal:
        return note([_title(status), text(refusal.remedy), aside(problem.codes(refusal))], refusal)
    cure = [*proof.way_out(status), *status_lines.reasons(status)]
    reason = state_problem.failure(status)
    return note([_title(status), *cure, *([] if reason else status_lines.state_code(status))], reason)


def _title(status: Status) -> Line:
    """Return the sentence of the card; its sign says whether something is wrong, to be done, or well."""
    if status.sentence is None:
        return status_lines.well(status)
    if Answer.NO in (status.verdict.answer, status.proof.answer):
        return Line("✗", Tone.BAD, status.sentence)
    if status.action in (Action.START, Action.SEND, Action.SIGN_IN) and not (status.gone or status.account_gone):
        return Line("●", Tone.NOTE, status.sentence)
    return Line("▲", Tone.DOUBT, status.sentence)


def _unanswered(card: Card) -> tuple[bool, bool, bool]:
    """Return whether this computer, Ava and Vapi have yet to answer."""
    status = card.status
    here = card.looking and not card.answered
    ava = here or (card.looking and status.signed_in and status.known.learnt is None)
    vapi = here or (card.looking and status.kept.answer is Answer.YES and status.accepted.learnt is None)
    return here, ava, vapi


def _late(card: Card) -> str:
    """Return what the card is waiting for."""
    here, ava, _vapi = _unanswered(card)
    return waiting.store(card.store) if here else waiting.ava() if ava else waiting.vapi()


def _boxes(card: Card) -> Sequence[Box]:
    status = card.status
    known = (places.here(status.kept), places.at_ava(status), _vapi(status))
    facts = [places.being_asked() if waits else fact for waits, fact in zip(_unanswered(card), known, strict=True)]
    kept = status.kept.answer is not Answer.NO
    notes = (_(store_words.of(card.store).name) if kept else "", _at_ava(card), _at_vapi(status))
    names = (places.this_computer(), "Ava", "Vapi")
    return [Box(*box) for box in zip(names, facts, notes, strict=True)]


def _at_ava(card: Card) -> str:
    """Return the account that has the key, or else when Ava was asked last."""
    last = card.status.last_known.learnt
    if card.status.known.answer is Answer.UNKNOWN and last and not card.looking:
        return day(last)
    return card.account or ""


def _vapi(status: Status) -> Line:
    """Return what Vapi says; that it was not asked is not a doubt where it cannot be: without the key."""
    if not status.preview:
        return places.no_key()
    line = places.at_vapi(status.verdict.answer)
    cannot_ask = status.kept.answer is Answer.NO and status.verdict.answer is Answer.UNKNOWN
    return line._replace(sign="–", tone=Tone.MUTED) if cannot_ask else line


def _at_vapi(status: Status) -> str:
    """Return which key Vapi was asked about, if that is not plain, or else what is known of it there."""
    verdict, ava = status.verdict, status.at_ava
    if verdict.preview and ava.preview and verdict.preview != ava.preview:
        return shortened(verdict.preview)
    if verdict.region is Region.EU:
        return verdict_lines.region(Region.EU)
    return "" if verdict.answer is Answer.NO else places.assistants(status.proof)


def _joints(card: Card) -> Sequence[Joint]:
    """Return how the key gets from here to Ava, and whether Ava can use it at Vapi."""
    if card.looking:
        return Joint.UNDER_WAY, Joint.UNDER_WAY
    if card.is_deleting:
        return Joint.UNDER_WAY, _to_vapi(card.status)
    return _to_ava(card.status), _to_vapi(card.status)


def _to_ava(status: Status) -> Joint:
    here, ava = status.kept, status.at_ava
    if here.answer is Answer.YES and (status.gone or status.account_gone):
        return Joint.BROKEN
    if here.answer is ava.answer is Answer.YES:
        if here.about(ava.preview) is not here:
            return Joint.DIFFERS
        return Joint.UNKNOWN if status.known.answer is Answer.UNKNOWN else Joint.WHOLE
    return Joint.UNKNOWN if Answer.UNKNOWN in (here.answer, status.known.answer) else Joint.TO_COME


def _to_vapi(status: Status) -> Joint:
    ava = status.at_ava
    if ava.answer is not Answer.YES:
        return Joint.TO_COME
    if Answer.NO in (status.proof.answer, status.verdict.about(ava.preview).answer):
        return Joint.BROKEN
    return Joint.WHOLE if status.proof.answer is Answer.YES else Joint.UNKNOWN
