"""Where Chromium is."""

import shutil


def executable() -> str | None:
    """Return the path of the system's Chromium or Chrome; None without one."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)
