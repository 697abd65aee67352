"""What the support desk shows of a state, beside what the customer sees."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from textual.widget import Widget

from ava_onboard.domain.desk.call import Call
from ava_onboard.domain.status import Badge
from ava_onboard.tui import situation
from ava_onboard.tui.desk import mirror
from ava_onboard.tui.drawing.arrangement import arrange
from ava_onboard.tui.drawing.blocks import Moment
from ava_onboard.tui.widgets.frame import Body, Head
from ava_onboard.tui.widgets.words import ActionButton
from tests.snapshots.key_states import CHECK, FIELD, SAVING
from tests.snapshots.settings_states import SETTINGS
from tests.tui.driving import NOW, Driven

SIZE, WIDTH = (120, 40), 98
"""Columns and rows of the window; columns of its body."""
HIDDEN = {
    "hint-": "the field has its own widgets",
    "cleaned": "the field has its own widgets",
    "taken-out": "the field has its own widgets",
    "offered": "the field has its own widgets",
    "step-4": "the field has its own widgets",
    "shown": "the field has its own widgets",
    "nothing-pasted": "the field has its own widgets",
    "checking": "the field has its own widgets",
    "accepted": "the organisation is not in the code",
    "rejected-with-a-hint": "the hint is not in the code",
    "card-rejected": "what the text looked like is not in the code",
    "rejected": "what the text looked like is not in the code",
    "saved-no-assistant": "how many assistants there are is not in the code",
    "card-another-key": "which key Vapi was asked about is not in the code",
    "card-looking": "how far the look is, is not in the code",
    "card-sending": "what Vapi said before is not in the code",
    "delete-": "what Vapi said before is not in the code",
    "step-1": "how wide the window is, is not in the code: a wide one has a drawing more",
    "step-2": "how wide the window is, is not in the code: a wide one has a drawing more",
    "card-key-of-another": "what a choice does stands in its button",
    "sign-in-needed": "a dialog",
    "-long": "how long something takes is not in the code",
}
"""States whose body differs, by a part of their names, and why. Their titles, badges and buttons are compared."""
MIRRORED = (*FIELD, *CHECK, *SAVING, *SETTINGS)
"""The states that are drawn from a code."""
_BODIES = {name for name in MIRRORED if not any(part in name for part in HIDDEN)}
NOT_IN_THE_CODE = ("Send to Ava", "Back", "Show", "Hide", "Quit", "Forgot your password?")
"""Buttons that belong to the form or the dialog, not to its phase."""


class Side(NamedTuple):
    """What one of the two has in front of them."""

    title: str | None
    badge: Badge | None
    buttons: list[str]
    body: list[str]


class Mirrored(NamedTuple):
    """Both sides of one state."""

    customer: Side
    desk: Side


def mirrored(at: Driven, name: str) -> Mirrored:
    """Return what the customer sees, and what the desk draws from the customer's six symbols."""
    code, screen = situation.code(at.app), at.app.screen
    call = Call("en")
    call.hear(code)
    assert call.situation
    picture = mirror.seen(call, call.situation, NOW)
    labels = [str(button.label) for button in screen.query(ActionButton) if _on_screen(button) and str(button.label)]
    head, blocks = bool(screen.query(Head)), name in _BODIES
    body = next(body for body in screen.query(Body) if _on_screen(body)) if blocks else None
    mine = "\n".join(line.plain for line in arrange(picture.blocks, WIDTH, Moment(40)).lines)
    return Mirrored(
        Side(
            screen.query(Head).first()._title() if head else None,
            at.app.badge() if head else None,
            _in_the_code(labels),
            _without_details(_drawn(body, WIDTH)) if body else [],
        ),
        Side(
            picture.title if head else None,
            picture.badge if head else None,
            _in_the_code(picture.buttons),
            _without_details(mine) if blocks else [],
        ),
    )


def _in_the_code(labels: Sequence[str]) -> list[str]:
    return [label for label in labels if label not in NOT_IN_THE_CODE]


def _drawn(body: Body, width: int) -> str:
    return "\n".join(line.plain for line in arrange(body._drawing._blocks(), width, Moment(40)).lines)


_WHEN = ("Last success", "At Vapi", "At Ava", "Checked")
"""The labels of what the card says about when something was learnt; what was learnt is in the drawing above."""


def _without_details(text: str) -> list[str]:
    """The lines without keys, dates, names, hosts, counts and times, none of which is in a code."""
    text = text.replace("\u00a0", " ")
    for pattern, instead in (
        (r"[0-9a-f]{8}…|#{8}…|\+{8}…", "KEY"),
        (r"( on )?\d+ \w+ 2026( at [\d:]+)?", ""),
        (r"Camille Demo|Alex Martin|ava\.example|api\.vapi\.ai", "…"),
        (r": it sees \d assistants|(: )?\d assistants", ""),
        (r"\d+[.,]\d s", ""),
    ):
        text = re.sub(pattern, instead, text)
    words = (re.sub(r"[\s│━╭╮╰╯─]+", " ", line).strip(" …") for line in text.splitlines())
    return sorted(line for line in words if line and not line.startswith(_WHEN))


def _on_screen(widget: Widget) -> bool:
    return all(part.display for part in widget.ancestors_with_self)
