"""On a terminal, lines are broken between words: a command, an address or a path can be copied."""

import json
import re
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind", allow_module_level=True)

from tests.terminal.screen import PROGRAM, Terminal, environment

from .program import run

COLUMNS = 60
_LINKS = re.compile(r"\x1b]8;;.*?\x1b\\")


def printed(tmp_path: Path, *arguments: str, **variables: str) -> list[str]:
    """The lines that a command writes to a terminal, whatever it ends with."""
    with Terminal([PROGRAM, *arguments], environment={**environment(tmp_path), **variables}, size=(COLUMNS, 40)) as at:
        at.end()
        return _LINKS.sub("", at.output.decode()).splitlines()


@pytest.mark.terminal
@pytest.mark.parametrize("arguments", [["guide"], ["faq"], ["explain", "U05"], ["--help"], ["status"]], ids=str)
@pytest.mark.parametrize("more", [{}, {"AVA_ONBOARD_LANG": "fr", "AVA_ONBOARD_ACCESSIBLE": "1"}], ids=str)
def test_no_line_is_longer_than_the_terminal(tmp_path: Path, arguments: list[str], more: dict[str, str]) -> None:
    too_long = [line for line in printed(tmp_path, *arguments, **more) if len(line) > COLUMNS]
    assert [line for line in too_long if " " in line.strip()] == []


@pytest.mark.terminal
@pytest.mark.parametrize("arguments", [["status", "--offline", "--json"], ["nonsense", "--json"]], ids=str)
def test_json_stays_one_line(tmp_path: Path, arguments: list[str]) -> None:
    lines = printed(tmp_path, *arguments, AVA_ONBOARD_LANG="fr", AVA_ONBOARD_ACCESSIBLE="1")
    (line,) = [line for line in lines if line.startswith("{")]
    assert json.loads(line)["schema"] == 1


def test_a_pipe_gets_whole_lines(tmp_path: Path) -> None:
    finished = run("faq", variables={"AVA_ONBOARD_HOME": str(tmp_path)})
    assert max(map(len, finished.stdout.splitlines())) > COLUMNS
