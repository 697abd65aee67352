"""README and docs are true: every command in them works, every picture, file, code and variable they name exists."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from ava_onboard import __version__
from ava_onboard.backend.settings import new_master_key
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.problems import CATALOGUE
from ava_onboard.locales import languages
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.backend.announcement.test_documented import COMMANDS as ANNOUNCEMENT
from tests.backend.serving import wait_until_it_answers
from tests.cli import program
from tests.cli.test_demo_web import COMMAND as WEB
from tests.cli.test_desk import DOCUMENTED as DESK

pytestmark = pytest.mark.process

LETTERS = "".join({code[0] for code in CATALOGUE})
ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path: path.read_text(encoding="utf-8")
    for path in (
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
    )
}
BLOCKS = [
    block for text in PAGES.values() for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
]
COMMANDS = sorted({line.removeprefix("$ ") for block in BLOCKS for line in block.splitlines() if line.startswith("$ ")})
PROGRAM = Path(sys.executable).with_name("ava-onboard")


def is_a_make_target(command: str) -> None:
    """Check only that the target exists: it takes minutes, is run by CI, or opens the app."""
    target = command.split()[1]
    assert re.search(rf"^{target}:.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)


def installs_this_project(command: str) -> None:
    """Nothing is installed: the names of the extras are compared."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = re.search(r"\binstall(?: --compile-bytecode)? '?\.(?:\[([a-z]+)\])?'?$", command)
    assert named
    assert named[1] is None or named[1] in project["optional-dependencies"]


def opens_the_app(command: str) -> None:
    """What follows is for the tests in a real terminal; here: the command is installed and takes these words."""
    [script] = entry_points(group="console_scripts", name="ava-onboard")
    assert callable(script.load())
    assert run(f"{command} --help").startswith("usage: ava-onboard")


def says_the_version(command: str) -> None:
    assert run(command) == f"ava-onboard {__version__}\n"


def serves_until_it_is_interrupted(command: str) -> None:
    with subprocess.Popen([PROGRAM, *command.split()[1:]], stdout=subprocess.PIPE, text=True, env=english()) as process:
        assert process.stdout
        first_line = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    if command.endswith("--json"):
        where = json.loads(first_line)
        assert where["schema"] == 1
        assert where.keys() == {"schema", "ava_url", "vapi_url", "vapi_eu_url", "account", "token", "keys"}
    else:
        assert first_line == "Simulated Ava and Vapi are running on this computer. Nothing leaves it.\n"


def shows_something(command: str) -> None:
    """Works for someone who has done nothing yet, without any service."""
    words: list[str | Path] = [PROGRAM, *command.split()[1:]]
    finished = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False, env=english())
    assert finished.returncode in (0, 3)
    assert finished.stdout


def is_run_among_others(command: str) -> None:
    """It needs what others have done before: see the tests of the customer's and the operator's day."""
    assert command in {*CUSTOMER, *OPERATOR}


def is_run_by_a_test_of_its_page(command: str) -> None:
    assert command in {*ANNOUNCEMENT, *DESK, WEB}


CUSTOMER = {
    "ava-onboard login": (f"{samples.ACCOUNT_IDENTIFIER}\n{samples.ACCOUNT_PASSWORD}\n", 0, "✓ Signed in as "),
    "ava-onboard check < key.txt": (samples.KEYS[samples.VALID], 0, "✓ Vapi accepts the key "),
    "ava-onboard save < key.txt": (samples.KEYS[samples.VALID], 0, "● Configured: "),
    "ava-onboard status": ("", 0, "✓ Ava can use it  3 assistants\n"),
    "ava-onboard doctor": ("", 0, "✓ Everything that could be checked is fine.\n"),
    "ava-onboard guide --interactive": ("\n", 0, "✓ Accepted by Vapi  8f14e45f…\n"),
}
"""A day of a customer without a keyring: what is piped in, the exit code, and something that is printed."""

OPERATOR = [
    "python -m ava_onboard.backend migrate",
    "python -m ava_onboard.backend create-user --email camille@example.com --name Camille",
    "python -m ava_onboard.backend users list",
    "python -m ava_onboard.backend users agent camille@example.com on",
    "python -m ava_onboard.backend status",
    "python -m ava_onboard.backend rotate",
    "python -m ava_onboard.backend check",
    "python -m ava_onboard.backend serve",
    "python -m ava_onboard.backend verify",
]
"""A day of an operator, who types one password."""
PASSWORD = "MARKED correct horse"


HOW_TO_TRY: dict[str, Callable[[str], None]] = {
    r"make [a-z-]+( PYTHON=python3\.\d+| MINUTES=\d+ SEED=\d+)?": is_a_make_target,
    r"(pipx|uv tool|pip|python -m pip) install( --compile-bytecode)? \S+": installs_this_project,
    r"ava-onboard( demo)?": opens_the_app,
    r"ava-onboard --version": says_the_version,
    r"ava-onboard (status --offline( --json)?|guide|faq|explain [A-Z]\d\d)": shows_something,
    r"ava-onboard (status|(check|save) < key\.txt|login|doctor|guide --interactive)": is_run_among_others,
    r"python -m ava_onboard\.backend [a-z-]+( list| agent \S+ on| --email \S+ --name \S+)?": is_run_among_others,
    r"ava-onboard (desk( .+)?|demo --web)|python -m ava_onboard\.backend announce .+": is_run_by_a_test_of_its_page,
    r"ava-onboard sandbox( --json)?": serves_until_it_is_interrupted,
}
"""The form of a command, and how it is tried."""


def english() -> dict[str, str]:
    return {**os.environ, "AVA_ONBOARD_LANG": "en", "AVA_ONBOARD_HOME": os.devnull}


def run(command: str) -> str:
    words: list[str | Path] = [PROGRAM, *command.split()[1:]]
    return subprocess.run(words, capture_output=True, text=True, timeout=20, check=True, env=english()).stdout


@pytest.mark.parametrize(
    "command",
    [pytest.param(it, marks=pytest.mark.slow if it.startswith("ava-onboard sandbox") else ()) for it in COMMANDS],
)
def test_a_documented_command_works(command: str) -> None:
    ways = [way for form, way in HOW_TO_TRY.items() if re.fullmatch(form, command)]
    assert ways, f"no test knows how to try {command!r}: add it to HOW_TO_TRY"
    for way in ways:
        way(command)


def test_a_customer_s_day(world: World, tmp_path: Path) -> None:
    """Key and session are kept in a protected file, which stands for the keyring that this computer may not have."""
    variables = {
        "AVA_ONBOARD_LANG": "en",
        "AVA_API_URL": world.ava_url,
        "VAPI_API_URL": world.vapi_url,
        "VAPI_EU_API_URL": world.vapi_eu_url,
        "AVA_ONBOARD_HOME": str(tmp_path / "home"),
        "AVA_ONBOARD_PASSPHRASE": "correct horse battery",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    for command, (typed, exit_code, printed) in CUSTOMER.items():
        words = command.partition(" < ")[0].split()[1:] + ["--keep-in", "file"] * command.endswith("login")
        result = program.run(*words, typed=typed, variables=variables)
        assert (command, result.returncode) == (command, exit_code), result.stdout + result.stderr
        assert printed in result.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
def test_an_operator_s_day(world: World, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {
        **os.environ,
        "AVA_BACKEND_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'ava.db'}",
        "AVA_BACKEND_MASTER_KEYS": f"1:{new_master_key().get_secret_value()}",
        "AVA_BACKEND_TOKEN_SECRET": f"MARKED{secrets.token_hex(16)}",
        "PORT": str(port),
        "AVA_BACKEND_VAPI_URL": world.vapi_url,
        "AVA_BACKEND_VAPI_EU_URL": world.vapi_eu_url,
        "AVA_API_URL": f"http://127.0.0.1:{port}",
        "VAPI_API_URL": world.vapi_url,
        "VAPI_EU_API_URL": world.vapi_eu_url,
        "AVA_VERIFY_IDENTIFIER": "camille@example.com",
        "AVA_VERIFY_PASSWORD": PASSWORD,
        "AVA_VERIFY_KEY": world.keys["valid"],
    }

    def run_backend(command: str) -> None:
        words = [sys.executable, *command.split()[1:]]
        result = subprocess.run(
            words, input=f"{PASSWORD}\n", capture_output=True, text=True, timeout=60, check=False, env=variables
        )
        assert (command, result.returncode) == (command, 0), result.stdout + result.stderr

    *commands, serve, verify = OPERATOR
    for command in commands:
        run_backend(command)
    with subprocess.Popen([sys.executable, *serve.split()[1:]], env=variables, stdout=subprocess.PIPE) as process:
        try:
            wait_until_it_answers(port, process)
            run_backend(verify)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
        finally:
            process.kill()


EXAMPLES = [block for block in BLOCKS if not all(line.startswith("$ ") for line in block.splitlines())]


@pytest.mark.keyring
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.partition("\n")[0])
def test_an_example_prints_what_is_shown(example: str, world: World, tmp_path: Path) -> None:
    """Run one command after the other, signed in, with a real keyring; only results are on stdout."""
    (tmp_path / "key.txt").write_text(world.keys["valid"])
    where = {"AVA_API_URL": world.ava_url, "VAPI_API_URL": world.vapi_url}
    variables = {**os.environ, **where, "AVA_ONBOARD_LANG": "en", "AVA_ONBOARD_HOME": str(tmp_path / "home")}
    account, _exit_code, _printed = CUSTOMER["ava-onboard login"]
    subprocess.run([PROGRAM, "login"], input=account, capture_output=True, text=True, check=True, env=variables)
    shown = ""
    for command in re.findall(r"^\$ ava-onboard (.*)$", example, re.MULTILINE):
        words, _, source = command.partition(" < ")
        typed = (tmp_path / source).read_text() if source else account if words == "login" else ""
        finished = subprocess.run(
            [PROGRAM, *words.split()], input=typed, capture_output=True, text=True, check=True, env=variables
        )
        shown += f"$ ava-onboard {command}\n{finished.stdout}"
    assert shown == example


@pytest.mark.parametrize(
    "command",
    sorted({found for text in PAGES.values() for found in re.findall(r"`((?:make|pip install) [^`]+)`", text)}),
)
def test_a_command_within_a_sentence_works(command: str) -> None:
    test_a_documented_command_works(command)


def test_a_newcomer_is_shown_the_two_commands_first() -> None:
    assert {"make demo", "make test"} <= set(COMMANDS)
    assert README.index("$ make demo") < README.index("$ make test") < README.index("$ pipx install")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_linked_file_exists(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)", PAGES[page])
    assert [link for link in links if not link.startswith("https://") and not (page.parent / link).is_file()] == []


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 130


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_code_in_a_page_is_in_the_catalogue(page: Path) -> None:
    assert set(re.findall(rf"\b[{LETTERS}]\d\d\b", PAGES[page])) <= set(CATALOGUE)


def test_every_code_has_its_place_on_the_page_of_codes_in_both_languages() -> None:
    codes = PAGES[ROOT / "docs" / "use" / "codes.md"]
    for code in CATALOGUE:
        _, _, section = codes.partition(f"### {code}\n")
        rows = re.findall(r"^\| (\w\w) \| .+ \| .+ \|$", section.partition("###")[0], re.MULTILINE)
        assert rows == list(languages()), code


def test_the_generated_pages_are_up_to_date() -> None:
    check = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (check.returncode, check.stdout) == (0, "")


def test_every_setting_is_documented_and_no_other() -> None:
    read = re.findall(r'"((?:AVA|VAPI)_[A-Z_]+)"', (ROOT / "ava_onboard" / "config.py").read_text(encoding="utf-8"))
    settings = PAGES[ROOT / "docs" / "use" / "settings.md"]
    documented = re.findall(r"^\| `((?:AVA|VAPI)_[A-Z_]+)`", settings, re.MULTILINE)
    assert set(documented) == set(read)


def test_the_table_of_exit_codes_is_complete() -> None:
    commands = PAGES[ROOT / "docs" / "use" / "commands.md"]
    assert [int(code) for code in re.findall(r"^\| (\d+) \| \w", commands, re.MULTILINE)] == list(Exit)
