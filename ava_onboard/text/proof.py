"""Whether Ava can use the key, and how saving has ended."""

from collections.abc import Iterator

from ava_onboard.domain import problems
from ava_onboard.domain.attention import Concern
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.status import Badge, Status
from ava_onboard.domain.verdict import Region
from ava_onboard.locales import N_, _, ngettext
from ava_onboard.text import problem
from ava_onboard.text.line import Line, Tone, Weight, aside, text

NOT_TESTED = N_("Not tested with Ava")
USABLE = N_("Ava can use it")

_DESPITE = {
    Concern.BEING_DELETED: N_("Needs attention: Ava has the key, but it was being deleted."),
    Concern.DIFFERENT: N_("Needs attention: Ava has the key, but another one is on this computer."),
    Concern.REFUSED: N_("Needs attention: Ava has the key, but Vapi refuses it."),
    Concern.UNUSABLE: N_("Needs attention: Ava has the key, but cannot use it."),
    Concern.EUROPEAN: N_("Needs attention: Ava has the key, but may not be able to use a key of Vapi Europe."),
    Concern.UNCHECKED: N_("Needs attention: Ava has the key, but Vapi has not checked it yet."),
}


def result(used: Fact, region: Region | None) -> Line:
    """Return how the test has ended.

    Args:
        used: What the test has shown.
        region: The region of Vapi that accepts the key; None if it is not known.
    """
    if used.answer is Answer.YES:
        return Line("✓", Tone.GOOD, _seen(used.assistants))
    if used.answer is Answer.NO:
        return Line("✗", Tone.BAD, _why_not(used, region))
    if is_impossible(used):
        return Line("–", Tone.MUTED, _("Cannot be tested with this Ava server"))
    return Line("▲", Tone.DOUBT, _("Ava has the key, but could not try it just now"))


def is_impossible(used: Fact) -> bool:
    """Return whether this Ava cannot test the key."""
    return used.failure is not None and used.failure.problem is problems.NOT_TESTABLE


def saved(status: Status, *, moved: bool = False, replaced: bool = False) -> list[Line]:
    """Return how saving has ended, and what to do next.

    Args:
        status: What is known afterwards.
        moved: Whether the key belongs to another organisation than the one before.
        replaced: Whether there was another key before.
    """
    if concerns := status.concerns:
        return [Line(Badge.ATTENTION.sign, Tone.DOUBT, _(_DESPITE[concerns[0]]), Weight.RESULT), *way_out(status)]
    proved = status.used.answer is Answer.YES
    words = _("Configured: Ava can use your own Vapi key.") if proved else _("Configured: Ava has your own Vapi key.")
    result = Line(Badge.CONFIGURED.sign, Tone.GOOD, words, Weight.RESULT)
    return [result, *_next(status.used, moved=moved, replaced=replaced)]


def way_out(status: Status) -> Iterator[Line]:
    """Return what to do about a key that Ava cannot use, and the code; nothing if it can."""
    failure = status.proof.failure
    if status.proof.answer is not Answer.NO or failure is None:
        return
    if failure.problem is problems.KEY_UNUSABLE and status.verdict.region is Region.EU:
        yield text(_("Create a key at dashboard.vapi.ai, the main site, and paste it here."))
    else:
        yield text(failure.remedy)
    yield aside(problem.codes(failure))


def synchronised() -> str:
    """Say that Ava has been asked to use the assistants of the new organisation."""
    return _("Ava has synchronised its assistants.")


def _seen(count: int | None) -> str:
    if count is None:
        return _(USABLE)
    if count == 0:
        return _("Ava can use it: no assistant there yet")
    words = ngettext("Ava can use it: it sees {n} assistant", "Ava can use it: it sees {n} assistants", count)
    return words.format(n=count)


def _why_not(used: Fact, region: Region | None) -> str:
    if used.failure and used.failure.problem is problems.KEY_NOT_FOUND:
        return _("Ava cannot use it: it does not find the key when it needs it")
    if region is Region.EU:
        return _("Ava cannot use it: the key belongs to Vapi Europe")
    return _("Ava cannot use it: Vapi refuses it when Ava asks")


def _next(used: Fact, *, moved: bool, replaced: bool) -> Iterator[Line]:
    if moved:
        yield text(_("The organisation has changed: in Ava, choose or create an assistant again."))
    elif used.answer is Answer.YES:
        first = used.assistants == 0
        yield text(_("In Ava, create your first assistant.") if first else _("In Ava, open your assistants."))
    if replaced and used.answer is Answer.YES:
        yield text(_("You no longer need the old key? Delete it in Vapi."))
