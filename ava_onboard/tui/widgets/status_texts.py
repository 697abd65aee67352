"""What the settings card says about the status."""

from textual.content import Content

from ava_onboard.domain import guide, problems
from ava_onboard.domain.status import Answer, Fact, Status
from ava_onboard.domain.store_kind import DEFAULT, StoreKind
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import StageFailed
from ava_onboard.text import store_words
from ava_onboard.tui.key.texts import failure_rows
from ava_onboard.tui.widgets.bars import badge_text
from ava_onboard.tui.widgets.rows import Row

_SIGNS = {
    Answer.YES: ("✓", "bold $text-success"),
    Answer.NO: ("✗", "bold $text-error"),
    Answer.UNKNOWN: ("?", "bold $text-warning"),
}

FACTS = {
    "kept": N_("On this computer"),
    "known": N_("Known to Ava"),
    "accepted": N_("Accepted by Vapi"),
}
"""The three facts behind the badge, as ``Status`` names them, and their names on the screen."""


def badge(status: Status) -> Content:
    """The badge with its label."""
    return Content.assemble((_("Status") + "  ", "$muted"), badge_text(status.badge))


def key(status: Status) -> Content:
    """The preview of the key that the badge speaks of."""
    shown = (status.preview or "").replace("...", "…")
    return _labelled(_("Key"), shown)


def account(name: str | None) -> Content:
    """Who is signed in to Ava."""
    return _labelled(_("Ava account"), name or "")


def fact(name: str, status: Status, *, looking: bool, store: StoreKind = DEFAULT) -> Content:
    """One of the three facts, with its sign; what was never asked shows that it is being asked.

    Args:
        name: The fact.
        status: What is known.
        looking: Whether somebody is being asked.
        store: The kind of secret store in use.
    """
    told: Fact = getattr(status, name)
    sign, colour = _SIGNS[told.answer]
    if looking and told.learnt is None:
        sign, colour = "…", "$text-primary"
    elif name == "accepted" and told.answer is Answer.UNKNOWN and status.preview:
        return Content.assemble((f"{sign} ", colour), _("Not checked with Vapi"))
    words = _(store_words.of(store).fact) if name == "kept" else _(FACTS[name])
    return Content.assemble((f"{sign} ", colour), words)


def advice(status: Status, *, looking: bool) -> list[Row]:
    """Where the facts stand apart, and why one of them is unknown."""
    if looking or not status.sentence:
        return []
    rows = [Row(Content.styled(status.sentence, "bold"), "▲", "$text-warning")]
    # The first row says that the store is closed.
    failures = (failure for failure in status.failures if failure.problem not in problems.LOCKED)
    return rows + [row for failure in failures for row in failure_rows(failure)]


def waiting(status: Status | None) -> list[Row]:
    """Whose answer is missing, once it takes long; ``status`` is None while the keyring's is."""
    if status is None:
        words = _("Your keyring may be asking for its password in another window.")
    elif status.signed_in and status.known.learnt is None:
        words = _("Ava has not answered yet. Waking up can take a minute.")
    else:
        words = _("Vapi has not answered yet.")
    return [Row(Content.styled(words, "$muted"))]


def deletion(state: StageFailed | str | None) -> list[Row]:
    """That the key is being deleted, or what stopped that, and what is still where."""
    match state:
        case None:
            return []
        case str():
            return [Row(state, "…", "$text-primary")]
        case StageFailed(failure=failure, left=left):
            return [*failure_rows(failure), *([Row(left.words)] if left else [])]


def steps_in_short() -> list[Row]:
    """The titles of the four steps."""
    return [Row(step.title, f"{step.step.number}", "bold $primary") for step in guide.current().steps]


def _labelled(label: str, value: str) -> Content:
    return Content.assemble((f"{label}  ", "$muted"), (value, "bold")) if value else Content()
