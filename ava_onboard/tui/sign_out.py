"""Signing out of Ava in the running app, which goes on meanwhile: a keyring can take as long as it likes."""

from typing import TYPE_CHECKING

from ava_onboard.locales import _
from ava_onboard.onboarding import patience

if TYPE_CHECKING:
    from ava_onboard.tui.app import OnboardApp


async def sign_out(app: "OnboardApp", *, by_token: bool) -> None:
    """Forget the session with Ava, and say so; ``by_token``: AVA_TOKEN is set. Call it from a worker of the app."""
    with patience.then(lambda: app.notify(_keyring_takes_long())):
        failure = await app.onboarding.sign_out()
    if failure:
        app.tell(failure, "warning")
    else:
        app.notify(_("Signed out of Ava."))
    if by_token:
        app.notify(_("AVA_TOKEN is set: it is still used with Ava."), severity="warning")
    app.redraw()


def _keyring_takes_long() -> str:
    return _("Your keyring may be asking for its password in another window.")
