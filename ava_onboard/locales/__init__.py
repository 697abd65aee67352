"""The languages of the program. A sentence is translated when it is shown, never at import.

Sentences in the code are English, marked with ``_`` (translate now), ``ngettext`` (with a number) or ``N_``
(data: translate later). Each language is a folder with its ``guide.json`` (guide and FAQ), its name and, except for
English, its catalogue in ``LC_MESSAGES``. Adding a language adds a folder and changes no code.
"""

import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from gettext import NullTranslations

FOLDER = Path(__file__).parent
DOMAIN = "messages"
SOURCE = "en"
"""The language of the sentences in the code."""

_current = SOURCE
_spoken: ContextVar[str | None] = ContextVar("_spoken", default=None)
"""The language of ``speaking``, in its thread or task only: a server speaks several at once."""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark ``message`` for translation and return it unchanged."""
    return message


def _(message: str) -> str:
    """Translate ``message`` into the current language; without a translation, return it unchanged."""
    code = language()
    if code == SOURCE or not message:  # gettext gives the catalogue's header for an empty message
        return message
    return _catalogue(code, FOLDER).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form for ``number`` in the current language, with its placeholders not yet filled in."""
    code = language()
    if code == SOURCE:
        return singular if number == 1 else plural
    return _catalogue(code, FOLDER).ngettext(singular, plural, number)


def languages() -> tuple[str, ...]:
    """Return the codes of all languages: English first, then the others by code."""
    return _languages(FOLDER)


def language() -> str:
    """Return the code of the current language."""
    return _spoken.get() or _current


def use(code: str) -> None:
    """Show everything in this language from now on."""
    global _current  # noqa: PLW0603 - one program speaks one language at a time
    _current = code


@contextmanager
def speaking(code: str) -> "Iterator[None]":
    """Show everything in this language as long as the work inside lasts, in this thread or task only."""
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def next_language() -> str:
    """Return the language that the switch leads to: the next one, and the first after the last."""
    codes = languages()
    return codes[(codes.index(language()) + 1) % len(codes)]


def own_name(code: str) -> str:
    """Return the language's name in that language, such as "Français"."""
    return _own_name(code, FOLDER)


def switch_label() -> str:
    """Return what the language switch shows: the own name of the next language."""
    return own_name(next_language())


def guide_json(code: str) -> str:
    """Return the packaged guide and FAQ in one language; ``domain.guide`` reads it."""
    return (FOLDER / code / "guide.json").read_text(encoding="utf-8")


def parse(text: str | None) -> str | None:
    """Return the language that ``text`` names (``fr``, ``fr_CA.UTF-8``, ``EN``), or None."""
    name = (text or "").strip().replace("-", "_").partition(".")[0].lower()
    codes = {code.lower(): code for code in languages()}
    return codes.get(name) or codes.get(name.partition("_")[0])


def of_system() -> str:
    """Return the language of this computer's locale, or English if the program does not speak it."""
    if value := _locale_of_environment():
        return parse(value) or SOURCE
    import locale

    try:
        name = locale.getlocale()[0] or ""
    except ValueError:  # macOS sets LC_CTYPE=UTF-8, which Python takes for an unknown locale
        return SOURCE
    # Windows writes the name in words: "French_France".
    return parse(name) or parse(locale.normalize(name.partition("_")[0])) or SOURCE


def country() -> str | None:
    """Return the country of the locale, such as ``CA`` for ``fr_CA.UTF-8``; None if it has none.

    If the environment names no country, that of Windows counts.
    """
    from ava_onboard.locales import windows

    name = _locale_of_environment().partition(".")[0].partition("@")[0]
    library = windows.kernel32()
    return windows.code_in(name) or (windows.country(library) if library else None)


def _locale_of_environment() -> str:
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")


@cache
def _languages(folder: Path) -> tuple[str, ...]:
    others = {entry.name for entry in os.scandir(folder) if (Path(entry) / "guide.json").is_file()} - {SOURCE}
    return (SOURCE, *sorted(others))


@cache
def _own_name(code: str, folder: Path) -> str:
    """Read the name from its own file: the first screen shows it, and would wait 3 ms for the whole catalogue."""
    return (folder / code / "name.txt").read_text(encoding="utf-8").strip()


@cache
def _catalogue(code: str, folder: Path) -> "NullTranslations":
    from gettext import translation

    return translation(DOMAIN, folder, [code], fallback=True)
