"""Signing in, FAQ, QR codes, help, menu, sample keys and notifications."""

from collections.abc import Mapping
from dataclasses import replace

from textual.widgets import OptionList

from ava_onboard.domain import problems
from ava_onboard.domain.progress import Journey, Progress, Step
from tests.snapshots import moves
from tests.snapshots.moves import dialog, do, press, then
from tests.snapshots.services import NEVER, Script, trouble
from tests.snapshots.state import CONFIGURED, DEMO, EVERYWHERE, PROFILES, State
from tests.tui.driving import Driven

_NEW = Progress()
_AT_NEW_KEY = Progress(Journey(Step.NEW_KEY))
_ENDED = {"send_key": trouble(problems.SESSION_ENDED)}

_sign_in = then(moves.looked, do("screen.resolve"), moves.asked_to_sign_in)


def _signing_in(script: Script, *more: moves.Move) -> State:
    return State(then(_sign_in, *more), replace(script, signed_in=False), _NEW)


def _with_token(script: Script, *more: moves.Move) -> State:
    return State(then(moves.looked, moves.asked_for_token, *more), replace(script, signed_in=False), _NEW)


async def _page_tried(at: Driven) -> None:
    """Wait for what becomes of the page that the browser was asked to open."""
    await at.until(lambda: bool(at.browser.opened) and not at.app.workers, "the browser's answer")


def _profiles(name: str = "") -> State:
    """The list of profiles, with ``name`` typed as the name of a new one."""

    async def move(at: Driven) -> None:
        await moves.looked(at)
        await do("app.profiles")(at)
        await at.until(lambda: isinstance(at.app.focused, OptionList), "the list of profiles")
        if name:
            await at.press("tab")
            await at.type(name)

    return State(move, EVERYWHERE, CONFIGURED, profiles=PROFILES)


async def _type_phone(at: Driven) -> None:
    """Type a phone number as people do."""
    await at.type("+33 (0)6 12 34 56 78")


DIALOGS: Mapping[str, State] = {
    "sign-in": _signing_in(Script()),
    "sign-in-spelling": _signing_in(Script(), _type_phone),
    "sign-in-refused": _signing_in(
        Script(ava={"sign_in": trouble(problems.WRONG_CREDENTIALS)}), moves.fill_in, moves.refused
    ),
    "sign-in-busy": _signing_in(Script(ava={"sign_in": NEVER}), moves.fill_in, moves.submitted),
    "sign-in-token": _with_token(Script()),
    "sign-in-token-refused": _with_token(
        Script(ava={"account": trouble(problems.TOKEN_REFUSED)}), moves.fill_in_token, moves.refused
    ),
    "sign-in-again": State(then(moves.judged, moves.choose(0), moves.asked_to_sign_in), script=Script(ava=_ENDED)),
    "sign-in-demo": State(_sign_in, script=Script(signed_in=False), progress=_NEW, demo=DEMO),
    "faq": State(dialog("f3"), progress=_NEW),
    "help": State(dialog("f1"), progress=_NEW),
    "support": State(dialog("f9"), progress=_NEW),
    "menu": State(dialog("f10"), progress=_NEW),
    "menu-signed-in": State(then(moves.looked, dialog("f10")), script=EVERYWHERE, progress=CONFIGURED, demo=DEMO),
    "menu-profiles": State(
        then(moves.looked, dialog("f10")), script=EVERYWHERE, progress=CONFIGURED, profiles=PROFILES
    ),
    "profiles": _profiles(),
    "profiles-name": _profiles("Shop"),
    "profiles-known": _profiles("atelier"),
    "qr-account": State(dialog("r"), progress=_NEW),
    "qr-keys-page": State(dialog("r"), progress=_AT_NEW_KEY),
    "demo-keys": State(dialog("f6"), demo=DEMO),
    "toast-link-copied": State(then(press("c"), moves.notified), progress=_NEW, toast=True),
    "no-browser": State(then(press("o"), _page_tried), progress=_NEW, browser=False),
    "page-opened": State(then(press("o"), _page_tried), progress=_NEW),
    "toast-nothing-to-paste": State(then(press("ctrl+v"), moves.notified), toast=True),
}
