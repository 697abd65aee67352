"""Where the customer is: four steps, what is done, and what follows what."""

from datetime import datetime
from enum import Enum, StrEnum
from typing import NamedTuple

from ava_onboard.domain.status import Answer, Begun, Fact
from ava_onboard.locales import N_, _


class Step(StrEnum):
    """The four steps of Ava's guide, in their order. The values are kept in the journal."""

    ACCOUNT = "account"
    KEYS_PAGE = "keys-page"
    NEW_KEY = "new-key"
    PASTE_KEY = "paste-key"

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return STEPS.index(self) + 1


STEPS = tuple(Step)


class Journey(NamedTuple):
    """The step that is open and the steps that are done."""

    step: Step = Step.ACCOUNT
    done: frozenset[Step] = frozenset()

    def finish(self) -> "Journey":
        """The open step is done; the next one opens. The last step stays open."""
        return Journey(STEPS[min(self.step.number, len(STEPS) - 1)], self.done | {self.step})

    def back(self) -> "Journey":
        """The step before opens; what is done stays done. The first step stays open."""
        return self._replace(step=STEPS[max(self.step.number - 2, 0)])

    def open(self, step: Step) -> "Journey":
        """Open any step; what is done stays done."""
        return self._replace(step=step)


class Stage(Enum):
    """One visible step of saving or deleting; the value says what is being done, the name is kept in the journal."""

    KEEP = N_("Keep the key on this computer")
    SEND = N_("Send it to Ava")
    CONFIRM = N_("Check that Ava has it")
    FORGET_AT_AVA = N_("Delete it from Ava")
    FORGET_HERE = N_("Delete it from this computer")

    @property
    def words(self) -> str:
        """What is being done, in the current language."""
        return _(self.value)


class UnderWay(NamedTuple):
    """Saving or deleting that was begun and is not known to have ended: the stages before ``stage`` are done."""

    stage: Stage
    preview: str | None = None
    """The key that is being saved, as far as it may be shown."""

    @property
    def deletes(self) -> bool:
        """Whether a key is being deleted, not saved."""
        return self.stage in {Stage.FORGET_AT_AVA, Stage.FORGET_HERE}


class SeenForm(NamedTuple):
    """Which of the two forms Ava's answer had when a key was last saved or deleted."""

    name: str
    """``documented`` or ``deployed``."""
    learnt: datetime


class Progress(NamedTuple):
    """What is remembered from one run to the next. It holds no secret."""

    journey: Journey = Journey()
    language: str | None = None
    """The chosen language's code; None while the person has not chosen."""
    theme: str | None = None
    ava_url: str | None = None
    """The Ava that ``account``, ``known`` and ``under_way`` are about; None for the one that everybody has."""
    account: str | None = None
    """Who is signed in to Ava, as the screen names them."""
    kept: Fact = Fact()
    """The last thing learnt about the local copy: it is shown before the keyring has answered."""
    known: Fact = Fact()
    """What Ava said last."""
    accepted: Fact = Fact()
    """What Vapi said last."""
    under_way: UnderWay | None = None
    """What was being done when this was written; None between two doings."""
    form: SeenForm | None = None
    """Which form Ava's answers have; None while no key was saved or deleted there."""

    @property
    def configured_before(self) -> bool:
        """Whether the settings card, not the guide, is the place to start: it shows a key, and what was under way."""
        return Answer.YES in {self.kept.answer, self.known.answer} or self.under_way is not None

    def begun(self, kept: Fact, *, asked: bool) -> Begun:
        """What was begun, as a ``Status`` tells it.

        Args:
            kept: What is known of the local copy.
            asked: Whether this computer was asked, by now, what it has kept.
        """
        begun = self.under_way
        if begun is None:
            return Begun.NOTHING
        if begun.deletes:
            return Begun.DELETION
        if begun.stage is not Stage.KEEP or kept.preview == begun.preview or kept.failure:
            return Begun.NOTHING
        return Begun.LOST if asked else Begun.KEEPING

    @property
    def knows_ava(self) -> bool:
        """Whether anything of an Ava is remembered."""
        return self.account is not None or self.known != Fact() or self.under_way is not None

    def at(self, ava_url: str | None) -> "Progress":
        """What of it holds at the Ava at this address: nothing that another one has said."""
        return self if ava_url == self.ava_url else self.with_ava_of(Progress(ava_url=ava_url))

    def as_guest(self) -> "Progress":
        """What of it holds for a token that nobody signed in with: it may be that of another account of the same Ava.

        Somebody who never signed in has no account but that of the token.
        """
        return self if self.account is None else self._replace(known=Fact(), under_way=None)

    def with_ava_of(self, other: "Progress") -> "Progress":
        """This progress, with what ``other`` knows of its Ava."""
        return self._replace(**{name: getattr(other, name) for name in _OF_AVA})

    def merged(self, before: "Progress", theirs: "Progress") -> "Progress":
        """This progress, where another assistant has made ``theirs`` out of the same ``before``.

        Of what only one of the two has changed, that one is taken; of what both have, ours. But who has ended
        something does not end what the other has under way, and what is known of two Avas is never mixed.
        """
        changed = {name for name in self._fields if getattr(self, name) != getattr(before, name)}
        if self.under_way is None and theirs.under_way != before.under_way:
            changed.discard("under_way")
        merged = theirs._replace(**{name: getattr(self, name) for name in changed})
        if self.ava_url == theirs.ava_url:
            return merged
        return merged.with_ava_of(self if changed & _OF_AVA else theirs)


_OF_AVA = {"ava_url", "account", "known", "under_way", "form"}
"""What is remembered of one Ava, and of no other."""
