"""``explain``, ``guide``, ``faq`` and ``completion``: what can be read without asking anybody."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard import locales
from ava_onboard.cli.commands import completion, reading
from ava_onboard.cli.console import Console
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.problems import CATALOGUE
from ava_onboard.locales import Language

from . import schema
from .conftest import Command
from .test_arguments import TYPED_KEY

Captured = pytest.CaptureFixture[str]
BASH_ASKS = """
source "$1"
COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_ava_onboard
echo "${{COMPREPLY[*]}}"
"""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_explained(capsys: Captured, code: str, language: Language) -> None:
    locales.use(language)
    assert reading.explain(Console(), code.lower(), json=False) is Exit.DONE
    told = capsys.readouterr().out
    assert told.startswith((f"{code}: ", f"{code}\u00a0: "))
    assert "{" not in told
    assert len(told.splitlines()) == 2
    reading.explain(Console(), code, json=True)
    assert schema.valid(capsys.readouterr().out, "explain")["exit"] == CATALOGUE[code].exit


def test_a_code_that_does_not_exist_is_not_repeated(command: Command) -> None:
    told = command("explain", TYPED_KEY)
    assert (told.returncode, told.stdout) == (Exit.USAGE, "")
    assert told.stderr == "There is no such code.\nA code is one letter and two digits, such as V05. (U06)\n"


@pytest.mark.parametrize(("language", "words"), [("en", "Step 4 of 4"), ("fr", "Étape 4 sur 4")])
def test_the_guide_is_plain_text(command: Command, language: str, words: str) -> None:
    told = command("guide", "--lang", language)
    assert (told.returncode, told.stderr) == (0, "")
    assert words in told.stdout
    assert "https://dashboard.vapi.ai/org/api-keys\n" in told.stdout
    assert "**" not in told.stdout


def test_the_guide_in_markdown_has_headings_and_links(capsys: Captured) -> None:
    reading.guide(Console(), markdown=True)
    told = capsys.readouterr().out
    assert [line[:5] for line in told.splitlines() if line.startswith("## ")] == ["## 1.", "## 2.", "## 3.", "## 4."]
    assert "](https://dashboard.vapi.ai/org/api-keys)" in told
    assert "**API Keys**" in told


def test_the_questions_are_answered(command: Command) -> None:
    told = command("faq", "--lang", "fr")
    assert told.stdout.count("\u00a0?\n") >= 3
    assert "**" not in told.stdout


@pytest.fixture
def script(tmp_path: Path, capsys: Captured) -> Callable[[str], Path]:
    """Gives a file with the completion of a shell."""

    def script(shell: str) -> Path:
        assert completion.completion(Console(), shell) is Exit.DONE
        path = tmp_path / f"completion.{shell}"
        path.write_text(capsys.readouterr().out, encoding="utf-8")
        return path

    return script


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ava-onboard sa", ["save", "sandbox"]),
        ("ava-onboard --lang fr stat", ["status"]),
        ("ava-onboard --lang ''", ["fr", "en"]),
        ("ava-onboard status --o", ["--offline"]),
        ("ava-onboard delete --quiet --y", ["--yes"]),
        ("ava-onboard explain V0", [f"V0{number}" for number in range(1, 7)]),
        ("ava-onboard completion ''", ["bash", "zsh", "fish"]),
    ],
)
def test_bash_completes(script: Callable[[str], Path], line: str, words: list[str]) -> None:
    asks = BASH_ASKS.format(line=line)
    finished = subprocess.run(
        ["bash", "--norc", "-c", asks, "bash", script("bash")], capture_output=True, text=True, check=True
    )
    assert finished.stderr == ""
    assert [word for word in finished.stdout.split() if not (line.endswith("''") and word.startswith("-"))] == words


OTHER_SHELLS = {
    "zsh": ["zsh", "-f", "-c", "autoload -U compinit && compinit -D && source $0 && print $_comps[ava-onboard]"],
    "fish": ["fish", "--no-config", "-c", "source $argv[1]; complete -C 'ava-onboard stat'"],
}
EXPECTED = {"zsh": "_ava_onboard", "fish": "status"}


@pytest.mark.parametrize("shell", [shell for shell in OTHER_SHELLS if shutil.which(shell)] or ["bash"])
def test_every_shell_that_is_here_takes_its_script(script: Callable[[str], Path], shell: str) -> None:
    loading = OTHER_SHELLS.get(shell, ["bash", "--norc", "-c", "source $0 && complete -p ava-onboard"])
    finished = subprocess.run([*loading, script(shell)], capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert EXPECTED.get(shell, "_ava_onboard") in finished.stdout
