"""The state of the key here, at Ava and at Vapi: one badge, one sentence, one next action."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from ava_onboard.domain import problems, store_kind
from ava_onboard.domain.attention import Action, Choice, Concern
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.local_time import day
from ava_onboard.domain.verdict import Region
from ava_onboard.locales import N_, _

_IN_COMMON = set("_-*")
"""In a preview that is mostly the prefix of a kind of keys, such as ``sk_live_``, or of a key that is too short."""
WAITING_TO_BE_SENT = N_("The key is kept on this computer, waiting to be sent to Ava.")


class Badge(Enum):
    """Whether Ava has a key from this customer, and whether anything speaks against it."""

    CONFIGURED = N_("Configured")
    ATTENTION = N_("Needs attention")
    NOT_CONFIGURED = N_("Not configured")

    @property
    def words(self) -> str:
        """The badge's text in the current language."""
        return _(self.value)

    @property
    def sign(self) -> str:
        """The badge's sign, so that its meaning does not depend on colour."""
        return {Badge.CONFIGURED: "●", Badge.ATTENTION: "▲", Badge.NOT_CONFIGURED: "○"}[self]


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
    """The four facts, and what follows from them."""

    kept: Fact = Fact()
    """Kept on this computer."""
    known: Fact = Fact()
    """Known to Ava. Without an answer, see ``last_known``."""
    accepted: Fact = Fact()
    """Accepted by Vapi."""
    used: Fact = Fact()
    """Used by Ava: it has listed the assistants with the key it has."""
    signed_in: bool = False
    last_known: Fact = Fact()
    """Ava's last answer."""
    last_accepted: Fact = Fact()
    """Vapi's last answer about the key in question."""
    last_used: Fact = Fact()
    """How the last test at Ava ended."""
    owner: str | None = None
    """The other Ava account that the key on this computer was saved for; None if it is this one, or not known."""
    unfinished: Unfinished = Unfinished.NOTHING
    session_unread: Failure | None = None
    """Why the stored session could not be read."""
    unprotected: bool | None = None
    """Whether Ava shows its settings to anyone, without signing in; None if that is not known."""

    @property
    def badge(self) -> Badge:
        """Configured if Ava has a key, now or in its last answer, and nothing speaks against it."""
        if self.at_ava.answer is not Answer.YES:
            return Badge.NOT_CONFIGURED
        return Badge.ATTENTION if self.concerns else Badge.CONFIGURED

    @property
    def at_ava(self) -> Fact:
        """Ava's answer, or else its last one."""
        return self.last_known if self.known.answer is Answer.UNKNOWN else self.known

    @property
    def verdict(self) -> Fact:
        """Vapi's answer. A refusal stands until Vapi has answered again."""
        return self.accepted.unless_refuted(self.last_accepted)

    @property
    def proof(self) -> Fact:
        """Whether Ava can use the key. A failure stands until Ava has used it: right after one, Ava may not try."""
        return self.used.unless_refuted(self.last_used.about(self.at_ava.preview))

    @property
    def concerns(self) -> Sequence[Concern]:
        """What speaks against the key that Ava has, the worst first; nothing if Ava has none."""
        if self.at_ava.answer is not Answer.YES:
            return ()
        preview = self.at_ava.preview
        verdict, proof = self.verdict.about(preview), self.proof.about(preview)
        of_vapi = [fact.about(preview) for fact in (verdict, self.last_accepted)]
        of_use = [fact.about(preview) for fact in (proof, self.last_used)]
        accepted, used = (Answer.YES in {fact.answer for fact in facts} for facts in (of_vapi, of_use))
        applies = {
            Concern.BEING_DELETED: self.unfinished is Unfinished.DELETION,
            Concern.DIFFERENT: self._differ,
            Concern.REFUSED: verdict.answer is Answer.NO,
            Concern.UNUSABLE: proof.answer is Answer.NO,
            Concern.EUROPEAN: Region.EU in {fact.region for fact in of_vapi} and not used,
            Concern.UNCHECKED: not accepted and not used,
        }
        return [concern for concern in Concern if applies[concern]]

    @property
    def preview(self) -> str | None:
        """The preview of Ava's key, or else of the one kept here."""
        return self.known.preview or self.last_known.preview or self.kept.preview

    @property
    def may_be_another(self) -> bool:
        """Whether both have a key, and Ava shows too little of its own to tell whether they are the same."""
        if self._differ or not self.kept.answer is self.at_ava.answer is Answer.YES:
            return False
        return self.at_ava.preview is None or bool(_IN_COMMON & set(self.at_ava.preview))

    @property
    def account_gone(self) -> bool:
        """Whether Ava says that the account of the session no longer exists."""
        return self.known.failure is not None and self.known.failure.problem is problems.ACCOUNT_GONE

    @property
    def gone(self) -> bool:
        """Whether Ava has no key any more, but had the one on this computer when it was asked before."""
        if self.account_gone:
            return False
        before = self.last_known
        had = before.answer is Answer.YES and before.preview in (None, self.kept.preview)
        return had and self.known.answer is Answer.NO and self.kept.answer is Answer.YES

    @property
    def failures(self) -> Sequence[Failure]:
        """Why facts are unknown, each reason once."""
        of_services = (fact.failure for fact in (self.known, self.accepted, self.proof))
        reasons = (self.kept.failure, self.session_unread, *of_services)
        # These are said by the fact itself, and by the advice.
        said = (problems.NOT_TESTABLE, *problems.REFUTED, *problems.KEY_REFUSED)
        shown = (failure for failure in reasons if failure and failure.problem not in said)
        return list({failure.code: failure for failure in shown}.values())

    @property
    def agree(self) -> bool:
        """Whether nothing is left to do."""
        return self.advice == (None, Action.NONE)

    @property
    def sentence(self) -> str | None:
        """What is wrong or missing, in the current language; None if nothing is."""
        message = self.advice[0]
        if message is None:
            return None
        here, ava = ((fact.preview or "").replace("...", "…") for fact in (self.kept, self.at_ava))
        date = day(self.last_known.learnt) if self.last_known.learnt else ""
        return _(message).format(ava=ava, here=here, name=self.owner, date=date, badge=self.badge.words)

    @property
    def action(self) -> Action:
        """What to do about it."""
        return self.advice[1]

    @property
    def choices(self) -> Sequence[Choice]:
        """What to choose from, if that is the action. A key that Vapi refuses is not offered."""
        if self.action is not Action.CHOOSE:
            return ()
        if self.known.answer is Answer.NO:
            return (Choice.SEND_ANYWAY, Choice.REPLACE)
        refused = self.verdict.about(self.kept.preview).answer is Answer.NO
        return (Choice.KEEP_AVAS, Choice.REPLACE) if refused else (Choice.SEND, Choice.KEEP_AVAS)

    @property
    def action_words(self) -> str:
        """The text of that action's button in the current language."""
        action = self.action
        if action is Action.UNLOCK and self._closed:
            return _(store_kind.of_problem(self._closed.problem).unlock)
        if action is Action.SIGN_IN and self.account_gone:
            return _("Use another account")
        if action is Action.SEND and self.gone:
            return _("Send it again")
        return _(action.value) if action.value and action is not Action.CHOOSE else ""

    @property
    def advice(self) -> tuple[str | None, Action]:
        """The English sentence about what is wrong, and what to do: the first that applies, the worst first."""
        known = self.known.answer
        if first := self._most_urgent():
            return first
        if self.kept.answer is known is Answer.YES and self._differ:
            return Concern.DIFFERENT.value, Action.CHOOSE
        if self.verdict.answer is Answer.NO:
            return Concern.REFUSED.value, Action.REPLACE
        if known is Answer.UNKNOWN:
            return self._while_ava_is_silent()
        return self._without_key_at_ava() if known is Answer.NO else self._with_key_at_ava()

    @property
    def _differ(self) -> bool:
        """Whether the key on this computer is not the one that Ava has."""
        here, ava = self.kept, self.at_ava
        return here.answer is not Answer.NO and None not in (here.preview, ava.preview) and here.preview != ava.preview

    def _without_key_at_ava(self) -> tuple[str, Action]:
        if self.kept.answer is Answer.NO:
            return N_("No key yet, here or at Ava. Four short steps lead to one."), Action.START
        if self.kept.answer is Answer.UNKNOWN:
            return N_("Ava has no key from you yet."), Action.START
        if self.owner:
            return N_("The key on this computer was saved for {name}. Ava has no key from you yet."), Action.CHOOSE
        if self.gone:
            return N_("Ava no longer has your key; this computer still does."), Action.SEND
        return WAITING_TO_BE_SENT, Action.SEND

    def _with_key_at_ava(self) -> tuple[str | None, Action]:
        concerns, failure = self.concerns, self.proof.failure
        if Concern.UNUSABLE in concerns:
            not_found = failure is not None and failure.problem is problems.KEY_NOT_FOUND
            if not_found and self.kept.answer is Answer.YES:
                return self._unusable, Action.SEND
            return self._unusable, Action.CREATE if self._european else Action.REPLACE
        if self.kept.failure:
            return _not_asked(self.kept.failure), Action.RETRY
        if concerns:
            return concerns[0].value, Action.CHECK
        if self.kept.answer is Answer.YES and self.accepted.failure:
            return N_("Vapi could not be reached to check the key."), Action.RETRY
        if failure and failure.problem is not problems.NOT_TESTABLE:
            return N_("Ava has your key, but could not try it just now."), Action.RETRY
        return None, Action.NONE

    @property
    def _unusable(self) -> str:
        if self._european:
            return N_("Ava cannot use this key: it belongs to Vapi Europe.")
        failure = self.proof.failure
        return failure.problem.sentence if failure else Concern.UNUSABLE.value

    @property
    def _european(self) -> bool:
        return self.verdict.about(self.at_ava.preview).region is Region.EU

    def _most_urgent(self) -> tuple[str, Action] | None:
        """Return the advice about unfinished work, or about what cannot be read; None if neither applies."""
        if self.unfinished is Unfinished.DELETION and not self.kept.answer is self.known.answer is Answer.NO:
            return Concern.BEING_DELETED.value, Action.DELETE
        if self._closed:
            return store_kind.of_problem(self._closed.problem).closed, Action.UNLOCK
        if self.account_gone:
            return _without_account(self.kept.answer), Action.SIGN_IN
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
            if self.last_known.answer is Answer.UNKNOWN:
                return N_("Ava could not be reached."), Action.RETRY
            return N_("Ava could not be reached. This is its answer from {date}."), Action.RETRY
        if self.kept.answer is Answer.YES and self.last_known.answer is not Answer.YES:
            if self.owner:  # nobody else's key is the obvious one to send
                return N_("The key on this computer was saved for {name}."), Action.RETRY
            return WAITING_TO_BE_SENT, Action.SEND
        if self.signed_in:
            return (self.concerns[0].value, Action.RETRY) if self.concerns else (None, Action.NONE)
        if self.last_known.learnt is None:
            return N_("Sign in to see whether Ava has a key."), Action.SIGN_IN
        return N_("You are signed out. Last known state ({date}): {badge}."), Action.SIGN_IN


def _without_account(kept: Answer) -> str:
    if kept is Answer.YES:
        return N_("This Ava account no longer exists. Your key is still on this computer.")
    return problems.ACCOUNT_GONE.sentence


def _not_asked(failure: Failure) -> str:
    return store_kind.of_problem(failure.problem).unread
