"""The completion script for PowerShell, by its text: there is no PowerShell to ask here."""

import re
from pathlib import Path

import pytest

from ava_onboard.cli import commands, powershell
from ava_onboard.cli.command import Call
from ava_onboard.cli.commands import completion
from ava_onboard.cli.console import Console
from ava_onboard.config import Config


@pytest.fixture
def script(capsys: pytest.CaptureFixture[str]) -> str:
    completion.run(Call(Config(), Console()), completion.Options("powershell"))
    return capsys.readouterr().out


def listed(script: str, name: str) -> list[str]:
    """The words in the list of this name."""
    (found,) = re.findall(rf"^ +'{name}' = @\((.*)\)$", script, re.MULTILINE)
    return re.findall(r"'((?:[^']|'')*)'", found)


def test_every_command_has_its_options_and_words(script: str) -> None:
    assert set(commands.NAMES) < set(listed(script, ""))
    for name in commands.NAMES:
        assert "--help" in listed(script, name)
    assert "--keep-in" in listed(script, "save")
    assert "powershell" in listed(script, "completion")
    assert "V05" in listed(script, "explain")


def test_values_are_words_profiles_or_anything(script: str) -> None:
    assert listed(script, "--keep-in") == ["keyring", "file"]
    assert re.search(r"^ +'--profile' = \$profiles$", script, re.MULTILINE)
    assert listed(script, "--account") == []


def test_brackets_and_quotes_are_closed(script: str) -> None:
    outside = re.sub(r"'(?:[^']|'')*'", "", script)
    for opening, closing in ("{}", "()", "[]"):
        assert outside.count(opening) == outside.count(closing)
    assert "'" not in outside
    assert script.isascii(), "Windows PowerShell 5.1 reads what a program prints in the console's code page"


def test_a_quote_in_a_word_stays_one() -> None:
    assert "'it''s'" in powershell.script({"": ["it's"]}, {})


def test_the_documentation_names_commands_that_exist() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "use", "windows.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```powershell\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    named = {word for block in blocks for word in re.findall(r"\bava-onboard ([a-z]+)", block)}
    assert {"check", "save", "status", "completion"} <= named <= set(commands.NAMES)
    assert "<" not in "".join(blocks), "PowerShell has no redirection of input"
