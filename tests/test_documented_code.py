"""What pages say of the code: the files and names that they point developers to, and lists that must be complete."""

import re
from pathlib import Path

import pytest
from babel import Locale

from ava_onboard.domain import identifier

ROOT = Path(__file__).parents[1]
PAGES = (*sorted((ROOT / "docs" / "develop").rglob("*.md")), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md")
FILES = [path for folder in ("ava_onboard", "docs", "tests", "screenshots") for path in (ROOT / folder).rglob("*.*")]
_FILE = r"[\w./-]+\.(?:py|json|tcss|toml|txt)"
_FILLED_IN = re.compile(r"NAME|CODE|KIND|PROFILE|SERVER")
"""Stands for what the reader chooses."""


def found(name: str) -> Path | None:
    """Return the file that a page calls ``name``: by its path, or by the end of it."""
    return next((path for path in FILES if path.as_posix().endswith(f"/{name}")), None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_named_file_exists(page: Path) -> None:
    named = set(re.findall(rf"`({_FILE})`", page.read_text(encoding="utf-8")))
    assert [name for name in named if not _FILLED_IN.search(name) and not found(name)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_that_follows_its_file_is_in_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+\.py)`, `([\w.]+)`", text) + re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    the_other_way_round = re.findall(r"`([\w.]+)`(?:,[^`.]*,)?\s+(?:in|of)\s+`([\w/]+\.py)`", text)
    for file, name in [*named, *(found[::-1] for found in the_other_way_round)]:
        path = found(file)
        if path and not name.endswith(".py"):
            last = name.rpartition(".")[2]
            assert re.search(rf"\b{last}\b", path.read_text(encoding="utf-8")), f"{file} has no {name}"


def test_every_country_whose_national_numbers_are_understood_is_listed() -> None:
    page = (ROOT / "docs" / "use" / "troubleshooting.md").read_text(encoding="utf-8")
    names = Locale("en").territories
    assert [names[code] for code in identifier._PLANS if names[code] not in page] == []
