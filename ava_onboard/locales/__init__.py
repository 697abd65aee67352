"""French and English: every sentence goes through here when it is shown, never at import.

Sentences in the code are English and marked with ``_`` (translate now), ``ngettext`` (with a number)
or ``N_`` (data: translate later). ``messages.po`` of each language holds the translations; the guide
and the FAQ are data of their own, in ``guide.json``.
"""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

FOLDER = Path(__file__).parent
DOMAIN = "messages"


class Language(StrEnum):
    """A language that every sentence exists in."""

    EN = "en"
    FR = "fr"

    @property
    def own_name(self) -> str:
        """The language's name in itself, as a language menu shows it."""
        return {"en": "English", "fr": "Français"}[self]

    @property
    def other(self) -> "Language":
        """The language that the switch leads to."""
        return Language.EN if self is Language.FR else Language.FR


_current = Language.EN
_catalogues: dict[Language, "NullTranslations"] = {}


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark ``message`` for translation and return it unchanged."""
    return message


def _(message: str) -> str:
    """``message`` in the current language; the English sentence itself if there is none."""
    return _catalogue().gettext(message) if message else ""  # the empty message is the catalogue's header


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of a sentence for ``number``, in the current language, not yet formatted."""
    return _catalogue().ngettext(singular, plural, number)


def language() -> Language:
    """The current language."""
    return _current


def use(choice: Language) -> None:
    """Make ``choice`` the language of everything that is shown from now on."""
    global _current  # noqa: PLW0603 - one program speaks one language at a time
    _current = choice


def guide_json() -> str:
    """The packaged guide and FAQ, in every language (``domain.guide`` reads it)."""
    return (FOLDER / "guide.json").read_text(encoding="utf-8")


def parse(text: str | None) -> Language | None:
    """The language that ``text`` names (``fr``, ``fr_CA.UTF-8``, ``EN``), or None."""
    if not text:
        return None
    code = text.strip().replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return Language(code) if code in list(Language) else None


def of_system() -> Language:
    """The language of this computer, from its locale; English where it is another one."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return parse(value) or Language.EN
    import locale

    return parse(locale.getlocale()[0]) or _of_windows_name(locale.getlocale()[0])


def _of_windows_name(name: str | None) -> Language:
    return Language.FR if name and name.lower().startswith("french") else Language.EN


def _catalogue() -> "NullTranslations":
    if _current not in _catalogues:
        from gettext import translation

        _catalogues[_current] = translation(DOMAIN, FOLDER, [_current.value], fallback=True)
    return _catalogues[_current]
