"""``explain``, ``guide`` and ``faq``: commands that only print."""

import pytest

from ava_onboard import locales
from ava_onboard.cli.command import Call
from ava_onboard.cli.commands import explain, guide
from ava_onboard.cli.console import Console
from ava_onboard.config import Config
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.problems import CATALOGUE
from tests.cli.test_main import TYPED_KEY

from . import schema
from .conftest import Command

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize("language", locales.languages())
@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_explained(capsys: Captured, code: str, language: str) -> None:
    locales.use(language)
    call = Call(Config(), Console())
    assert explain.run(call, explain.Options(code.lower())) is Exit.DONE
    printed = capsys.readouterr().out
    assert printed.startswith((f"{code}: ", f"{code}\u00a0: "))
    assert "{" not in printed
    assert len(printed.splitlines()) == 2
    explain.run(call, explain.Options(code, json=True))
    assert schema.valid(capsys.readouterr().out, "explain")["exit"] == CATALOGUE[code].exit


def test_a_code_that_does_not_exist_is_not_repeated(command: Command) -> None:
    printed = command("explain", TYPED_KEY)
    assert (printed.returncode, printed.stdout) == (Exit.USAGE, "")
    assert printed.stderr == "This code does not exist.\nA code is one letter and two digits, such as V05. (U06)\n"


@pytest.mark.parametrize(("language", "words"), [("en", "Step 4 of 4"), ("fr", "Étape 4 sur 4")])
def test_the_guide_is_plain_text(command: Command, language: str, words: str) -> None:
    printed = command("guide", "--lang", language)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert words in printed.stdout
    assert "https://dashboard.vapi.ai/org/api-keys\n" in printed.stdout
    assert "**" not in printed.stdout


def test_the_guide_in_markdown_has_headings_and_links(capsys: Captured) -> None:
    guide.run(Call(Config(), Console()), guide.Options(markdown=True))
    printed = capsys.readouterr().out
    assert [line[:5] for line in printed.splitlines() if line.startswith("## ")] == ["## 1.", "## 2.", "## 3.", "## 4."]
    assert "](https://dashboard.vapi.ai/org/api-keys)" in printed
    assert "**API Keys**" in printed


def test_the_questions_are_answered(command: Command) -> None:
    printed = command("faq", "--lang", "fr")
    assert printed.stdout.count("\u00a0?\n") >= 3
    assert "**" not in printed.stdout
