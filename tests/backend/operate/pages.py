"""The commands of the operator's pages, and a shell that runs them as they stand."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.backend.db.postgres import SUPERUSER, PostgresServer

OPERATE = Path(__file__).parents[3] / "docs" / "operate"
NEEDED = ("bash", "curl", "openssl", "psql", "pg_dump")
_BLOCK = re.compile(
    r"^(?P<mark><!-- Not run by the test: .*? -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_SUDO = '#!/bin/sh\nset -e\n[ "$1 $2" = "-u postgres" ]\nshift 2\nPGUSER={user} exec "$@"\n'
"""Stands for sudo: the administrator of the test's PostgreSQL is a role, not another user of this computer."""


@dataclass(frozen=True)
class Block:
    """A code block of a page."""

    kind: str
    text: str
    is_run: bool


def blocks(page: str, kind: str | None = None) -> list[Block]:
    """Return the code blocks of a page, all or those of one kind."""
    found = _BLOCK.finditer((OPERATE / page).read_text(encoding="utf-8"))
    listed = [Block(each["kind"], each["text"], each["mark"] is None) for each in found]
    return [block for block in listed if kind in (None, block.kind)]


def commands(page: str) -> list[str]:
    """Return the blocks of a page that a shell can run here, in their order."""
    return [block.text for block in blocks(page, "bash") if block.is_run]


@dataclass(frozen=True)
class Outcome:
    """What a block of commands ended with and printed, on both outputs."""

    exit_code: int
    printed: str


class Shell:
    """A bash that keeps its variables, its folder and its jobs from one block to the next."""

    def __init__(self, home: Path, process: "subprocess.Popen[str]") -> None:
        self.home = home
        self._process = process
        self._count = 0

    def run(self, commands: str) -> Outcome:
        """Run a block. As when each line is typed, one that fails does not end it; here it decides the exit code."""
        self._count += 1
        script, output = (self.home / f".block-{self._count}.{name}" for name in ("sh", "output"))
        script.write_text(commands)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(
            f"failed=0; set -E; trap 'failed=$?' ERR; . '{script}' < /dev/null > '{output}' 2>&1;"
            " trap - ERR; set +E; echo $failed\n"
        )
        self._process.stdin.flush()
        return Outcome(int(self._process.stdout.readline()), output.read_text())


@contextmanager
def shell(home: Path, server: PostgresServer, variables: Mapping[str, str]) -> Iterator[Shell]:
    """Start a shell of a user who has nothing but an installed backend in `~/ava/venv`, and PostgreSQL's programs.

    Args:
        home: An empty folder.
        server: Its port is told to every program by `PGPORT`.
        variables: Further variables of the environment.
    """
    (home / "ava").mkdir()
    (home / "ava" / "venv").symlink_to(sys.prefix)
    sudo = home / ".programs" / "sudo"
    sudo.parent.mkdir()
    sudo.write_text(_SUDO.format(user=SUPERUSER))
    sudo.chmod(0o755)
    environment = {
        "HOME": str(home),
        "PATH": f"{sudo.parent}:{os.environ['PATH']}:/usr/sbin",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        **variables,
    }
    bash = shutil.which("bash")
    assert bash
    process = subprocess.Popen(
        [bash, "--norc"],
        cwd=home,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield Shell(home, process)
    finally:
        process.communicate("kill $(jobs -p) 2>/dev/null; wait\n", timeout=60)
