"""The style sheets. Screens name theirs by these constants."""

from pathlib import Path

_HERE = Path(__file__).parent

APP = _HERE / "app.tcss"
DIALOGS = _HERE / "dialogs.tcss"
GUIDE = _HERE / "guide.tcss"
KEY_FORM = _HERE / "key_form.tcss"
DESK = _HERE / "desk.tcss"
SETTINGS = _HERE / "settings.tcss"

OF_SCREENS = (DIALOGS, GUIDE, SETTINGS, KEY_FORM)
"""All but the app's own."""
