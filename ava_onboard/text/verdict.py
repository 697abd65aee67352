"""Vapi's answer about a key."""

from collections.abc import Iterator
from typing import assert_never

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict
from ava_onboard.locales import N_, _
from ava_onboard.text import problem
from ava_onboard.text.line import Line, Tone, Weight, aside, shortened, text

_USUAL_REASONS = (
    N_("Is it the **private** key? The public one looks exactly the same."),
    N_("Did you copy all of it, with the copy icon beside the dots?"),
    N_("Is it still in the list in Vapi?"),
)
"""Why a key is refused, the most frequent first."""


def lines(preview: str, verdict: Verdict) -> list[Line]:
    """Return the answer and what follows from it.

    Args:
        preview: The start of the key, as it may be shown.
        verdict: Vapi's answer.
    """
    match verdict:
        case Accepted():
            return [_accepted(preview, Weight.TITLE), *_organisation(verdict)]
        case Rejected(refusal=Refusal.FORBIDDEN):
            return [_refused(preview), *problem.lines(Failure(problems.KEY_FORBIDDEN), sign="·")]
        case Rejected(regions=regions):
            return [_refused(preview), *_reasons(regions), aside(problem.code(Failure(problems.KEY_UNKNOWN)))]
        case Undecided(failure=failure):
            words = _("The key {preview} could not be checked: it is neither accepted nor refused.")
            title = Line("?", Tone.DOUBT, words.format(preview=shortened(preview)), Weight.TITLE)
            return [title, *problem.lines(failure)]
        case _:
            assert_never(verdict)


def summary(preview: str, verdict: Verdict | None) -> Line:
    """Return the answer in one line, for a key that is being saved; None stands for a key that was not checked."""
    if isinstance(verdict, Accepted):
        return _accepted(preview)
    words = _("Key {preview}, not checked with Vapi")
    return Line("▲", Tone.DOUBT, words.format(preview=shortened(preview)))


def asking() -> Line:
    """Return that Vapi is being asked."""
    return Line("…", Tone.ACTIVE, _("Asking Vapi about this key…"))


def _accepted(preview: str, weight: Weight = Weight.NORMAL) -> Line:
    words = _("Vapi accepts the key {preview}")
    return Line("✓", Tone.GOOD, words.format(preview=shortened(preview)), weight)


def _refused(preview: str) -> Line:
    words = _("Vapi refuses the key {preview}")
    return Line("✗", Tone.BAD, words.format(preview=shortened(preview)), Weight.TITLE)


def _organisation(accepted: Accepted) -> Iterator[Line]:
    if accepted.organisation:
        yield text(_("Organisation {id}").format(id=accepted.organisation))
    about = {Region.US: _("Vapi, main region"), Region.EU: _("Vapi Europe")}[accepted.region]
    if accepted.assistants is not None:
        about += ", " + (_("no assistant yet") if accepted.assistants == 0 else _("at least one assistant"))
    yield text(about)
    if accepted.region is Region.EU:
        yield Line("▲", Tone.DOUBT, _("It is a key of Vapi Europe."))
        yield text(_("Ava may not be able to use it: it will be tested as soon as it is saved."))


def _reasons(regions: tuple[Region, ...]) -> Iterator[Line]:
    for reason in _USUAL_REASONS:
        yield Line("·", Tone.PLAIN, _(reason))
    if Region.EU in regions:
        yield Line("·", Tone.PLAIN, _("Vapi Europe refuses it too."))
