"""Signing out of Ava in the running app, which goes on meanwhile: a keyring can take as long as it likes."""

from typing import TYPE_CHECKING

from ava_onboard.text import account, waiting
from ava_onboard.tui.key.form import PATIENCE

if TYPE_CHECKING:
    from ava_onboard.tui.app import OnboardApp


async def sign_out(app: "OnboardApp", *, by_token: bool) -> None:
    """Forget the session with Ava, and say so; ``by_token``: AVA_TOKEN is set. Call it from a worker of the app."""
    patience = app.set_timer(PATIENCE, lambda: app.notify(waiting.keyring()))
    try:
        failure = await app.onboarding.sign_out()
    finally:
        patience.stop()
    if failure:
        app.tell(failure, "warning")
    else:
        app.notify(account.signed_out())
    if by_token:
        app.notify(account.token_still_used(), severity="warning")
    app.redraw()
