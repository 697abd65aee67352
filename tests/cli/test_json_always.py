"""With ``--json``, stdout gets exactly one object, however a command ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ava_onboard import __version__
from ava_onboard.cli import commands
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

from . import schema
from .conftest import Command
from .program import COMMAND, environment

WRONG = [
    pytest.param(["--json"], {}, 2, "U01", id="no command"),
    pytest.param(["--json", "nothing"], {}, 2, "U01", id="unknown command"),
    pytest.param(["nothing", "--json"], {}, 2, "U01", id="unknown command first"),
    pytest.param(["faq", "--json"], {}, 2, "U01", id="a command without it"),
    pytest.param(["status", "--json", "--nothing"], {}, 2, "U01", id="unknown option"),
    pytest.param(["status", "--json=yes"], {}, 2, "U01", id="with a value"),
    pytest.param(["save", "--json", "--keep-in"], {}, 2, "U01", id="without its value"),
    pytest.param(["save", "--json", "--keep-in", "nowhere"], {}, 2, "U08", id="not a choice"),
    pytest.param(["save", "--json", "--keep-in", "file", "--no-copy"], {}, 2, "U09", id="not together"),
    pytest.param(["explain", "--json"], {}, 2, "U01", id="no code"),
    pytest.param(["explain", "Q99", "--json"], {}, 2, "U06", id="no such code"),
    pytest.param(["status", "--json", "--lang", "xx"], {}, 2, "C02", id="bad option"),
    pytest.param(["status", "--json"], {"AVA_API_URL": "http://ava.example"}, 2, "C01", id="insecure address"),
    pytest.param(["status", "--json"], {"AVA_API_URL": "nonsense"}, 2, "C02", id="bad setting"),
    pytest.param(["check", "--json"], {}, 2, "U02", id="nothing to read"),
    pytest.param(["delete", "--json"], {}, 2, "U03", id="nobody to ask"),
    pytest.param(["profiles", "--remove", "nobody", "--json"], {}, 2, "U05", id="no such profile"),
    pytest.param(["doctor", "--json", "--bundle", ""], {}, 2, "C02", id="no file name"),
]


@pytest.mark.parametrize(("arguments", "variables", "exit_code", "code"), WRONG)
def test_wrong_use_prints_an_object(
    command: Command, arguments: list[str], variables: dict[str, str], exit_code: int, code: str
) -> None:
    result = command(*arguments, **variables)
    answer = schema.valid(result.stdout, "error")
    assert (answer["exit"], answer["failure"]["code"]) == (exit_code, code)
    assert result.returncode == exit_code
    assert f"({code})" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["--version", "--json"], ["--json", "--version"], ["--lang", "fr", "--version", "--json"]]
)
def test_the_version_is_an_object(command: Command, arguments: list[str]) -> None:
    result = command(*arguments)
    assert schema.valid(result.stdout, "version") == {"schema": 1, "version": __version__}
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["--help", "--json"], "usage: ava-onboard "),
        (["--json", "-h"], "usage: ava-onboard "),
        (["status", "--json", "--help"], "usage: ava-onboard status "),
        (["faq", "--help", "--json"], "usage: ava-onboard faq "),
        (["--lang", "fr", "save", "--help", "--json"], "utilisation\u00a0: ava-onboard save "),
    ],
)
def test_the_help_is_an_object(command: Command, arguments: list[str], begins: str) -> None:
    result = command(*arguments)
    told = schema.valid(result.stdout, "help")["help"]
    assert told.startswith(begins)
    assert f"{told}\n" == command(*(it for it in arguments if it != "--json")).stdout
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_wrong_use_is_that_also_where_no_message_can_be_written(arguments: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="ascii") as full:
        ended = subprocess.run(
            [*COMMAND, "status", "--bogus", *arguments],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    assert not arguments or schema.valid(ended.stdout, "error")["exit"] == 2


@pytest.mark.parametrize("name", ["check", "save"])
@pytest.mark.parametrize(
    ("typed", "document", "hints"),
    [
        ("8f14e45f-fade-4dad-8bad-facade00000", "", ["cut"]),
        ("Public key: 8f14e45f-fade-4dad-8bad-facade000001", "", ["public", "uuid"]),
        ("8f14e45f-fade-4dad-8bad-facade000001", "", ["uuid"]),
        ("https://dashboard.vapi.ai", "error", ["url"]),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "error", ["token"]),
        ("  ", "error", []),
    ],
)
def test_what_was_pasted_is_described(command: Command, name: str, typed: str, document: str, hints: list[str]) -> None:
    answer = schema.valid(command(name, "--json", typed=typed).stdout, document or name)
    described = answer["verdict"] if name == "save" and not document else answer
    assert described["hints"] == hints


def test_every_command_prints_one_object_for_an_option_that_it_does_not_know(command: Command) -> None:
    for name in commands.NAMES:
        result = command(name, "--json", "--no-such-option")
        assert (result.returncode, schema.valid(result.stdout, "error")["failure"]["code"]) == (2, "U01"), name


def test_a_crash_prints_an_object(command: Command, tmp_path: Path) -> None:
    module = tmp_path / "sitecustomize.py"
    module.write_text(
        "import ava_onboard.config\ndef read(**_):\n    raise RuntimeError('marked')\nava_onboard.config.read = read\n",
        encoding="ascii",
    )
    result = command("status", "--json", PYTHONPATH=str(tmp_path))
    answer = schema.valid(result.stdout, "error")
    assert (answer["exit"], answer["failure"]["code"], result.returncode) == (1, "X01", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupted_command_prints_an_object(
    services: dict[str, str], signed_in: dict[str, str], world: World
) -> None:
    world.ava_faults.add(Fault.hang(), path="/api/v1/vapi-settings")
    running = subprocess.Popen(
        [*COMMAND, "status", "--json"],
        env=environment(**services, **signed_in),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        world.ava_faults.wait_for_held()
        os.kill(running.pid, signal.SIGINT)
        out, _err = running.communicate(timeout=20)
    finally:
        running.kill()
        running.wait()
    answer = schema.valid(out, "error")
    assert (answer["exit"], answer["failure"], running.returncode) == (130, None, 130)


def test_what_a_command_has_printed_is_not_followed_by_another_object(
    command: Command, signed_in: dict[str, str]
) -> None:
    result = command("doctor", "--json", "--bundle", "report.json", "--no-input", **signed_in)
    assert len(result.stdout.splitlines()) == 1
    assert json.loads(result.stdout)["schema"] == 1
