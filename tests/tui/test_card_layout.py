"""The card in every state: nothing is cut off, and nothing has to be scrolled to."""

import pytest
from textual.widgets import Button

from ava_onboard import locales
from ava_onboard.locales import languages
from ava_onboard.tui.widgets.frame import Actions, Body
from tests.snapshots.capture import Shown
from tests.snapshots.settings_states import SETTINGS
from tests.tui.driving import Driven

pytestmark = pytest.mark.picture

CARDS = [name for name in SETTINGS if name not in ("card-rejected", "card-sending", "card-not-sent", "card-saved")]
"""The states that show the card, and not the form in its place."""


@pytest.mark.parametrize("name", CARDS)
async def test_the_card_and_its_buttons_fit_into_small_windows(name: str) -> None:
    shown = Shown(SETTINGS[name])
    async with shown.app.run_test(size=(80, 24)) as pilot:
        at = await shown.bring(pilot)
        for size in ((80, 24), (60, 20), (120, 40)):
            await pilot.resize_terminal(*size)
            for language in languages():
                locales.use(language)
                at.app.redraw()
                await pilot.pause()
                assert cut_off(at) == [], (size, language)


def cut_off(at: Driven) -> list[str]:
    """What is not wholly on the screen."""
    card = at.app.screen_stack[0]
    body, row = card.query_one(Body), card.query_one(Actions).region
    buttons = [button for button in card.query(Button) if button.display and button.region.area]
    found = [str(button.label) for button in buttons if not row.contains_region(button.region)]
    return [*found, *(["the body"] if body.virtual_size.height > body.size.height else [])]
