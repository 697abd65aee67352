"""The state of the key here, at Ava and at Vapi: one badge, one sentence, one next action."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from ava_onboard.domain import problems, store_kind
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.verdict import Accepted, Rejected, Undecided, Verdict
from ava_onboard.locales import N_, _

WAITING_TO_BE_SENT = N_("The key is kept on this computer, waiting to be sent to Ava.")
INTERRUPTED_DELETION = N_("The key was being deleted when the program stopped.")


class Answer(Enum):
    """What is known of a fact."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Fact(NamedTuple):
    """One of the three facts behind the badge."""

    answer: Answer = Answer.UNKNOWN
    preview: str | None = None
    """The start of the key that it is about."""
    learnt: datetime | None = None
    """When it was learnt; None if it never was."""
    failure: Failure | None = None
    """Why it is unknown, if something went wrong."""


def fact_of(verdict: Verdict, preview: str, learnt: datetime) -> Fact:
    """Return Vapi's verdict as a fact about the key with this ``preview``."""
    match verdict:
        case Accepted():
            return Fact(Answer.YES, preview, learnt)
        case Rejected():
            return Fact(Answer.NO, preview, learnt)
        case Undecided(failure=failure):
            return Fact(Answer.UNKNOWN, preview, learnt, failure)


class Badge(Enum):
    """Whether Ava has a key from this customer."""

    CONFIGURED = N_("Configured")
    NOT_CONFIGURED = N_("Not configured")

    @property
    def words(self) -> str:
        """The badge's text in the current language."""
        return _(self.value)

    @property
    def sign(self) -> str:
        """The badge's sign, so that its meaning does not depend on colour."""
        return "●" if self is Badge.CONFIGURED else "○"


class Action(Enum):
    """The one thing to do next; the value is the button's text."""

    NONE = ""
    START = N_("Get a key")
    SIGN_IN = N_("Sign in to Ava")
    SEND = N_("Send to Ava")
    REPLACE = N_("Use another key")
    RETRY = N_("Try again")
    UNLOCK = "unlock"
    """Its words depend on the store; see ``Status.action_words``."""
    DELETE = N_("Finish deleting")


class Unfinished(Enum):
    """Work an earlier run left unfinished, which the facts alone do not show."""

    NOTHING = "nothing"
    DELETION = "deletion"
    """A deletion that is not known to have ended."""
    LOST = "lost"
    """Keeping a key that is not on this computer."""
    KEEPING = "keeping"
    """Keeping a key, while it is not known whether it is on this computer."""


class Status(NamedTuple):
    """The three facts, and what follows from them."""

    kept: Fact = Fact()
    """Kept on this computer."""
    known: Fact = Fact()
    """Known to Ava. Without an answer, see ``last_known``."""
    accepted: Fact = Fact()
    """Accepted by Vapi."""
    signed_in: bool = False
    last_known: Fact = Fact()
    """Ava's last answer."""
    unfinished: Unfinished = Unfinished.NOTHING
    session_unread: Failure | None = None
    """Why the stored session could not be read."""

    @property
    def badge(self) -> Badge:
        """Configured if Ava has a key, or had one in its last answer."""
        fact = self.last_known if self.known.answer is Answer.UNKNOWN else self.known
        return Badge.CONFIGURED if fact.answer is Answer.YES else Badge.NOT_CONFIGURED

    @property
    def preview(self) -> str | None:
        """The preview of Ava's key, or else of the one kept here."""
        return self.known.preview or self.last_known.preview or self.kept.preview

    @property
    def failures(self) -> Sequence[Failure]:
        """Why facts are unknown, each reason once."""
        reasons = (self.kept.failure, self.session_unread, self.known.failure, self.accepted.failure)
        return list({failure.code: failure for failure in reasons if failure}.values())

    @property
    def agree(self) -> bool:
        """Whether nothing is left to do."""
        return self.advice == (None, Action.NONE)

    @property
    def sentence(self) -> str | None:
        """What is wrong or missing, in the current language; None if nothing is."""
        message = self.advice[0]
        return _(message) if message else None

    @property
    def action(self) -> Action:
        """What to do about it."""
        return self.advice[1]

    @property
    def action_words(self) -> str:
        """The text of that action's button in the current language."""
        action = self.action
        if action is Action.UNLOCK and self._closed:
            return _(store_kind.of_problem(self._closed.problem).unlock)
        return _(action.value) if action.value else ""

    @property
    def advice(self) -> tuple[str | None, Action]:
        """The English sentence about what is wrong, and what to do: the first that applies, the worst first."""
        kept, known, accepted = self.kept.answer, self.known.answer, self.accepted.answer
        if first := self._most_urgent():
            return first
        message: str | None = None
        action = Action.NONE
        if accepted is Answer.NO:
            message, action = problems.KEY_UNKNOWN.sentence, Action.REPLACE
        elif known is Answer.UNKNOWN:
            message, action = self._while_ava_is_silent()
        elif kept is Answer.YES and known is Answer.NO:
            message, action = N_("The key is on this computer, but Ava does not have it yet."), Action.SEND
        elif kept is Answer.YES and self.known.preview not in (None, self.kept.preview):
            message, action = N_("Ava has a different key from the one on this computer."), Action.SEND
        elif known is Answer.NO:
            message, action = N_("Ava has no key from you yet."), Action.START
        elif self.kept.failure:
            message, action = _not_asked(self.kept.failure), Action.RETRY
        elif kept is Answer.YES and self.accepted.failure:
            message, action = N_("Vapi could not be reached to check the key."), Action.RETRY
        return message, action

    def _most_urgent(self) -> tuple[str, Action] | None:
        """Return the advice about unfinished work, or about what cannot be read; None if neither applies."""
        if self.unfinished is Unfinished.DELETION and not self.kept.answer is self.known.answer is Answer.NO:
            return INTERRUPTED_DELETION, Action.DELETE
        if self._closed:
            return store_kind.of_problem(self._closed.problem).closed, Action.UNLOCK
        if self.session_unread and self.known.answer is Answer.UNKNOWN:
            return _not_asked(self.session_unread), Action.RETRY
        if self.unfinished is Unfinished.LOST:
            return N_("The program stopped before the key was kept on this computer."), Action.REPLACE
        if self.unfinished is Unfinished.KEEPING:
            return N_("The program stopped before the key was saved."), Action.RETRY
        return None

    @property
    def _closed(self) -> Failure | None:
        """Why a passphrase is needed: for the key, or for a session without which Ava's answer is not known."""
        session = self.session_unread if self.known.answer is Answer.UNKNOWN else None
        return next((it for it in (self.kept.failure, session) if it and it.problem in problems.CLOSED), None)

    def _while_ava_is_silent(self) -> tuple[str | None, Action]:
        if self.signed_in and self.known.failure:
            return N_("Ava could not be reached. This is its last answer."), Action.RETRY
        if self.kept.answer is Answer.YES and self.last_known.answer is not Answer.YES:
            return WAITING_TO_BE_SENT, Action.SEND
        if self.signed_in:
            return None, Action.NONE
        return N_("Sign in to see whether Ava has a key."), Action.SIGN_IN


def _not_asked(failure: Failure) -> str:
    return store_kind.of_problem(failure.problem).unread
