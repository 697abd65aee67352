"""The Debian package in a Debian without Python: `make chroot` makes the system and runs this."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard import __version__
from ava_onboard.cli import commands
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from delivery.build import BUILD, FOLDER
from tests.bench.client import FIRST_SCREEN, pair, seen, surroundings
from tests.terminal import walk
from tests.terminal.screen import CTRL_Q, F2, UNTOUCHED, Terminal
from tests.terminal.walk import KEY

ROOT = Path(os.environ["AVA_ONBOARD_CHROOT"])
RECORDED = "/tmp/environment-of-browser"
BROWSER = f"""\
#!/bin/sh
env > {RECORDED}
"""
AFTERWARDS = """\
ava-onboard
code=$?
ava-onboard status --json > /tmp/status.json
dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
  org.freedesktop.Secret.Service.SearchItems dict:string:string:application,'Python keyring library' > /tmp/items
exit $code
"""


def environment(world: World) -> dict[str, str]:
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "HOME": "/root",
        "LANG": "fr_FR.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "BROWSER": "/usr/local/bin/recording-browser",
        "LD_LIBRARY_PATH": "/of/the/customer",
        "AVA_API_URL": world.ava_url,
        "VAPI_API_URL": world.vapi_url,
        "VAPI_EU_API_URL": world.vapi_eu_url,
    }


@pytest.fixture
def inside() -> Callable[..., str]:
    """Runs a command in the chroot and returns what it prints."""

    def run(*command: str, exits: int = 0, **variables: str) -> str:
        within: list[str | Path] = ["chroot", ROOT, *command]
        variables = {"PATH": "/usr/bin:/bin:/usr/sbin", "HOME": "/root", "LANG": "C.UTF-8"} | variables
        done: subprocess.CompletedProcess[str] = subprocess.run(
            within, env=variables, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == exits, done.stdout + done.stderr
        return done.stdout

    return run


def test_there_is_no_python(inside: Callable[..., str]) -> None:
    assert not [path for folder in ("usr/bin", "usr/local/bin", "bin") for path in (ROOT / folder).glob("*python*")]
    inside("sh", "-c", "command -v python3 python", exits=127)


def test_the_program_says_its_version_and_speaks_both_languages(inside: Callable[..., str]) -> None:
    assert inside("ava-onboard", "--version") == f"ava-onboard {__version__}\n"
    assert inside("ava-onboard", "explain", "V05").startswith("V05: Vapi refuses this key.")
    assert inside("ava-onboard", "explain", "V05", "--lang", "fr").startswith("V05\u00a0: Vapi refuse cette clé.")


def test_every_command_is_in_the_folder(inside: Callable[..., str]) -> None:
    for name in commands.NAMES:
        assert inside("ava-onboard", name, "--help").startswith(f"usage: ava-onboard {name}")
    inside("ava-onboard", "demo", exits=2)  # D01: backend and sandbox are not in it


def test_doctor_finds_services_and_says_that_there_is_no_keyring(world: World, inside: Callable[..., str]) -> None:
    found = json.loads(inside("ava-onboard", "doctor", "--json", exits=7, **services(world)))
    assert found["schema"] == 1


def services(world: World) -> dict[str, str]:
    return {name: value for name, value in environment(world).items() if "API_URL" in name}


def test_manual_pages_and_completions_are_where_they_are_looked_for(inside: Callable[..., str]) -> None:
    assert "CODE DE RETOUR" not in inside("man", "ava-onboard-save")
    assert "Checks a key" in inside("man", "ava-onboard-save")
    assert "VOIR AUSSI" in inside("man", "-L", "fr", "ava-onboard-save")
    complete = ". /usr/share/bash-completion/completions/ava-onboard; complete -p ava-onboard"
    assert "_ava_onboard" in inside("bash", "-c", complete)
    assert (ROOT / "usr/share/applications/ava-onboard.desktop").is_file()


def test_a_customer_ends_up_configured_in_french_with_the_key_in_a_real_keyring(world: World) -> None:
    browser = ROOT / "usr/local/bin/recording-browser"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    command: list[str | Path] = ["chroot", ROOT, "/usr/local/bin/run-with-keyring", "sh", "-c", AFTERWARDS]
    with Terminal(command, environment=environment(world)) as at:
        at.see("Étape 1 sur 4", seconds=60)
        at.press_button()
        at.see("Page ouverte dans votre navigateur.")
        at.press(F2)
        at.see("Step 1 of 4")
        at.press(F2)
        at.see("Étape 1 sur 4")
        at.still()
        at.paste(KEY)
        at.see("Vapi accepte la clé 8f14e45f…")
        at.press_button()
        walk.sign_in(at, label="Mot de passe")
        at.see("Configuré : Ava peut utiliser votre propre clé Vapi.")
        at.press(CTRL_Q)
        assert at.end() == 0
        assert at.modes == UNTOUCHED
        assert not at.has_shown(KEY)
        assert not at.has_shown(samples.ACCOUNT_PASSWORD)
    status = json.loads((ROOT / "tmp/status.json").read_text())
    assert status["configured"]
    assert {fact["answer"] for fact in status["facts"].values()} == {"yes"}
    assert (ROOT / "tmp/items").read_text().count("object path") >= 2, "the key and the session"


def test_what_is_started_from_the_folder_does_not_load_its_libraries() -> None:
    recorded = dict(line.partition("=")[::2] for line in (ROOT / RECORDED[1:]).read_text().splitlines())
    assert recorded["LD_LIBRARY_PATH"] == "/of/the/customer"
    assert not [name for name in recorded if name.startswith("_PYI_")]


def test_the_first_screen_comes_about_as_fast_as_with_python(tmp_path: Path) -> None:
    """``make wheel`` has made the environment that is compared with. Other work only ever makes a start slower."""
    with_python, folder = BUILD / "customer" / "bin" / "ava-onboard", FOLDER / "ava-onboard"
    new = surroundings(tmp_path)
    pairs = [
        pair(turn, lambda: seen([folder], FIRST_SCREEN, new)[0], lambda: seen([with_python], FIRST_SCREEN, new)[0])
        for turn in range(10)
    ]
    ours, theirs = map(min, zip(*pairs, strict=True))
    assert ours <= 1.15 * theirs
