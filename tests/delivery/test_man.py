"""Manual pages: one for each command in each language, in words that are written elsewhere."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ava_onboard.cli import commands
from ava_onboard.domain.failure import Exit
from delivery import man

PAGES = man.pages()
ENGLISH = Path("man1")
FRENCH = Path("fr", "man1")


def test_every_command_has_a_page_in_each_language() -> None:
    names = {"ava-onboard.1", *(f"ava-onboard-{name}.1" for name in commands.NAMES)}
    for folder in (ENGLISH, FRENCH):
        assert {page.name for page in PAGES if page.parent == folder} == names


def test_a_page_has_every_option_of_its_command_and_what_the_documentation_says() -> None:
    page = PAGES[ENGLISH / "ava-onboard-save.1"]
    for option in ("unverified", "no\\-copy", "keep\\-in", "json", "lang", "help"):
        assert rf"\fB\-\-{option}\fR" in page
    assert "\nChecks a key, keeps it on this computer" in page
    assert "`" not in page
    assert "](" not in page


@pytest.mark.parametrize("name", [name for name in commands.NAMES if name not in ("demo", "sandbox")])
def test_every_command_is_described_in_the_documentation(name: str) -> None:
    assert "\n.SH DESCRIPTION\n" in PAGES[ENGLISH / f"ava-onboard-{name}.1"]


def test_the_page_of_the_program_has_all_exit_codes() -> None:
    _, _, exits = PAGES[ENGLISH / "ava-onboard.1"].partition(".SH EXIT STATUS\n")
    assert [int(code) for code in re.findall(r"^\\fB(\d+)\\fR$", exits, re.MULTILINE)] == list(Exit)


def test_the_french_pages_speak_french() -> None:
    page = PAGES[FRENCH / "ava-onboard-save.1"]
    assert "vérifier une clé" in page
    assert ".SH VOIR AUSSI" in page


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no manual")
def test_groff_has_nothing_to_complain_about(tmp_path: Path) -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("needs groff")
    man.write(tmp_path)
    pages = sorted(tmp_path.rglob("*.1"))
    command: list[str | Path] = [groff, "-man", "-Tutf8", "-Kutf8", "-ww", "-z", *pages]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
