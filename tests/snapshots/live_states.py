"""The live mirror: the offer, the code, the question, and what is shown while an agent sees the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from unittest.mock import patch

from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import LiveState, OpenedLive
from ava_onboard.tui.screens.live import LiveScreen
from ava_onboard.tui.screens.support import SupportScreen
from tests.snapshots.moves import Move, then
from tests.snapshots.services import Script
from tests.snapshots.state import State
from tests.tui.driving import Driven

AGENT = "Alex Support"


@dataclass
class ScriptedLive:
    """The live mirror; see ``Live``."""

    agent: str | None = None
    expired: bool = False

    async def available(self) -> bool:
        return True

    async def open(self, access: Token) -> OpenedLive:
        return OpenedLive("0", "HJX7KP")

    async def show(self, access: Token, session: str) -> LiveState | None:
        return None if self.expired else LiveState(self.agent, followed=False)

    async def confirm(self, access: Token, session: str, symbols: str) -> bool:
        return True

    async def tell(self, access: Token, session: str, symbols: str) -> bool:
        return True

    async def end(self, access: Token, session: str) -> None:
        pass


async def _offer(at: Driven) -> None:
    await at.press("f9")
    screen = at.app.screen
    assert isinstance(screen, SupportScreen)
    await at.until(lambda: screen._offers_live, "the offer")


def _until(what: str) -> Move:
    """Open the dialog and wait until it has got so far: an attribute of it says so."""

    async def move(at: Driven) -> None:
        with patch("ava_onboard.tui.screens.live.LOOK", 0.01):
            await at.app.screen.run_action("live")
            await at.until(lambda: isinstance(at.app.screen, LiveScreen), "the dialog")
            await at.until(lambda: bool(getattr(at.app.screen, what)), what)

    return move


async def _allow(at: Driven) -> None:
    with patch("ava_onboard.tui.screens.live.UNREAD", 0.0):
        await at.press("enter")
        await at.until(lambda: bool(at.app.onboarding.followed_by) and not at.app.screen.is_modal, "followed")


def _state(live: ScriptedLive, *moves: Move, toast: bool = False) -> State:
    return State(then(_offer, *moves), Script(live=live), Progress(), toast=toast)


LIVE: Mapping[str, State] = {
    "live-offered": _state(ScriptedLive()),
    "live-code": _state(ScriptedLive(), _until("_code")),
    "live-claimed": _state(ScriptedLive(AGENT), _until("_agent")),
    "live-expired": _state(ScriptedLive(expired=True), _until("_is_over")),
    "live-followed": _state(ScriptedLive(AGENT), _until("_agent"), _allow, toast=True),
    "live-followed-support": _state(ScriptedLive(AGENT), _until("_agent"), _allow, _offer),
}
