"""F9: the code that a customer reads out says what is on their screen."""

import pytest

from ava_onboard import locales
from ava_onboard.domain.situation.spelling import OF_LANGUAGE
from ava_onboard.text import support
from ava_onboard.tui import situation
from ava_onboard.tui.screens.support import SupportScreen
from tests.repeats import first
from tests.snapshots.capture import Shown
from tests.snapshots.states import STATES


@pytest.fixture(autouse=True)
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine no wait is called long."""
    monkeypatch.setattr("ava_onboard.onboarding.patience.SECONDS", 3600.0)


@pytest.mark.parametrize("name", first(["card-configured", "sign-in-refused", "step-1", "rejected", "unlock-wrong"], 2))
@pytest.mark.parametrize("language", locales.languages())
async def test_f9_shows_the_code_of_what_is_below_it_with_its_spelling(name: str, language: str) -> None:
    async with Shown(STATES[name]).running((80, 24)) as at:
        await at.speak(language)
        code = situation.code(at.app)
        await at.press("f9")
        assert isinstance(at.app.screen, SupportScreen)
        assert situation.code(at.app) == code
        for word in OF_LANGUAGE[language].spelled(code):
            assert word in at.text()
        await at.press("f9")
        assert not isinstance(at.app.screen, SupportScreen)


async def test_an_error_ends_with_the_code_that_f9_shows() -> None:
    async with Shown(STATES["ava-offline"]).running((80, 24)) as at:
        shown_code = support.grouped(situation.code(at.app)).replace("\u00a0", " ")
        assert at.says(f"Code N02, situation {shown_code}")
    assert support.code() == ""


async def test_help_shows_the_code_too() -> None:
    async with Shown(STATES["card-configured"]).running((80, 24)) as at:
        code = situation.code(at.app)
        await at.press("f1")
        assert at.says(support.grouped(code).replace("\u00a0", " "))


async def test_the_diagnosis_can_be_copied_and_holds_no_key_and_no_name() -> None:
    async with Shown(STATES["card-ava-silent"]).running((80, 24)) as at:
        await at.app.run_action("app.copy_diagnosis")
        await at.see("Diagnosis copied, without key, name or account")
        text = at.clipboard.text or ""
        assert support.grouped(situation.code(at.app)) in text
        assert "A04" in text
        assert not any(part in text for part in ("Camille", "0a1b2c3d"))


async def test_the_menu_offers_the_code_and_beside_it_stands_the_diagnosis() -> None:
    async with Shown(STATES["menu"]).running((80, 24)) as at:
        assert at.says("Code for support")
        await at.press("f9")
        await at.see("Copy my diagnosis")
