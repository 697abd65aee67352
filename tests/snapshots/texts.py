"""The accepted texts: a file for each state, with a part for each look."""

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ava_onboard import locales
from tests.snapshots.capture import Look


def looks(sizes: Sequence[tuple[int, int]]) -> list[Look]:
    """Return every language in every size."""
    return [Look(language, size) for language in locales.languages() for size in sizes]


def accept(file: Path, texts: Mapping[Look, str]) -> None:
    """Write the texts of all looks."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(_joined(texts), encoding="utf-8", newline="\n")


def expect(file: Path, texts: Mapping[Look, str]) -> None:
    """Fail if the texts differ from those of the same looks in the file, and show every line that does."""
    accepted = _parts(file.read_text(encoding="utf-8")) if file.is_file() else {}
    before = _joined({look: accepted.get(str(look), "") for look in texts})
    lines = before.splitlines(), _joined(texts).splitlines()
    if difference := "\n".join(difflib.unified_diff(*lines, f"accepted {file.stem}", "now", lineterm="")):
        pytest.fail(difference, pytrace=False)  # of an assertion, pytest would show the first lines only


def looks_in(file: Path) -> list[str]:
    """Return the names of the looks that a file has."""
    return list(_parts(file.read_text(encoding="utf-8")))


def _joined(texts: Mapping[Look, str]) -> str:
    return "\n".join(f"===== {look} =====\n\n{text}\n" for look, text in texts.items())


def _parts(text: str) -> dict[str, str]:
    _, *parts = re.split(r"(?:\n|^)===== (.+) =====\n\n", text)
    return {look: part.removesuffix("\n") for look, part in zip(parts[::2], parts[1::2], strict=True)}
