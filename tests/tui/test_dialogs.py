"""What a dialog shows fits into the window: nothing of it has to be scrolled to."""

from dataclasses import replace

import pytest

from ava_onboard import locales
from ava_onboard.domain import problems
from tests.repeats import first
from tests.snapshots import moves
from tests.snapshots.capture import Shown, resize
from tests.snapshots.dialog_states import DIALOGS, _signing_in, _type_phone
from tests.snapshots.moves import press
from tests.snapshots.services import Script, trouble
from tests.snapshots.state import DEMO
from tests.snapshots.states import STATES

pytestmark = pytest.mark.picture

_REFUSING = Script(ava={"sign_in": trouble(problems.WRONG_CREDENTIALS)})
_PHONE_REFUSED = _signing_in(_REFUSING, _type_phone, press("enter"), press("x"), moves.refused)

SHOWN = {
    **{name: DIALOGS[name] for name in ("sign-in", "sign-in-refused", "sign-in-token-refused", "menu-signed-in")},
    **{name: STATES[name] for name in ("new-passphrase-short", "unlock-wrong", "delete-asked", "profiles-known")},
    "qr-keys-page": DIALOGS["qr-keys-page"],
    "phone-refused": _PHONE_REFUSED,
    "phone-refused-in-the-demo": replace(_PHONE_REFUSED, demo=DEMO),
}


@pytest.mark.parametrize("language", first(["fr", "en"]))
@pytest.mark.parametrize("name", SHOWN)
async def test_a_dialog_fits_into_the_window(name: str, language: str) -> None:
    locales.use(language)
    async with Shown(SHOWN[name]).running((80, 24)) as at:
        for size in ((80, 24), (60, 20)):
            await resize(at, size)
            dialog = at.app.screen.query_one(".dialog")
            assert dialog.max_scroll_y == 0, at.text()
            assert at.says("Ctrl+Q"), "the keys are on the screen"
