"""Marked secrets go through every command and through line mode; afterwards they are looked for wherever they could be.

That is: both outputs, every file below the home, the temporary and the state folder, Ava's database, the command line
of every process that was seen running, and the environment of those that the program has started.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.cli.test_line_mode import NO_COPY, lines

from .program import COMMAND, NO_KEYRING, environment
from .test_key_commands import SETTINGS

KEY, OTHER_KEY = "sk_live_marked-key-5f2c71", "sk_live_marked-other-9d03a4"
PASSPHRASE, PASSWORD, TOKEN = "marked-passphrase-77ab", "marked-password-88d1c0", "marked-token-41ab90"
MARK = "marked-"
LOGIN = "/api/v1/auth/login"
ACCOUNT = [samples.ACCOUNT_IDENTIFIER, samples.ACCOUNT_PASSWORD]

BREAK_THE_CHECK = """
from ava_onboard.onboarding import Onboarding

async def check(self, key):
    text = key.reveal()
    raise ValueError(f"the header 'Bearer {text}' cannot be sent")

Onboarding.check = check
"""

CHEAP_KEYS = """
from ava_onboard.adapters.secrets import encryption

encryption.COST = min(encryption.COSTS)
"""
"""To derive a key from a passphrase at the usual cost takes as long as all else in a command."""


@dataclass
class Traces:
    """Everything that someone else could read."""

    world: World
    home: Path
    variables: dict[str, str]
    read: list[bytes] = field(default_factory=list)
    watched: int = 0

    def run(self, *arguments: str, typed: str = "", **variables: str) -> int:
        """Run a command to its end and keep what it shows; its exit code."""
        with subprocess.Popen(
            [*COMMAND, *arguments],
            env=environment(**self.variables, **variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            output, unsent = None, typed.encode() or None
            while output is None:
                if MARK not in " ".join(arguments):  # else it is this test that has put it there
                    self.look_at(process.pid)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    output = process.communicate(unsent, timeout=0.1)
                unsent = None
        self.read += output
        assert b"Traceback" not in output[1]
        return process.returncode

    def look_at(self, pid: int) -> None:
        """Keep the command line of a process and its descendants, and what the latter were given."""
        for number in [pid, *descendants(pid)]:
            with contextlib.suppress(OSError):
                self.read.append(Path(f"/proc/{number}/cmdline").read_bytes())
                self.watched += 1
                if number != pid:
                    self.read.append(Path(f"/proc/{number}/environ").read_bytes())

    def check(self, *secrets: str) -> None:
        """Fail on any trace of a marked secret, or of one of these."""
        folders = (self.home, self.world.database.parent)
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        assert self.world.database in files
        everything = [*self.read, *(path.read_bytes() for path in files)]
        assert self.watched or sys.platform != "linux"
        for secret in (MARK, ACCOUNT[1], *secrets):
            assert not [text for text in everything if secret.encode() in text], f"found: {secret}"


def descendants(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield int(child)
            yield from descendants(int(child))


@pytest.fixture
def traces(world: World, services: dict[str, str], tmp_path: Path) -> Traces:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    folders = {"HOME": str(tmp_path), "TMPDIR": str(temporary), "XDG_RUNTIME_DIR": str(temporary)}
    world.vapi_faults.add(Fault.status(401), path="/assistant", times=1)
    world.vapi_faults.add(Fault.status(200, []), path="/assistant")
    return Traces(world, tmp_path, {**services, **NO_KEYRING, **folders})


def test_commands_leak_no_key(traces: Traces, world: World) -> None:
    echo = {"detail": [{"type": "too_long", "loc": ["body"], "msg": KEY, "input": {"key": KEY, "password": PASSWORD}}]}
    world.ava_faults.add(Fault.status(422, echo), path=LOGIN, times=1)
    world.ava_faults.add(Fault.status(422, echo), method="POST", path=SETTINGS, times=1)
    world.ava_faults.add(Fault.status(500, echo), method="DELETE", path=SETTINGS, times=1)
    run = traces.run
    assert run("login", "--json", typed=lines("somebody@example.com", PASSWORD)) == 5
    assert run("login", typed=lines("somebody@example.com", PASSWORD)) == 5
    assert run("login", "--token", typed=lines(TOKEN)) == 5
    assert run("status", AVA_TOKEN=TOKEN) == 5
    assert run("check", "--json", typed=f'export VAPI_API_KEY="{KEY}"') == 4
    assert run("check", typed=KEY) == 0
    assert run("save", typed=KEY, AVA_TOKEN=world.token) == 7
    assert run("save", "--no-copy", typed=KEY, AVA_TOKEN=world.token) == 8
    assert run("save", "--no-copy", "--json", typed=KEY, AVA_TOKEN=world.token) == 0
    assert run("status", "--json", AVA_TOKEN=world.token) == 0
    report = traces.home / "report.json"
    assert run("doctor", "--yes", "--bundle", str(report), AVA_TOKEN=world.token) == 6  # Vapi takes no key for good
    assert report.exists()
    assert run("delete", "--yes", AVA_TOKEN=world.token) == 6
    assert run("delete", "--yes", "--json", AVA_TOKEN=world.token) == 0
    assert run("logout") == 0
    assert run("explain", TOKEN) == 2
    traces.check(world.token.rpartition(".")[2])


def test_commands_with_a_protected_file_leak_nothing(traces: Traces) -> None:
    (traces.home / "sitecustomize.py").write_text(CHEAP_KEYS)
    variables = {"AVA_ONBOARD_PASSPHRASE": PASSPHRASE, "PYTHONPATH": str(traces.home)}

    def run(*arguments: str, typed: str = "") -> int:
        return traces.run(*arguments, typed=typed, **variables)

    assert run("login", "--keep-in", "file", typed=lines(*ACCOUNT)) == 0
    assert run("check", typed=KEY) == 4
    assert run("save", typed=KEY) == 0
    assert run("save", typed=OTHER_KEY) == 0
    assert run("status") == 0
    assert traces.run("sync", "--no-input", AVA_ONBOARD_PASSPHRASE="marked-wrong-passphrase") == 7
    assert run("sync") == 0
    assert list((traces.home / "home" / "state").glob("*.vault"))
    traces.check()
    assert run("delete", "--yes") == 0
    assert run("logout") == 0
    traces.check()


def test_line_mode_leaks_nothing(traces: Traces, world: World) -> None:
    world.ava_faults.add(Fault.status(422, {"detail": [{"input": PASSWORD}]}), path=LOGIN, times=1)
    answers = ["", "", "", KEY, KEY, NO_COPY, "somebody@example.com", PASSWORD, *ACCOUNT]
    assert traces.run("guide", "--interactive", typed=lines(*answers)) == 0
    traces.check()


@pytest.mark.parametrize("arguments", [["check"], ["guide", "--interactive"]], ids=str)
def test_a_crash_leaks_nothing(traces: Traces, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "defect").mkdir()
    (tmp_path / "defect" / "sitecustomize.py").write_text(BREAK_THE_CHECK)
    typed = KEY if arguments == ["check"] else lines("", "", "", KEY)
    assert traces.run(*arguments, typed=typed, PYTHONPATH=str(tmp_path / "defect"), AVA_TOKEN=TOKEN) == 1
    assert b"X01" in b"".join(traces.read)
    assert "builtins.ValueError" in (tmp_path / "home" / "log" / "ava-onboard.log").read_text()
    traces.check()


def test_the_search_finds_a_leaked_secret(traces: Traces) -> None:
    """The search itself works: one trace of each kind."""
    assert traces.run("check", typed=KEY) == 4
    for leave in (
        lambda: traces.read.append(f"Bearer {KEY}".encode()),
        lambda: (traces.home / "trace").write_text(TOKEN),
        lambda: (traces.world.database.parent / "trace").write_text(PASSWORD),
    ):
        before = list(traces.read)
        leave()
        with pytest.raises(AssertionError, match="found: marked-"):
            traces.check()
        traces.read[:] = before
        for folder in (traces.home, traces.world.database.parent):
            (folder / "trace").unlink(missing_ok=True)
    traces.check()
