"""Run the app with the real services. Slow modules are loaded in a thread after the first paint."""

from ava_onboard import locales
from ava_onboard.adapters.desktop.browser import WebBrowser
from ava_onboard.adapters.desktop.clipboard import OsClipboard
from ava_onboard.cli.profiles import ProfilesHere
from ava_onboard.config import Config
from ava_onboard.domain.local_time import now
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.shell import Desktop


def run_app(settings: Config) -> int:
    """Run the app and return its exit code."""
    locales.use(locales.of_system())

    def look_for_window() -> None:
        app.say_keyring_asks()

    profiles = ProfilesHere(settings, look_for_window)
    profile = profiles.open(settings.profile)
    app = OnboardApp(profile, desktop(settings), profiles=profiles, environment_token=settings.token is not None)
    app.run()
    return app.return_code or 0


def desktop(settings: Config) -> Desktop:
    """Return the browser, the clipboard, the clock and the log file."""
    return Desktop(WebBrowser(), OsClipboard(), now, settings.log_file)
