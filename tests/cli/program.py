"""The program as a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from subprocess import PIPE
from tempfile import TemporaryFile
from typing import BinaryIO

from ava_onboard.domain.speakable import ALPHABET
from ava_onboard.text import waiting

from . import schema
from .warm import warm

COMMAND = (sys.executable, "-W", "error", "-m", "ava_onboard")
SECONDS = 30
"""After which a run is killed."""
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def environment(**variables: str) -> dict[str, str]:
    """This process' environment, in UTF-8 and without settings of the person who runs the tests."""
    own = ("AVA_", "VAPI_", "LC_", "LANG")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**inherited, "PYTHONUTF8": "1", "LANG": "C", **variables}


def run(
    *arguments: str,
    variables: Mapping[str, str] | None = None,
    typed: str | None = None,
    stdout: int = PIPE,
    situations: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run ``ava-onboard`` with ``arguments`` to its end; ``typed`` is piped in. JSON has to be as its schema says.

    Without ``situations``, the situation codes at the end of errors are left out of what was printed.

    On Linux the process comes from one that has loaded the program already; see ``warm``.
    """
    start = _start_warm if sys.platform == "linux" and not _asks_python(variables or {}) else _start
    finished = start(arguments, environment(**(variables or {})), typed, stdout)
    if not situations:
        finished.stdout, finished.stderr = map(without_situation, (finished.stdout or "", finished.stderr))
    if "--json" in arguments and finished.stdout:
        schema.read(finished)
    return finished


@contextmanager
def started(
    *arguments: str, variables: Mapping[str, str] | None = None, stderr: int = PIPE
) -> Iterator["subprocess.Popen[str]"]:
    """Start ``ava-onboard`` with pipes for all that it reads and prints, and kill it at the end."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(**(variables or {})),
        stdin=PIPE,
        stdout=PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def loaded_by(program: str, **variables: str) -> set[str]:
    """Return the modules that ``program`` loads in a fresh Python."""
    script = (
        f"import sys\nbefore = set(sys.modules)\n{program}\nprint(*(set(sys.modules) - before), file=sys.__stdout__)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return set(finished.stdout.split())


def without_situation(printed: str) -> str:
    """What was printed, without the situation codes, which tests of their own are about."""
    return re.sub(rf", (?:situation )?[{ALPHABET}]{{3}}\u00a0[{ALPHABET}]{{3}}", "", printed)


def without_waiting(stderr: str) -> str:
    """What was printed, without what is said of an Ava that takes long: a loaded computer makes it take long."""
    return stderr.replace(f"{waiting.asking_ava()}\n", "")


def _asks_python(variables: Mapping[str, str]) -> bool:
    """Whether Python itself reads one of the variables at its start."""
    return any(name.startswith("PYTHON") and name not in NO_KEYRING for name in variables)


def _start(
    arguments: Sequence[str], variables: Mapping[str, str], typed: str | None, stdout: int
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        env=variables,
        stdin=subprocess.DEVNULL if typed is None else None,
        input=typed,
        stdout=stdout,
        stderr=PIPE,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def _start_warm(
    arguments: Sequence[str], variables: Mapping[str, str], typed: str | None, stdout: int
) -> subprocess.CompletedProcess[str]:
    with ExitStack() as files:
        out, err = (files.enter_context(TemporaryFile("w+", encoding="utf-8")) for _ in range(2))
        stdin = files.enter_context(_stdin(typed))
        streams = [stdin.fileno(), out.fileno() if stdout == PIPE else stdout, err.fileno()]
        code = warm().run(arguments, variables, streams, SECONDS)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


def _stdin(typed: str | None) -> BinaryIO:
    """A pipe with ``typed`` in it, or the null device."""
    if typed is None:
        return os.fdopen(os.open(os.devnull, os.O_RDONLY), "rb")
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as end:
        end.write(typed.encode())
    return os.fdopen(reading, "rb")
