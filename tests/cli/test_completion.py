"""``completion``: what each shell offers, asked in real ones at a real prompt."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from ava_onboard import locales
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.cli import commands
from ava_onboard.cli.command import Call, Common, options_of
from ava_onboard.cli.commands import completion
from ava_onboard.cli.console import Console
from ava_onboard.config import Config
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.progress import Progress

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind", allow_module_level=True)

from tests.terminal.screen import Terminal

pytestmark = pytest.mark.terminal
slow = partial(pytest.param, marks=pytest.mark.slow)

PROGRAM = Path(sys.executable).with_name("ava-onboard")
STARTS = {
    "bash": (["--norc", "--noprofile", "-i"], "bind 'set enable-bracketed-paste off'; source '{script}'"),
    "zsh": (["-f", "-i"], "autoload -U compinit && compinit -D && source '{script}'"),
}
Script = Callable[[str], Path]
Ask = Callable[[str, str], Terminal]


@pytest.fixture
def script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Script:
    """Gives a file with the completion of a shell."""

    def script(shell: str) -> Path:
        assert completion.run(Call(Config(), Console()), completion.Options(shell)) is Exit.DONE
        path = tmp_path / f"completion.{shell}"
        path.write_text(capsys.readouterr().out, encoding="utf-8")
        return path

    return script


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """Those of a person who has two profiles and a folder with two files."""
    home = tmp_path / "home"
    for name in ("default", "shop-lyon"):
        ProgressFiles(home / "state" / f"{name}.json").save(Progress(language="fr"))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "my report.json").touch()
    path = os.pathsep.join([str(PROGRAM.parent), os.environ["PATH"]])
    return {"PATH": path, "HOME": str(folder), "AVA_ONBOARD_HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm"}


@pytest.fixture
def ask(script: Script, variables: dict[str, str]) -> Iterator[Ask]:
    """Gives ``ask(shell, typed)``: a terminal in which a shell has the script, and this was typed at its prompt."""
    with ExitStack() as open_until_the_end:

        def ask(shell: str, typed: str) -> Terminal:
            if not shutil.which(shell):
                pytest.skip(f"there is no {shell}")
            options, source = STARTS[shell]
            at = open_until_the_end.enter_context(Terminal([shell, *options], environment=variables, size=(200, 24)))
            at.press(f"cd; PS1='now> '; {source.format(script=script(shell))}; clear\r")
            at.until(lambda: at.text.rstrip() == "now>", "an empty prompt")
            at.press(typed)
            return at

        yield ask


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("ava-onboard stat\t", "ava-onboard status"),
        slow("ava-onboard --lang fr stat\t", "ava-onboard --lang fr status"),
        slow("ava-onboard --lang=fr stat\t", "ava-onboard --lang=fr status"),
        ("ava-onboard --lang=f\t", "ava-onboard --lang=fr"),
        ("ava-onboard --lang f\t", "ava-onboard --lang fr"),
        ("ava-onboard --profile shop\t", "ava-onboard --profile shop-lyon"),
        slow("ava-onboard status --profile=s\t", "ava-onboard status --profile=shop-lyon"),
        ("ava-onboard profiles --remove s\t", "ava-onboard profiles --remove shop-lyon"),
        ("ava-onboard save --keep-in k\t", "ava-onboard save --keep-in keyring"),
        slow("ava-onboard login --keep-in=f\t", "ava-onboard login --keep-in=file"),
        ("ava-onboard doctor --bundle my\t", "ava-onboard doctor --bundle my\\ report.json"),
        slow("ava-onboard doctor --bundle=my\t", "ava-onboard doctor --bundle=my\\ report.json"),
        ("ava-onboard login --account sa\t sta\t", "ava-onboard login --account sa sta"),
        ("ava-onboard delete --quiet --y\t", "ava-onboard delete --quiet --yes"),
        slow("ava-onboard completion z\t", "ava-onboard completion zsh"),
    ],
)
@pytest.mark.parametrize("shell", STARTS)
def test_a_word_is_completed_at_the_prompt(ask: Ask, shell: str, typed: str, completed: str) -> None:
    at = ask(shell, typed)
    at.until(lambda: at.text.rstrip() == f"now> {completed}", completed)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ava-onboard --lang=", "en fr"),
        slow("ava-onboard --lang ", "en fr"),
        slow("ava-onboard save --keep-in ", "keyring file"),
        ("ava-onboard --profile ", "default shop-lyon"),
        ("ava-onboard explain V0", "V01 V02 V03 V04 V05 V06"),
        slow("ava-onboard sa", "save sandbox"),
    ],
)
@pytest.mark.parametrize("shell", STARTS)
def test_the_possible_words_are_listed(ask: Ask, shell: str, typed: str, offered: str) -> None:
    at = ask(shell, f"{typed}\t\t")
    at.until(lambda: set(offered.split()) <= set(at.text.split()), offered)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ava-onboard stat", {"status"}),
        ("ava-onboard --lang=fr stat", {"status"}),
        ("ava-onboard --lang=f", {"--lang=fr"}),
        ("ava-onboard --lang ", set(locales.languages())),
        ("ava-onboard status --profile ", {"default", "shop-lyon"}),
        ("ava-onboard profiles --remove s", {"shop-lyon"}),
        ("ava-onboard save --keep-in ", {"keyring", "file"}),
        ("ava-onboard doctor --bundle my", {"my report.json"}),
        ("ava-onboard login --account ", set()),
        ("ava-onboard explain V06", {"V06"}),
        ("ava-onboard sandbox my", set()),
    ],
)
def test_fish_offers(script: Script, variables: dict[str, str], typed: str, offered: set[str]) -> None:
    fish = shutil.which("fish")
    if not fish:
        pytest.skip("there is no fish")
    asking = ["--no-config", "-c", "cd; source $argv[1]; complete -C $argv[2]", str(script("fish")), typed]
    answer = run([fish, *asking], env=variables, capture_output=True, text=True, check=True, timeout=20)
    assert answer.stderr == ""
    assert {line.partition("\t")[0].replace("\\ ", " ") for line in answer.stdout.splitlines()} == offered


def test_the_options_that_take_a_value() -> None:
    kinds: list[type[tuple[Any, ...]]] = [Common, *(command.options for command in commands.load_all().values())]
    options = [option for kind in kinds for option in options_of(kind) if not option.is_positional]
    valued = {option.name for option in options if not option.is_switch}
    assert valued == {"--lang", "--profile", "--keep-in", "--account", "--remove", "--bundle", "--customer-lang"}
