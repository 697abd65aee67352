"""The mirror of the support desk: six symbols lead to the picture that the customer sees."""

import re

import pytest
from textual.widget import Widget

from ava_onboard.domain.desk.call import Call
from ava_onboard.tui import situation
from ava_onboard.tui.desk import mirror
from ava_onboard.tui.drawing.arrangement import arrange
from ava_onboard.tui.drawing.blocks import Moment
from ava_onboard.tui.widgets.frame import Body, Head
from ava_onboard.tui.widgets.words import ActionButton
from tests.snapshots.capture import Shown
from tests.snapshots.key_states import CHECK, FIELD, SAVING
from tests.snapshots.settings_states import SETTINGS
from tests.snapshots.states import STATES
from tests.tui.driving import NOW

WIDTH = 98
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
BODIES = [name for name in (*FIELD, *CHECK, *SAVING, *SETTINGS) if not any(part in name for part in HIDDEN)]


@pytest.fixture(autouse=True)
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine no wait is called long."""
    monkeypatch.setattr("ava_onboard.onboarding.patience.SECONDS", 3600.0)
    monkeypatch.setattr("ava_onboard.tui.key.stopwatch.monotonic", lambda: 1.0)


def drawn(body: Body, width: int) -> str:
    return "\n".join(line.plain for line in arrange(body._drawing._blocks(), width, Moment(40)).lines)


_WHEN = ("Last success", "At Vapi", "At Ava", "Checked")
"""The labels of what the card says about when something was learnt; what was learnt is in the drawing above."""


def without_details(text: str) -> list[str]:
    """The lines without keys, dates, names, hosts and counts, none of which is in a code."""
    text = text.replace("\u00a0", " ")
    for pattern, instead in (
        (r"[0-9a-f]{8}…|#{8}…|\+{8}…", "KEY"),
        (r"( on )?\d+ \w+ 2026( at [\d:]+)?", ""),
        (r"Camille Demo|Alex Martin|ava\.example|api\.vapi\.ai", "…"),
        (r": it sees \d assistants|(: )?\d assistants", ""),
    ):
        text = re.sub(pattern, instead, text)
    words = (re.sub(r"[\s│━╭╮╰╯─]+", " ", line).strip(" …") for line in text.splitlines())
    return sorted(line for line in words if line and not line.startswith(_WHEN))


def on_screen(widget: Widget) -> bool:
    return all(part.display for part in widget.ancestors_with_self)


@pytest.mark.parametrize("name", [*FIELD, *CHECK, *SAVING, *SETTINGS])
async def test_six_symbols_lead_to_the_same_title_badge_buttons_and_body(name: str) -> None:
    async with Shown(STATES[name]).running((120, 40)) as at:
        code, screen = situation.code(at.app), at.app.screen
        call = Call("en")
        call.hear(code)
        assert call.situation
        picture = mirror.seen(call, call.situation, NOW)
        if heads := list(screen.query(Head)):
            assert (picture.title, picture.badge) == (heads[0]._title(), at.app.badge())
        labels = [str(button.label) for button in screen.query(ActionButton) if on_screen(button) and str(button.label)]
        expected = [label for label in labels if label not in NOT_IN_THE_CODE]
        assert [label for label in picture.buttons if label not in NOT_IN_THE_CODE] == expected
        if name in BODIES:
            body = next(body for body in screen.query(Body) if on_screen(body))
            mine = "\n".join(line.plain for line in arrange(picture.blocks, WIDTH, Moment(40)).lines)
            assert without_details(mine) == without_details(drawn(body, WIDTH))


NOT_IN_THE_CODE = ("Send to Ava", "Back", "Show", "Hide", "Quit", "Forgot your password?")
"""Buttons that belong to the form or the dialog, not to its phase."""
