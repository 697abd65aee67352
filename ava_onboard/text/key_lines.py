"""What commands and line mode say about a key: what was cleaned off, and what Vapi said."""

from collections.abc import Iterator

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.hints import Severity
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict
from ava_onboard.locales import N_, _
from ava_onboard.text.guide_lines import plain
from ava_onboard.text.status_lines import failure, shown

_SEVERITY_SIGNS = {Severity.BLOCKING: "✗", Severity.DOUBT: "▲", Severity.GOOD: "✓"}
_CHECK_LIST = (
    N_("Is it the **private** key? The public one looks exactly the same."),
    N_("Did you copy all of it, with the copy icon beside the dots?"),
    N_("Is it still in the list in Vapi?"),
)


def remarks(pasted: Pasted) -> list[str]:
    """What was cleaned, and what the text looks like."""
    cleaned = [f"✓ {cleaning.sentence}" for cleaning in pasted.cleanings]
    return cleaned + [f"{_SEVERITY_SIGNS[hint.severity]} {hint.sentence}" for hint in pasted.hints]


def verdict(key: ApiKey, told: Verdict) -> list[str]:
    """What Vapi said about the key."""
    preview = shown(key.preview)
    match told:
        case Accepted():
            accepted = _("Vapi accepts the key {preview}").format(preview=preview)
            return [f"✓ {accepted}", *(f"  {line}" for line in _organisation(told))]
        case Rejected(refusal=Refusal.FORBIDDEN):
            return failure(Failure(problems.KEY_FORBIDDEN))
        case Rejected(regions=regions):
            return _rejected(preview, regions)
        case Undecided(failure=failed):
            nothing = _("The key {preview} could not be checked: it is neither accepted nor refused.")
            return [f"? {nothing.format(preview=preview)}", *failure(failed)]


def _organisation(told: Accepted) -> Iterator[str]:
    if told.organisation:
        yield _("Organisation {id}").format(id=told.organisation)
    about = _region_name(told.region)
    if told.assistants is not None:
        about += ", " + (_("no assistant yet") if told.assistants == 0 else _("at least one assistant"))
    yield about


def _rejected(preview: str, regions: tuple[Region, ...]) -> list[str]:
    lines = ["✗ " + _("Vapi refuses the key {preview}").format(preview=preview)]
    lines += [f"· {plain(_(question))}" for question in _CHECK_LIST]
    if Region.EU in regions:
        lines.append("· " + _("Vapi Europe refuses it too."))
    return [*lines, "  " + _("Code {code}").format(code=problems.KEY_UNKNOWN.code)]


def _region_name(region: Region) -> str:
    """The region, as a person calls it."""
    return {Region.US: _("Vapi, main region"), Region.EU: _("Vapi Europe")}[region]
