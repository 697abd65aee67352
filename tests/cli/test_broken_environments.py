"""Whatever is broken around the program, it ends with a sentence and an exit code, never with a traceback."""

import os
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from ava_onboard import crash
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.local_time import local
from ava_onboard.domain.progress import Progress

from .conftest import UNREACHABLE
from .program import NO_KEYRING

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="shells, /dev/full and namespaces of Linux")

PROGRAM = str(Path(sys.executable).with_name("ava-onboard"))
CRASHING = """
import sys
import ava_onboard.cli.commands

def load(name):
    raise ValueError("MARKED-secret")

ava_onboard.cli.commands.load = load
from ava_onboard.__main__ import main
sys.argv = ["ava-onboard", "status"]
main()
"""
RUNS = {
    "start": ([PROGRAM], {2, 3}),
    "status": ([PROGRAM, "status", "--offline"], {3}),
    "doctor": ([PROGRAM, "doctor"], {6}),
    "check": ([PROGRAM, "check"], {2}),
    "version": ([PROGRAM, "--version"], {0}),
    "crash": ([sys.executable, "-c", CRASHING], {1}),
}
"""Each command, and its exit codes where nothing is broken."""


class Broken(NamedTuple):
    """What is broken: variables, what the shell does before and after the command, and whether stderr is readable."""

    variables: dict[str, str] = {}
    before: str = ""
    redirected: str = "</dev/null"
    within: tuple[str, ...] = ()
    readable: bool = True
    code: str | None = None
    """The code of the sentence that every command shows which needs a file of this person."""
    unwritable: bool = False
    """Whether results or questions cannot be written."""


NOBODY = ("unshare", "--user", "--map-user=54321", "--map-group=54321")
"""Runs as a user that no file of the system knows."""
BROKEN = {
    "no home and no such user": Broken({"HOME": ""}, "unset HOME;", within=NOBODY, code="C09"),
    "a home that does not exist": Broken({"HOME": "/proc/nowhere"}),
    "a home that is a file": Broken({"HOME": "/etc/passwd"}),
    "a zone a week away": Broken({"TZ": "AVA167"}),
    "a zone a week away, in the east": Broken({"TZ": "AVA-167:59:59"}),
    "a zone that does not exist": Broken({"TZ": "No/Where"}),
    "a zone of nonsense": Broken({"TZ": ":\x01<>,,"}),
    "a full disk for results": Broken(redirected="</dev/null >/dev/full", unwritable=True),
    "a full disk for messages": Broken(redirected="</dev/null 2>/dev/full", readable=False, unwritable=True),
    "a full disk for both": Broken(redirected="</dev/null >/dev/full 2>&1", readable=False, unwritable=True),
    "no stdin": Broken(redirected="<&-"),
    "no stdout": Broken(redirected="</dev/null >&-", readable=True),
    "no stderr": Broken(redirected="</dev/null 2>&-", readable=False),
    "no streams": Broken(redirected="<&- >&- 2>&-", readable=False),
    "a folder for files that cannot exist": Broken({"AVA_ONBOARD_HOME": "/proc/nowhere"}),
    "a folder for files that is a device": Broken({"AVA_ONBOARD_HOME": "/dev/null"}),
    "a locale that does not exist": Broken({"LC_ALL": "xx_XX.broken"}),
    "a locale of ASCII": Broken({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "strict ASCII": Broken({"LANG": "fr", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii:strict"}),
    "no current folder": Broken(before='mkdir gone && cd gone && rmdir "$PWD";'),
    "no current folder, and files in it": Broken(
        {"AVA_ONBOARD_HOME": "here"}, before='mkdir gone && cd gone && rmdir "$PWD";'
    ),
    "a terminal of nonsense": Broken({"TERM": "\x1b[2J", "COLUMNS": "-1", "LINES": "many"}),
    "a search path of nothing": Broken({"PATH": "/proc/nowhere"}),
}


FIRST_DAY, LAST_DAY = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@cache
def namespaces_are_allowed() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*NOBODY, "true"], check=False, capture_output=True).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_it_ends_calmly(broken: Broken, name: str, tmp_path: Path) -> None:
    if broken.within and not namespaces_are_allowed():
        pytest.skip("this computer allows no user namespaces")
    command, usual = RUNS[name]
    line = f"{broken.before} {shlex.join([*broken.within, *command])} {broken.redirected}"
    urls = dict.fromkeys(("AVA_API_URL", "VAPI_API_URL"), UNREACHABLE)
    shell, path = shutil.which("bash"), os.environ["PATH"]
    assert shell
    variables = {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8", **NO_KEYRING, **urls, **broken.variables}
    if variables["PATH"] != path:
        line = f"PATH={shlex.quote(path)}; {broken.before} env PATH={variables['PATH']} {line}"
    finished = subprocess.run(
        [shell, "--norc", "-c", line], env=variables, cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    written = (finished.stdout + finished.stderr).decode(errors="replace")
    for leak in ("Traceback", "Exception ignored", "MARKED", "Error:"):
        assert leak not in written
    if broken.code and name not in {"version", "crash"}:
        assert (finished.returncode, broken.code in written) == (2, True)
    elif broken.unwritable and finished.returncode not in usual:
        assert finished.returncode == 1
        assert "X01" in written or not broken.readable
    else:
        assert finished.returncode in usual
    if name == "crash" and broken.readable:
        assert "Code X01" in written
    assert not (tmp_path / "~").exists()


@pytest.mark.parametrize("moment", [LAST_DAY, pytest.param(FIRST_DAY, marks=pytest.mark.slow)], ids=str)
@pytest.mark.parametrize("zone", ["AVA-14", *(pytest.param(it, marks=pytest.mark.slow) for it in ("AVA12", "AVA167"))])
def test_the_first_and_the_last_day_of_the_calendar_are_shown(tmp_path: Path, moment: datetime, zone: str) -> None:
    home = tmp_path / "home"
    known = Progress(known=Fact(Answer.YES, "8f14e45f...", moment))
    ProgressFiles(home / "state" / "default.json").save(known)
    variables = {"PATH": os.environ["PATH"], "TZ": zone, "AVA_ONBOARD_HOME": str(home), **NO_KEYRING}
    command = [PROGRAM, "status", "--offline"]
    finished = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in finished.stderr
    assert "X01" not in finished.stderr
    assert finished.stdout


def test_a_moment_that_no_zone_can_show_is_left_as_it_is() -> None:
    for moment in (FIRST_DAY, LAST_DAY):
        assert local(moment) == moment


def test_an_error_whose_cause_leads_back_to_it_is_described() -> None:
    first, second = ValueError("MARKED"), KeyError("MARKED")
    first.__cause__, second.__cause__ = second, first
    assert crash.describe(first).splitlines() == ["builtins.ValueError", "builtins.KeyError"]


def test_a_log_that_cannot_be_found_only_makes_the_report_shorter() -> None:
    def find_log() -> Path:
        raise RuntimeError("no home")

    assert crash.report(ValueError("MARKED"), find_log) == crash.message(None)


@pytest.mark.parametrize(
    "arguments",
    [["status", "--offline"], *(pytest.param(it, marks=pytest.mark.slow) for it in (["guide", "--no-input"], []))],
    ids=str,
)
def test_progress_that_blocks_is_named(tmp_path: Path, arguments: list[str]) -> None:
    file = tmp_path / "state" / "default.json"
    file.parent.mkdir()
    os.mkfifo(file)
    variables = {"PATH": os.environ["PATH"], "AVA_ONBOARD_HOME": str(tmp_path), **NO_KEYRING}
    finished = subprocess.run(
        [PROGRAM, *arguments], env=variables, stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False
    )
    assert finished.returncode == 1
    assert b"C08" in finished.stderr
    assert os.fsencode(file) in finished.stderr


@pytest.mark.parametrize(
    ("address", "code"),
    [("https://256.1.1.1", b"C02"), pytest.param("http://127.0.0.1:9", b"", marks=pytest.mark.slow)],
)
def test_a_log_that_blocks_is_done_without(tmp_path: Path, address: str, code: bytes) -> None:
    log = tmp_path / "log" / "ava-onboard.log"
    log.parent.mkdir()
    os.mkfifo(log)
    variables = {"PATH": os.environ["PATH"], "AVA_ONBOARD_HOME": str(tmp_path), "AVA_API_URL": address, **NO_KEYRING}
    finished = subprocess.run(
        [PROGRAM, "status", "--offline"],
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=10,
        check=False,
    )
    assert code in finished.stderr
    assert crash.report(ValueError("MARKED"), lambda: log) == crash.message(None)
