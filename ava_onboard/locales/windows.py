"""The country that Windows is set to. There, variables such as ``LANG`` are usually missing."""

import sys
from typing import Any

_LONGEST_NAME = 85
"""``LOCALE_NAME_MAX_LENGTH``: characters, the closing null included."""


def kernel32() -> Any:
    """Return the library of Windows; None on other systems."""
    if sys.platform != "win32":
        return None
    import ctypes

    return ctypes.windll.kernel32


def country(library: Any) -> str | None:
    """Return the country in the settings of Windows, such as ``FR``; None if they name none.

    The region comes first, then the country of the formats. Both are what the person has chosen, whatever the language.

    Args:
        library: See ``kernel32``.
    """
    from ctypes import create_unicode_buffer

    name = create_unicode_buffer(_LONGEST_NAME)
    ask_region = getattr(library, "GetUserDefaultGeoName", None)  # since Windows 10, version 1709
    region = name.value if ask_region and ask_region(name, _LONGEST_NAME) else ""
    if code := code_in(f"_{region}"):
        return code
    return code_in(name.value) if library.GetUserDefaultLocaleName(name, _LONGEST_NAME) else None


def code_in(name: str) -> str | None:
    """Return the code of the country in a locale's name, such as ``fr-FR`` or ``fr_FR``; None if there is none."""
    _language, *others = name.replace("-", "_").upper().split("_")
    return next((code for code in others if len(code) == 2 and code.isascii() and code.isalpha()), None)
