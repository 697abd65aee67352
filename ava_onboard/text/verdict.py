"""Vapi's answer about a key."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, assert_never

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.hints import Hint, Look, Severity
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict
from ava_onboard.locales import N_, _
from ava_onboard.text import problem
from ava_onboard.text.line import Line, Tone, Weight, aside, shortened, text


class _Reason(NamedTuple):
    words: str
    cure: str
    excluded_by: frozenset[Look] = frozenset()
    """What a key looks like if this is not the reason, or if the hint has said it already."""


_USUAL_REASONS = (
    _Reason(
        N_("It is the **public** key."),
        N_("Take the upper one, under **Private API Keys**."),
        frozenset({Look.PUBLIC}),
    ),
    _Reason(
        N_("It was cut while copying."),
        N_("Click the copy icon beside the dots, then paste again."),
        frozenset({Look.UUID, Look.CUT, Look.TOO_MUCH, Look.WRONG_CHARACTER}),
    ),
    _Reason(
        N_("It is an id (of the key, an assistant or the organisation), not the key."),
        N_("Click the eye: it shows the key."),
        frozenset({Look.SK_LIVE}),  # Vapi's ids are UUIDs
    ),
    _Reason(
        N_("It has been deleted in Vapi."),
        N_("Then create a new one (step\u00a03)."),
    ),
)
"""Why a key is refused, the most frequent first."""


def lines(preview: str, verdict: Verdict, hints: Sequence[Hint] = (), *, moves: bool = False) -> list[Line]:
    """Return the answer and what follows from it.

    Args:
        preview: The start of the key, as it may be shown.
        verdict: Vapi's answer.
        hints: What the pasted text looked like: what speaks against it is the first reason for a refusal, and what
            it excludes is left out.
        moves: Whether the key belongs to another organisation than the one that Ava has.
    """
    match verdict:
        case Accepted():
            return [_accepted(preview, Weight.TITLE), *_organisation(verdict, moves=moves)]
        case Rejected(refusal=Refusal.FORBIDDEN):
            return _forbidden(preview)
        case Rejected(regions=regions):
            return [refused(preview), text(usual_reasons()), *reasons(regions, hints), code_of_refusal()]
        case Undecided(failure=failure):
            words = _("The key {preview} could not be checked: it is neither accepted nor refused.")
            title = Line("?", Tone.DOUBT, words.format(preview=shortened(preview)), Weight.TITLE)
            return [title, *problem.lines(failure)]
        case _:
            assert_never(verdict)


def refused(preview: str) -> Line:
    """Return that Vapi does not know the key."""
    return _refused(_("Vapi refuses the key {preview}"), preview)


def left_alone() -> Line:
    """Return that nothing was done with a key that Vapi refuses."""
    return text(_("Nothing was kept on this computer or sent to Ava."))


def usual_reasons() -> str:
    """Return the title of the reasons for a refusal."""
    return _("The usual reasons, the most frequent first")


def reasons(regions: Sequence[Region], hints: Sequence[Hint]) -> Iterator[Line]:
    """Return why a key may be refused, and what helps: what its text looked like comes first.

    Args:
        regions: The regions of Vapi that refuse it.
        hints: What the pasted text looked like.
    """
    for hint in hints:
        if hint.severity is Severity.DOUBT:
            yield Line("▲", Tone.DOUBT, hint.sentence)
    looks = {hint.look for hint in hints}
    likely = [reason for reason in _USUAL_REASONS if looks.isdisjoint(reason.excluded_by)]
    for number, reason in enumerate(likely, 1):
        yield Line(f"{number}", Tone.STEP, _(reason.words))
        yield text(_(reason.cure))
    if Region.EU in regions:
        yield Line("·", Tone.PLAIN, _("Vapi Europe refuses it too."))


def code_of_refusal() -> Line:
    """Return the code of a key that Vapi does not know."""
    return aside(problem.codes(Failure(problems.KEY_UNKNOWN)))


def simulated() -> str:
    """Return why the demo refuses a key that is none of its own."""
    return _("The demo's Vapi knows only the sample keys (F6).")


def may_be_saved() -> Line:
    """Say that a key can be saved without Vapi's answer, and what happens to it."""
    return Line("▸", Tone.NOTE, _("You can save it anyway: it shows as not checked until Vapi answers."))


def summary(preview: str, verdict: Verdict | None) -> Line:
    """Return the answer in one line, for a key that is being saved; None stands for a key that was not checked."""
    if isinstance(verdict, Accepted):
        return _accepted(preview)
    words = _("Key {preview}, not checked with Vapi")
    return Line("▲", Tone.DOUBT, words.format(preview=shortened(preview)))


def region(where: Region) -> str:
    """Return the name of a region."""
    return {Region.US: _("Vapi, main region"), Region.EU: _("Vapi Europe")}[where]


def asking() -> Line:
    """Say that Vapi is being asked."""
    return Line("…", Tone.ACTIVE, _("Asking Vapi about this key…"))


def stopped() -> str:
    """Say that Vapi's answer was not waited for."""
    return _("Stopped. Nothing was saved, and the key is still in the field.")


def _accepted(preview: str, weight: Weight = Weight.NORMAL) -> Line:
    words = _("Vapi accepts the key {preview}")
    return Line("✓", Tone.GOOD, words.format(preview=shortened(preview)), weight)


def _forbidden(preview: str) -> list[Line]:
    failure = Failure(problems.KEY_FORBIDDEN)
    title = _("Vapi knows the key {preview}, but does not let it list assistants.")
    return [_refused(title, preview), text(failure.remedy), aside(problem.codes(failure))]


def _refused(words: str, preview: str) -> Line:
    return Line("✗", Tone.BAD, words.format(preview=shortened(preview)), Weight.TITLE)


def _organisation(accepted: Accepted, *, moves: bool) -> Iterator[Line]:
    if accepted.organisation:
        yield text(_("Organisation {id}").format(id=accepted.organisation))
    about = region(accepted.region)
    if accepted.assistants is not None:
        about += ", " + (_("no assistant yet") if accepted.assistants == 0 else _("at least one assistant"))
    yield text(about)
    if accepted.region is Region.EU:
        yield Line("▲", Tone.DOUBT, _("It is a key of Vapi Europe."))
        yield text(_("Ava may not be able to use it: it will be tested as soon as it is saved."))
    if moves:
        yield Line("▲", Tone.DOUBT, _("Not the same organisation as your last key."))
        yield text(_("Once it is saved, choose or create an assistant again in Ava."))
