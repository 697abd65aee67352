"""Keys, by the names that are printed on a keyboard."""

import re

from ava_onboard.locales import N_, _

_PRINTED = {N_("Enter"), N_("Esc"), N_("Insert"), N_("Shift")}
"""The keys whose names depend on the language."""


def named(keys: str) -> str:
    """Return keys such as ``Ctrl+Shift+V`` by their names in the current language."""
    return re.sub("[A-Za-z]+", lambda found: _(found[0]) if found[0] in _PRINTED else found[0], keys)
