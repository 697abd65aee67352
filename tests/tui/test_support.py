"""F9: the code that a customer reads out says what is on their screen."""

import pytest

from ava_onboard import locales
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.progress import Stage, Step
from ava_onboard.domain.situation.coding import decode
from ava_onboard.domain.situation.facts import AtAva, AtVapi, Between, Facts, InUse, Outline
from ava_onboard.domain.situation.scenes import (
    Answered,
    Asking,
    AtStep,
    Busy,
    Checked,
    Dialog,
    Ended,
    Field,
    InProgress,
    NotDeleted,
    OnCard,
    Page,
    Pasting,
    Place,
    Scene,
    Stopped,
)
from ava_onboard.domain.situation.spelling import OF_LANGUAGE
from ava_onboard.domain.situation.troubles import Trouble
from ava_onboard.domain.status import Badge
from ava_onboard.text import support
from ava_onboard.tui import situation
from ava_onboard.tui.screens.support import SupportScreen
from tests.snapshots.capture import Shown
from tests.snapshots.states import STATES

NEW, HERE = Outline(Answer.UNKNOWN, None), Outline(Answer.YES, Badge.CONFIGURED)
WELL = Facts(Answer.YES, AtAva.YES, AtVapi.MAIN, InUse.YES, signed_in=True)
SCENES: dict[str, Scene] = {
    "step-1": AtStep(Step.ACCOUNT, Page.CLOSED, None, NEW),
    "no-browser": AtStep(Step.ACCOUNT, Page.NO_BROWSER, None, NEW),
    "offered": Pasting(Place.GUIDE, Field.OFFERED, None, NEW),
    "hint-name": Pasting(Place.GUIDE, Field.FILLED, Trouble("P05"), NEW),
    "rejected": Answered(Place.GUIDE, Checked.NOT, Trouble("V05"), NEW),
    "accepted-another-organisation": Answered(Place.GUIDE, Checked.MAIN, None, NEW, moves=True),
    "undecided-offline": Answered(Place.GUIDE, Checked.NOT, Trouble("N02", "Vapi"), NEW),
    "sending": InProgress(Place.GUIDE, Stage.SEND, True, False, Checked.MAIN, Badge.NOT_CONFIGURED),
    "ava-offline": Stopped(
        Place.GUIDE, Stage.SEND, True, False, Checked.MAIN, Trouble("N02", "Ava"), Badge.NOT_CONFIGURED
    ),
    "saved-unusable": Ended(Place.GUIDE, True, False, Checked.MAIN, False, True, Trouble("A11")),
    "card-configured": OnCard(WELL, None),
    "card-another-key-at-ava": OnCard(WELL._replace(between=Between.DIFFERENT), Trouble("E02")),
    "card-use-not-testable": OnCard(WELL._replace(use=InUse.LAST_YES), Trouble("A13")),
    "deleting": Busy(WELL, True),
    "delete-fails-at-ava": NotDeleted(Stage.FORGET_AT_AVA, Trouble("A04"), HERE._replace(badge=Badge.ATTENTION)),
    "sign-in-refused": Asking(Dialog.SIGN_IN, Trouble("S02"), Outline(Answer.NO, None)),
    "unlock-wrong": Asking(Dialog.PASSPHRASE, Trouble("K11"), HERE),
    "help": AtStep(Step.ACCOUNT, Page.CLOSED, None, NEW),
}


@pytest.fixture(autouse=True)
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine no wait is called long."""
    monkeypatch.setattr("ava_onboard.onboarding.patience.SECONDS", 3600.0)


def scene_of(code: str) -> Scene:
    decoded = decode(code)
    assert decoded
    return decoded.scene


@pytest.mark.parametrize("name", SCENES)
async def test_the_code_says_what_is_on_the_screen(name: str) -> None:
    async with Shown(STATES[name]).running((80, 24)) as at:
        assert scene_of(situation.code(at.app)) == SCENES[name]


@pytest.mark.parametrize("name", ["step-1", "rejected", "card-configured", "sign-in-refused", "unlock-wrong"])
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
