"""The situation code says what is on the screen."""

import pytest

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
from ava_onboard.domain.situation.troubles import Trouble
from ava_onboard.domain.status import Badge
from tests.snapshots.seen import seen

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


@pytest.mark.parametrize("name", SCENES)
async def test_the_code_says_what_is_on_the_screen(name: str) -> None:
    decoded = decode((await seen(name)).code)
    assert decoded
    assert decoded.scene == SCENES[name]
