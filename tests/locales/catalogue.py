"""Bring the catalogues and the sentences in the code together.

``python -m tests.locales.catalogue`` takes every marked sentence from the package into each ``messages.po``, drops
those that are gone, compiles ``messages.mo``, writes the language's own name, and prints what still needs a translation
(exit code 1 if something does). Run it after adding or changing a sentence, translate what it prints in
``messages.po``, and run it again.

A new language needs a folder in ``ava_onboard/locales`` with its ``guide.json``; this command then makes its catalogue.
"""

import io
import sys
from pathlib import Path

from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ava_onboard import locales

PACKAGE = locales.FOLDER.parent

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def extracted(package: Path = PACKAGE) -> Catalog:
    """Return every sentence that is marked in the code."""
    catalogue = Catalog()
    for file, _line, message, comments, _context in extract_from_dir(
        package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=["Translators:"]
    ):
        catalogue.add(message, locations=[(f"{package.name}/{Path(file).as_posix()}", 0)], auto_comments=comments)
    return catalogue


def translations() -> tuple[str, ...]:
    """Return the languages that have a catalogue."""
    return tuple(language for language in locales.languages() if language != locales.SOURCE)


def source(language: str) -> Path:
    """Return the file that translators edit."""
    return locales.FOLDER / language / "LC_MESSAGES" / f"{locales.DOMAIN}.po"


def committed(language: str = "fr") -> Catalog:
    """Read ``messages.po``; return an empty catalogue for a new language."""
    if not source(language).exists():
        return _new(language)
    with source(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _new(language: str) -> Catalog:
    """Return an empty catalogue, without the placeholders that Babel writes for what is not named."""
    title = f"# {Locale.parse(language).english_name} sentences of ava-onboard."
    catalogue = Catalog(language, header_comment=title, project="ava-onboard", version="messages", fuzzy=False)
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    catalogue.revision_date = catalogue.creation_date
    return catalogue


def own_name(language: str) -> str:
    """Return the name of a language in that language, as a language menu shows it. From Unicode's CLDR."""
    name = Locale.parse(language).display_name or language
    return name[0].upper() + name[1:]


def compiled(catalogue: Catalog) -> bytes:
    """Return the binary form that the program reads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def sentences(catalogue: Catalog) -> list[Message]:
    """Return every message but the header."""
    return [message for message in catalogue if message.id]


def texts(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the text of a message, or its singular and plural."""
    return tuple(value) if isinstance(value, list | tuple) else (value or "",)


def is_translated(message: Message) -> bool:
    """Return whether each form has a text."""
    return all(texts(message.string))


def update(language: str) -> list[Message]:
    """Write ``messages.po`` and ``messages.mo``; return what has no translation yet."""
    catalogue = committed(language)
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    file = source(language)
    file.parent.mkdir(exist_ok=True)
    with file.open("wb") as opened:
        write_po(opened, catalogue, width=120, include_lineno=False)
    file.with_suffix(".mo").write_bytes(compiled(catalogue))
    (locales.FOLDER / language / "name.txt").write_text(own_name(language) + "\n", encoding="utf-8", newline="\n")
    return [message for message in sentences(catalogue) if not is_translated(message)]


if __name__ == "__main__":
    missing = [(language, message) for language in translations() for message in update(language)]
    for language, message in missing:
        sys.stdout.write(f"{language}: {texts(message.id)[0]}\n")
    sys.exit(1 if missing else 0)
