"""The French catalogue and the sentences in the code, brought together.

``python -m tests.locales.catalogue`` takes every marked sentence from the package into ``messages.po``, drops those
that are gone, compiles ``messages.mo``, and prints what still needs a translation (exit code 1 if something does).
Run it after a sentence was added or changed, translate what it prints in ``messages.po``, and run it again.
"""

import io
import sys
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ava_onboard.locales import DOMAIN, FOLDER

PACKAGE = FOLDER.parent
PO = FOLDER / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")

_KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def extracted(package: Path = PACKAGE) -> Catalog:
    """Every sentence that is marked in the code."""
    catalogue = Catalog()
    for file, _line, message, _comments, _context in extract_from_dir(
        package, [("**.py", "python")], keywords=_KEYWORDS
    ):
        catalogue.add(message, locations=[(f"{package.name}/{Path(file).as_posix()}", 0)])
    return catalogue


def committed() -> Catalog:
    """The French catalogue as it is in ``messages.po``."""
    with PO.open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def compiled(catalogue: Catalog) -> bytes:
    """The binary form that the program reads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def sentences(catalogue: Catalog) -> list[Message]:
    """Every message but the header."""
    return [message for message in catalogue if message.id]


def texts(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The one text of a message, or its singular and plural."""
    return tuple(value) if isinstance(value, list | tuple) else (value or "",)


def is_translated(message: Message) -> bool:
    """Whether each form has a text."""
    return all(texts(message.string))


def update() -> list[Message]:
    """Write ``messages.po`` and ``messages.mo``; return what has no translation yet."""
    catalogue = committed()
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False)
    MO.write_bytes(compiled(catalogue))
    return [message for message in sentences(catalogue) if not is_translated(message)]


if __name__ == "__main__":
    missing = update()
    for message in missing:
        sys.stdout.write(f"{texts(message.id)[0]}\n")
    sys.exit(1 if missing else 0)
