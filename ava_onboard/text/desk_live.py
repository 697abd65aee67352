"""What the support desk says about the live mirror."""

from ava_onboard.domain.failure import Failure
from ava_onboard.locales import N_, _
from ava_onboard.onboarding.live_desk import Link
from ava_onboard.onboarding.ports import ClaimRefusal, LiveKind
from ava_onboard.text import problem
from ava_onboard.text.line import Line, Tone

_REFUSED = {
    ClaimRefusal.WRONG_CODE: N_(
        "No customer has this code now: it is wrong, no longer valid, or another agent has used it. Ask for it again."
    ),
    ClaimRefusal.LIMITED: N_("There were too many wrong codes. Wait for up to ten minutes."),
    ClaimRefusal.NOT_AN_AGENT: N_("This account may not follow customers. The operator of Ava has to allow it."),
    ClaimRefusal.NOT_OFFERED: N_("This Ava has no live mirror."),
}
_HOW = {
    Link.LOST: ("▲", Tone.DOUBT, N_("Live: connection lost, trying again. The mirror may be out of date.")),
    LiveKind.WAITING: ("●", Tone.ACTIVE, N_("Live: the customer has to confirm your name.")),
    LiveKind.SCREEN: ("●", Tone.GOOD, N_("Live: the mirror follows the customer.")),
    LiveKind.ENDED: ("■", Tone.DOUBT, N_("Live: ended. The mirror stays as it was.")),
    LiveKind.EXPIRED: (
        "■",
        Tone.DOUBT,
        N_("Live: expired, or the customer's program is gone."),
    ),
}

How = Link | LiveKind
"""The state of the session."""


def ready() -> Line:
    """Say that a code can be entered."""
    return Line("○", Tone.NOTE, _("Live: / and the code under “Let support follow”, which the customer opens with F9."))


def how(state: How) -> Line:
    """Return the state of the session; not for ``Link.OPEN``, which says nothing about the session."""
    sign, tone, words = _HOW[state]
    return Line(sign, tone, _(words))


def asking() -> Line:
    """Say that Ava is asked for the session of a code."""
    return Line("○", Tone.ACTIVE, _("Live: asking Ava for this code."))


def refused(why: ClaimRefusal | Failure) -> str:
    """Return why a code cannot be followed."""
    return problem.in_one_line(why) if isinstance(why, Failure) else _(_REFUSED[why])


def newer() -> str:
    """Say that the customer's screen cannot be drawn."""
    return _("The customer's ava-onboard is newer, and this one cannot draw their screen. Update it.")
