"""What the key form says in each phase."""

from textual.content import Content

from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.hints import Severity
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import Stage
from ava_onboard.onboarding.stages import SAVING, SENDING, kept_so_far
from ava_onboard.tui.key.phase import Checking, Editing, Judged, Mark, Phase, Saved, Saving
from ava_onboard.tui.widgets.rows import Row
from ava_onboard.tui.widgets.words import bold

_SEVERITY_SIGNS = {
    Severity.BLOCKING: ("✗", "$text-error"),
    Severity.DOUBT: ("▲", "$text-warning"),
    Severity.GOOD: ("✓", "$text-success"),
}
_MARK_COLOURS = {
    Mark.WAITING: "$muted",
    Mark.UNDER_WAY: "$text-primary",
    Mark.DONE: "$text-success",
    Mark.SKIPPED: "$muted",
    Mark.FAILED: "$text-error",
}
CHECK_LIST = (
    N_("Is it the **private** key? The public one looks the same."),
    N_("Did you copy all of it, with the copy icon?"),
    N_("Is it still in the list in Vapi?"),
)
"""The likely causes of a refusal, most frequent first."""


def remarks(pasted: Pasted, phase: Phase) -> list[Row]:
    """What was cleaned, and what the text looks like; only while it is being edited."""
    if not isinstance(phase, Editing | Checking):
        return []
    cleaned = " · ".join(cleaning.sentence for cleaning in pasted.cleanings)
    hints = [Row(hint.sentence, *_SEVERITY_SIGNS[hint.severity]) for hint in pasted.hints]
    return [Row(cleaned, "✓", "$text-primary"), *hints] if cleaned else hints


def outcome(phase: Phase) -> list[Row]:
    """What Vapi said, or that it is being asked."""
    match phase:
        case Checking():
            return [Row(_("Asking Vapi about this key…"), "…", "$text-primary")]
        case Judged(key=key, verdict=verdict):
            return _verdict(_shown(key), verdict)
        case Saving(key=ApiKey() as key, verdict=verdict) | Saved(key=ApiKey() as key, verdict=verdict):
            return _verdict_in_one_line(_shown(key), verdict)
        case _:
            return []


def stages(phase: Phase) -> list[Row]:
    """How far saving is, and what stopped it."""
    match phase:
        case Saving(marks=marks, failed=failed, failure=failure, kept=kept):
            rows = [_stage(stage, marks.get(stage, Mark.WAITING)) for stage in _wanted(phase.key)]
            if failed and failure:
                rows += failure_rows(failure)
            if failed and kept:
                rows.append(Row(kept_so_far(failed), "▲", "$text-warning"))
            return rows
        case Saved(marks=marks):
            rows = [_stage(stage, marks.get(stage, Mark.DONE)) for stage in _wanted(phase.key)]
            done = _("Configured: Ava has your own Vapi key.")
            return [*rows, Row(Content.styled(done, "bold $text-success"), "●", "$text-success")]
        case _:
            return []


def waiting(phase: Phase, *, for_store: bool) -> list[Row]:
    """What is being waited for, once it takes long; ``for_store``: it is the keyring that has not answered."""
    match phase:
        case Checking():
            words = _("Vapi has not answered yet. Esc to stop; nothing is lost.")
        case Saving(failed=None) if for_store:
            words = _("Your keyring may be asking for its password in another window.")
        case Saving(failed=None):
            words = _("Ava has not answered yet. Waking up can take a minute.")
        case _:
            return []
    return [Row(Content.styled(words, "$muted"))]


def failure_rows(failure: Failure, *, sign: str = "✗") -> list[Row]:
    """What happened, what to do now, and the code to read out."""
    code = _("Code {code}").format(code=failure.code)
    if failure.request_id:
        code = _("Code {code}, request {request}").format(code=failure.code, request=failure.request_id)
    rows = [Row(failure.sentence, sign, "$text-error"), Row(failure.remedy)]
    if failure.wait:
        rows.append(Row(failure.wait))
    return [*rows, Row(Content.styled(code, "$muted"))]


def region_name(region: Region) -> str:
    """The region, as a person calls it."""
    return {Region.US: _("Vapi, main region"), Region.EU: _("Vapi Europe")}[region]


def _verdict(preview: str, verdict: Verdict) -> list[Row]:
    match verdict:
        case Accepted():
            accepted = _("Vapi accepts the key {preview}").format(preview=preview)
            return [Row(Content.styled(accepted, "bold"), "✓", "bold $text-success"), *_organisation(verdict)]
        case Rejected(refusal=Refusal.FORBIDDEN):
            return [_refusal(preview), *failure_rows(Failure(problems.KEY_FORBIDDEN), sign="·")]
        case Rejected(regions=regions):
            return [_refusal(preview), *_check_list(regions)]
        case Undecided(failure=failure):
            nothing = _("The key {preview} could not be checked: it is neither accepted nor refused.")
            title = Content.styled(nothing.format(preview=preview), "bold")
            return [Row(title, "?", "bold $text-warning"), *failure_rows(failure)]


def _verdict_in_one_line(preview: str, verdict: Verdict | None) -> list[Row]:
    if isinstance(verdict, Accepted):
        return [Row(_("Vapi accepts the key {preview}").format(preview=preview), "✓", "$text-success")]
    return [Row(_("Key {preview}, not checked with Vapi").format(preview=preview), "▲", "$text-warning")]


def _organisation(verdict: Accepted) -> list[Row]:
    rows = []
    if verdict.organisation:
        rows.append(Row(_("Organisation {id}").format(id=verdict.organisation)))
    about = region_name(verdict.region)
    if verdict.assistants is not None:
        about += " · " + (_("no assistant yet") if verdict.assistants == 0 else _("at least one assistant"))
    return [*rows, Row(about)]


def _refusal(preview: str) -> Row:
    title = _("Vapi refuses the key {preview}").format(preview=preview)
    return Row(Content.styled(title, "bold"), "✗", "bold $text-error")


def _check_list(regions: tuple[Region, ...]) -> list[Row]:
    rows = [Row(bold(_(question)), "·") for question in CHECK_LIST]
    if Region.EU in regions:
        rows.append(Row(_("Vapi Europe refuses it too."), "·"))
    code = _("Code {code}").format(code=problems.KEY_UNKNOWN.code)
    return [*rows, Row(Content.styled(code, "$muted"))]


def _wanted(key: ApiKey | None) -> tuple[Stage, ...]:
    return SAVING if key else SENDING


def _stage(stage: Stage, mark: Mark) -> Row:
    return Row(stage.words, mark.value, _MARK_COLOURS[mark])


def _shown(key: ApiKey) -> str:
    return key.preview.replace("...", "…")
