"""The progress of a customer: the four steps, and what is saved between runs."""

from enum import Enum, StrEnum
from typing import NamedTuple

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.status import Status, Unfinished
from ava_onboard.locales import N_, _


class Step(StrEnum):
    """The four steps of Ava's guide, in their order. The values are saved."""

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
        """Mark the open step and those before it as done, and open the next one. The last step stays open.

        Nobody has a key without an account.
        """
        return Journey(STEPS[min(self.step.number, len(STEPS) - 1)], self.done.union(STEPS[: self.step.number]))

    def back(self) -> "Journey":
        """Open the step before; what is done stays done. The first step stays open."""
        return self._replace(step=STEPS[max(self.step.number - 2, 0)])

    def open(self, step: Step) -> "Journey":
        """Open any step; what is done stays done."""
        return self._replace(step=step)


class Stage(Enum):
    """A stage of saving or deleting. The value says what it does; the name is saved."""

    KEEP = N_("Keep the key on this computer")
    SEND = N_("Send it to Ava")
    CONFIRM = N_("Check that Ava has it")
    PROVE = N_("Test the key with Ava")
    FORGET_AT_AVA = N_("Delete it from Ava")
    FORGET_HERE = N_("Delete it from this computer")

    @property
    def words(self) -> str:
        """What is being done, in the current language."""
        return _(self.value)


SAVING = (Stage.KEEP, Stage.SEND, Stage.CONFIRM, Stage.PROVE)
"""The stages of saving, in their order. They are part of the situation code: a further one needs a new version."""
SENDING = SAVING[1:]


class Operation(NamedTuple):
    """A key being saved or deleted, not known to have finished: the stages before ``stage`` are done."""

    stage: Stage
    preview: str | None = None
    """The key that is being saved, as far as it may be shown."""

    @property
    def deletes(self) -> bool:
        """Whether a key is being deleted, not saved."""
        return self.stage in {Stage.FORGET_AT_AVA, Stage.FORGET_HERE}


DEFAULT_AVA = "default"
"""The name of the Ava that is used if no address is given; its address may change with a new version."""


class Progress(NamedTuple):
    """What is saved from one run to the next. It holds no secret."""

    journey: Journey = Journey()
    language: str | None = None
    """The chosen language's code; None until the person has chosen."""
    theme: str | None = None
    bell: bool | None = None
    """Whether a bell tells that a long wait is over; None until the person has chosen."""
    offers_clipboard: bool = True
    """Whether a key on the clipboard is offered."""
    ava: str | None = None
    """The Ava that the profile uses: its address, ``DEFAULT_AVA``, or None until one has been used."""
    kept: Fact = Fact()
    """What was last learnt about the key on this computer. It is shown before the keyring has answered."""
    accepted: Fact = Fact()
    """What Vapi said last."""
    kept_for: str | None = None
    """The Ava account that the key on this computer was saved for; None if that is not known."""
    account: str | None = None
    """Who is signed in to Ava, as the screen shows them. This and what follows is about the Ava of this run."""
    known: Fact = Fact()
    """What Ava said last."""
    used: Fact = Fact()
    """How the last test of Ava's key ended that had a result."""
    under_way: Operation | None = None

    @property
    def configured_before(self) -> bool:
        """Whether to start with the settings, not the guide: they show a key, and an operation to finish."""
        return Answer.YES in {self.kept.answer, self.known.answer} or self.under_way is not None

    @property
    def key_may_be_only_here(self) -> bool:
        """Whether a key on this computer may exist nowhere else: Ava is not known to have that one."""
        at_ava = self.known.answer is Answer.YES and self.known.preview in (None, self.kept.preview)
        return self.kept.answer is not Answer.NO and not at_ava

    @property
    def owner(self) -> str | None:
        """The other account that the key on this computer was saved for; None if it is this one, or not known."""
        return None if self.account is None or self.kept_for == self.account else self.kept_for

    @property
    def organisation(self) -> str | None:
        """The organisation of the key that Ava has; None if there is no such key, or if that is not known."""
        facts = (fact for fact in (self.used, self.accepted) if fact.preview == self.known.preview is not None)
        return next((fact.organisation for fact in facts if fact.organisation), None)

    def leaves_organisation(self, organisation: str | None) -> bool:
        """Return whether a key of ``organisation`` belongs to another one than the key that Ava has."""
        return None not in (self.organisation, organisation) and self.organisation != organisation

    def status(self) -> Status:
        """Return what was known last, without any request."""
        of_key_at_ava = self.used if self.used.preview == self.known.preview else Fact()
        return Status(
            self.kept,
            Fact(),
            self.accepted,
            of_key_at_ava,
            signed_in=self.account is not None,
            last_known=self.known,
            last_accepted=self.accepted,
            last_used=of_key_at_ava,
            owner=self.owner,
            unfinished=self.unfinished(self.kept, asked=False),
        )

    def unfinished(self, kept: Fact, *, asked: bool) -> Unfinished:
        """Return what an earlier run left unfinished.

        Args:
            kept: What is known of the key on this computer.
            asked: Whether this run has looked for the key on this computer.
        """
        operation = self.under_way
        if operation is None:
            return Unfinished.NOTHING
        if operation.deletes:
            return Unfinished.DELETION
        if operation.stage is not Stage.KEEP or kept.preview == operation.preview or kept.failure:
            return Unfinished.NOTHING
        return Unfinished.LOST if asked else Unfinished.KEEPING

    def as_guest(self) -> "Progress":
        """Return what holds for a token from the environment: it may be that of another account of the same Ava.

        If no account has signed in, the only account is that of the token.
        """
        return self if self.account is None else self._replace(known=Fact(), used=Fact(), under_way=None)

    def without_lapsed(self, ava: str) -> "Progress":
        """Return what holds in a run at ``ava``: an operation lapses when the profile moves to another Ava.

        Before the profile returns, the key on this computer may have changed.
        """
        return self if self.ava in (None, ava) else self._replace(under_way=None)

    def merged(self, before: "Progress", theirs: "Progress") -> "Progress":
        """Merge with the progress that another running ava-onboard has written.

        Fields changed on one side keep that change; on conflict ours wins, except that ending our operation never
        cancels theirs. Starting one keeps the profile at its Ava.

        Args:
            before: What both started from.
            theirs: What the other one has written.
        """
        changed = {name for name in self._fields if getattr(self, name) != getattr(before, name)}
        if self.under_way is None and theirs.under_way != before.under_way:
            changed.discard("under_way")
        if self.under_way and "under_way" in changed:
            changed.add("ava")
        return theirs._replace(**{name: getattr(self, name) for name in changed})
