"""Run the app with the real services. Slow modules are loaded in a thread after the first paint."""

import contextlib
import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path

from ava_onboard.adapters.desktop.browser import WebBrowser
from ava_onboard.adapters.desktop.clipboard import OsClipboard
from ava_onboard.adapters.state.marker import Marker
from ava_onboard.cli.console import Console
from ava_onboard.cli.profiles import ProfilesHere
from ava_onboard.config import Config
from ava_onboard.domain.local_time import now
from ava_onboard.text import accessible, leaving
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.given import Desktop

_NAME = "ava-onboard"


def run_app(settings: Config) -> int:
    """Run the app and return its exit code."""

    def look_for_window() -> None:
        app.say_keyring_asks()

    profiles = ProfilesHere(settings, look_for_window)
    profile = profiles.open(settings.profile)
    app = OnboardApp(profile, desktop(settings), profiles=profiles)
    began = now()
    app.run()
    if not app.return_code:
        _say_goodbye(app, began)
    return app.return_code or 0


def _say_goodbye(app: OnboardApp, began: datetime) -> None:
    """Print where the person is and how to go on."""
    onboarding = app.onboarding
    lines = leaving.lines(
        onboarding.progress,
        onboarding.remembered().badge,
        since=began,
        place_kept=onboarding.not_remembered is None,
        unsaved_key=app.holds_unsaved_key,
        program=program(),
        profile=app.profile.name,
    )
    print_at_the_end(*lines)


def program() -> str:
    """Return how to start this program from here: by its name only where the shell finds it, as after ``make demo``."""
    started = Path(sys.argv[0])
    if shutil.which(_NAME) or started.stem not in (_NAME, "__main__"):
        return _NAME
    if started.stem != _NAME:
        return shlex.join([sys.executable, "-m", "ava_onboard"])
    with contextlib.suppress(OSError, ValueError):  # the folder is gone, or another one
        started = started.relative_to(Path.cwd())
    return shlex.quote(started.as_posix() if started.name != str(started) else f"./{started}")


def print_at_the_end(*lines: str) -> None:
    """Print lines in the terminal that the app has left; nothing if that is not possible."""
    with contextlib.suppress(OSError):  # the terminal may be gone: its window was closed
        Console().result(*lines)


def desktop(settings: Config) -> Desktop:
    """Return the browser, the clipboard, the clock, the log file, and what is set or chosen for every profile."""
    may_choose = settings.accessible_by in ("", accessible.OFF)  # a variable decides at the next start, too
    return Desktop(
        WebBrowser(),
        OsClipboard(),
        now,
        settings.log_file,
        settings.bell,
        settings.offers_clipboard,
        Marker(settings.accessible_file) if may_choose else None,
    )
