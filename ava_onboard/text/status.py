"""The state of the key: the badge, the four facts behind it, and what to do about them."""

from collections.abc import Iterator, Sequence
from enum import Enum

from ava_onboard.config import DEFAULT_PROFILE, Config
from ava_onboard.domain import state_problem
from ava_onboard.domain.attention import Action, Choice
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.local_time import day_and_time, local
from ava_onboard.domain.status import Badge, Status
from ava_onboard.domain.store_kind import DEFAULT, StoreKind
from ava_onboard.locales import N_, _
from ava_onboard.text import places as places_of_key
from ava_onboard.text import problem, proof, store_words
from ava_onboard.text.line import Line, Tone, Weight, aside, labelled, plain, shortened, text

_COMMANDS = {
    Action.START: "guide",
    Action.SIGN_IN: "login",
    Action.SEND: "sync",
    Action.REPLACE: "save",
    Action.CREATE: "guide",
    Action.RETRY: "status",
    Action.CHECK: "status",
    Action.UNLOCK: "status",
    Action.DELETE: "delete",
}
"""The command that does what the button of the app does."""
_COMMANDS_TO_CHOOSE = {
    Choice.SEND: "sync",
    Choice.SEND_ANYWAY: "sync",
    Choice.KEEP_AVAS: "delete --here",
    Choice.REPLACE: "save",
}


class Place(Enum):
    """Where a fact was learnt; the value is the field of ``Status``."""

    HERE = "kept"
    AVA = "known"
    VAPI = "verdict"
    USE = "proof"


_FACTS = {
    (Place.HERE, Answer.YES): ("✓", Tone.GOOD, ""),
    (Place.HERE, Answer.NO): ("–", Tone.MUTED, N_("Not kept here")),
    (Place.HERE, Answer.UNKNOWN): ("?", Tone.DOUBT, ""),
    (Place.AVA, Answer.YES): ("✓", Tone.GOOD, N_("Ava has it")),
    (Place.AVA, Answer.NO): ("✗", Tone.BAD, N_("Ava does not have it")),
    (Place.AVA, Answer.UNKNOWN): ("?", Tone.DOUBT, N_("Ava not asked")),
    (Place.VAPI, Answer.YES): ("✓", Tone.GOOD, N_("Accepted by Vapi")),
    (Place.VAPI, Answer.NO): ("✗", Tone.BAD, N_("Refused by Vapi")),
    (Place.VAPI, Answer.UNKNOWN): ("?", Tone.DOUBT, N_("Not checked with Vapi")),
    (Place.USE, Answer.YES): ("✓", Tone.GOOD, proof.USABLE),
    (Place.USE, Answer.NO): ("✗", Tone.BAD, N_("Ava cannot use it")),
    (Place.USE, Answer.UNKNOWN): ("?", Tone.DOUBT, proof.NOT_TESTED),
}
"""Without words where those of the secret store are shown."""
_UNDER_WAY = {
    Place.AVA: N_("Asking Ava"),
    Place.VAPI: N_("Asking Vapi"),
    Place.USE: N_("Ava is trying it"),
}
_BADGE_TONES = {Badge.CONFIGURED: Tone.GOOD, Badge.ATTENTION: Tone.DOUBT, Badge.NOT_CONFIGURED: Tone.BAD}


def lines(
    status: Status,
    account: str | None,
    *,
    settings: Config,
    store: StoreKind = DEFAULT,
    times: bool = False,
) -> list[str]:
    """Return the whole state as plain text, with the command for the next action.

    Args:
        status: The state.
        account: The Ava account that is signed in.
        settings: The settings; their profile is named unless it is the default one.
        store: The kind of secret store in use.
        times: Whether each fact comes with the time when it was learnt.
    """
    printed = plain([badge(status.badge)])
    for place in places(status):
        learnt = _fact(status, place).learnt
        when = f"  ({local(learnt):%Y-%m-%d %H:%M})" if times and learnt else ""
        printed += [line + when for line in plain([fact(place, status, store=store)])]
    if settings.profile != DEFAULT_PROFILE:
        printed.append("  " + labelled(profile_label(), settings.profile))
    if account:
        printed.append("  " + labelled(account_label(), account))
    printed += plain([*advice(status), *state_code(status), *reasons(status), *remarks(status)])
    if command := _COMMANDS.get(status.action):
        printed.append("  " + labelled(status.action_words, settings.command(command)))
    for choice in status.choices:
        printed.append("  " + labelled(_(choice.value), settings.command(_COMMANDS_TO_CHOOSE[choice])))
    return printed


def summary(status: Status, account: str | None, store: StoreKind) -> str:
    """Return the state as it was last known, without any secret, to pass on to someone."""
    last = status._replace(known=status.at_ava)
    printed = plain([badge(last.badge), *(fact(place, last, store=store) for place in places(last))])
    return "\n".join([*printed, labelled(account_label(), account)] if account else printed)


def places(status: Status) -> Sequence[Place]:
    """Return the places to show: whether Ava can use a key is only asked if it has one."""
    return [place for place in Place if place is not Place.USE or status.at_ava.answer is Answer.YES]


def badge(shown: Badge) -> Line:
    """Return the badge."""
    return Line(shown.sign, _BADGE_TONES[shown], shown.words, Weight.RESULT)


def fact(place: Place, status: Status, *, looking: bool = False, store: StoreKind = DEFAULT) -> Line:
    """Return one of the four facts, with the start of the key that it is about.

    Args:
        place: Where it was learnt.
        status: What is known.
        looking: Whether it is being asked for now.
        store: The kind of secret store in use.
    """
    known = _fact(status, place)
    if looking and known.learnt is None:
        return Line("…", Tone.ACTIVE, _(_UNDER_WAY.get(place, store_words.of(store).reading)))
    sign, tone, words = _FACTS[place, known.answer]
    if place is Place.HERE and known.answer is not Answer.NO:
        words = store_words.of(store).kept if known.answer is Answer.YES else store_words.of(store).unread
    if place is Place.AVA and known.failure:
        words = N_("No such Ava account") if status.account_gone else N_("Ava did not say")
    return Line(sign, tone, "  ".join([_(words), *_details(place, known)]))


def advice(status: Status) -> list[Line]:
    """Return what is wrong or missing, if anything is, and what is not plain about a choice."""
    lines = [Line("▲", Tone.DOUBT, status.sentence, Weight.TITLE)] if status.sentence else []
    if Choice.KEEP_AVAS in status.choices:
        lines.append(text(_("If you keep Ava's key, the one on this computer is deleted.")))
    return [*lines, *proof.way_out(status)]


def state_code(status: Status) -> list[Line]:
    """Return the code of a state that support may be asked about; nothing where a failure has one."""
    state = None if status.failures or status.proof.failure else state_problem.of(status)
    return [aside(problem.codes(Failure(state)))] if state else []


def remarks(status: Status) -> list[Line]:
    """Return a warning if Ava shows its settings to anyone, and a note if it shows too little of its key."""
    lines = []
    if status.unprotected:
        words = _("This Ava server shows Vapi settings to anyone, without signing in. Tell its administrator.")
        lines.append(Line("▲", Tone.DOUBT, words))
    if status.may_be_another:
        words = _("Ava shows too little of its key to tell whether it is the one on this computer.")
        lines.append(Line("●", Tone.NOTE, words))
    return lines


def reasons(status: Status) -> list[Line]:
    """Return why facts are unknown, and what to do about it; no sentence that the advice has said."""
    said = status.sentence or ""
    lines = [line for failure in status.failures for line in problem.lines(failure)]
    return [line for line in lines if line.words not in said]


def well(status: Status) -> Line:
    """Return how the key is if nothing is left to do, and when that was seen."""
    if status.at_ava.answer is not Answer.YES:
        return fact(Place.AVA, status)
    used = status.proof
    if used.answer is Answer.YES and used.learnt:
        return Line(
            "✓", Tone.GOOD, _("Ava can use your key. Checked on {date}.").format(date=day_and_time(used.learnt))
        )
    return Line("✓", Tone.GOOD, _("Ava has your key."))


def account_label() -> str:
    """Return the label of the Ava account."""
    return _("Ava account")


def profile_label() -> str:
    """Return the label of the profile."""
    return _("Profile")


def about() -> str:
    """Return what a key is for."""
    return _("Ava uses your own Vapi key to run your phone assistants.")


def _details(place: Place, known: Fact) -> Iterator[str]:
    if known.preview and place is not Place.USE:  # which is about the key that Ava has
        yield shortened(known.preview)
    if counted := places_of_key.assistants(known):
        yield counted


def _fact(status: Status, place: Place) -> Fact:
    fact: Fact = getattr(status, place.value)
    return fact
