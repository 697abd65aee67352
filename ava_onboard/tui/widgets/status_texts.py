"""The texts of the settings card."""

from textual.content import Content

from ava_onboard.domain import problems
from ava_onboard.domain.status import Status
from ava_onboard.domain.store_kind import DEFAULT, StoreKind
from ava_onboard.locales import _
from ava_onboard.onboarding import StageFailed
from ava_onboard.text import guide, stages
from ava_onboard.text import status as status_lines
from ava_onboard.text import waiting as waiting_for
from ava_onboard.text.line import Line, aside
from ava_onboard.text.problem import lines as problem_lines
from ava_onboard.text.status import Place
from ava_onboard.tui.widgets.bars import badge_text
from ava_onboard.tui.widgets.lines import inline, rows
from ava_onboard.tui.widgets.rows import Row


def badge(status: Status) -> Content:
    """Return the badge with its label."""
    return Content.assemble((_("Status") + "  ", "$muted"), badge_text(status.badge))


def account(name: str | None) -> Content:
    """Return the Ava account that is signed in."""
    return _labelled(status_lines.account_label(), name or "")


def fact(place: Place, status: Status, *, looking: bool, store: StoreKind = DEFAULT) -> Content:
    """Return one of the four facts; the arguments are those of ``text.status.fact``."""
    return inline(status_lines.fact(place, status, looking=looking, store=store))


def advice(status: Status, *, looking: bool) -> list[Row]:
    """Return what is wrong or missing, and why something is unknown."""
    if looking or not status.sentence:
        return []
    # The first line says already that the store is closed.
    failures = [failure for failure in status.failures if failure.problem not in problems.LOCKED]
    return rows([*status_lines.advice(status), *(line for failure in failures for line in problem_lines(failure))])


def waiting(status: Status | None, store: StoreKind) -> list[Row]:
    """Return whose answer is missing, if it takes a while; ``status`` is None until the store in use has answered."""
    if status is None:
        words = waiting_for.store(store)
    elif status.signed_in and status.known.learnt is None:
        words = waiting_for.ava()
    else:
        words = waiting_for.vapi()
    return rows([aside(words)])


def deletion(state: StageFailed | Line | None) -> list[Row]:
    """Return that the key is being deleted, or what stopped that and where the key still is."""
    match state:
        case None:
            return []
        case Line():
            return rows([state])
        case StageFailed():
            return rows(stages.not_deleted(state))


def steps_in_short() -> list[Row]:
    """Return the titles of the four steps."""
    return rows(guide.titles())


def _labelled(label: str, value: str) -> Content:
    return Content.assemble((f"{label}  ", "$muted"), (value, "bold")) if value else Content()
