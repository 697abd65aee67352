"""A PostgreSQL server for tests, from the binaries of this machine."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

SUPERUSER = "postgres"
UNSAFE_BUT_FAST = {"fsync": "off"}
"""Loses data if the machine fails, but not if the server or a client does: enough for a test."""


def binaries() -> Path | None:
    """Return the folder of the server's programs: from PATH, or Debian's newest; None without any."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: float(found.parts[4]))
    found = [Path(path).resolve() for path in (shutil.which("initdb"), *reversed(debian)) if path]
    return next((path.parent for path in found if (path.parent / "pg_ctl").exists()), None)


class PostgresServer:
    """Listens on a loopback port, with its data in a temporary folder that `remove` deletes."""

    def __init__(self, programs: Path, settings: Mapping[str, str]) -> None:
        """Create the data; `start` starts the server.

        Args:
            programs: What `binaries` found.
            settings: Of the server, beside its address.
        """
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="ava-postgres-"))
        self.data = self.folder / "data"
        self.port = _free_port()
        self._watch: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root, which containers do.
        self._as: dict[str, Any] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            user = _unprivileged_user()
            shutil.chown(self.folder, user)
            self._as = {"user": user, "group": _group_of(user), "extra_groups": []}
        initdb = ["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=trust", f"--username={SUPERUSER}"]
        self._run("initdb", *initdb, f"--pgdata={self.data}")
        address = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        lines = "".join(f"{name} = '{value}'\n" for name, value in {**address, **settings}.items())
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(lines)

    def url(self, database: str = "postgres") -> str:
        """Return the URL of one of its databases."""
        return f"postgresql+asyncpg://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start, and return once it accepts connections."""
        self._control("start", f"--log={self.folder / 'log'}", "--wait")

    def stop(self) -> None:
        """Close every connection, and return once it has stopped."""
        self._control("stop", "--mode=fast", "--wait")

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Freeze all its processes: connections stay open and new ones are accepted, but nothing answers."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGSTOP)
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
        standing = [first, *(child for child, parent in pairs if parent == first)]
        for process in standing:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in standing:
                os.kill(process, signal.SIGCONT)

    def create(self, database: str, template: str | None = None) -> None:
        """Create a database, as a copy of another one if given."""
        self._run("createdb", *self._connection(), f"--template={template or 'template0'}", database)

    def drop(self, database: str) -> None:
        """Delete a database and close its connections."""
        self._run("dropdb", *self._connection(), "--force", database)

    def remove(self) -> None:
        """Delete its data."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        if os.name == "posix":
            self._watch = self._watching()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if (self.data / "postmaster.pid").exists():
            self._control("stop", "--mode=immediate", "--wait")
        self.remove()
        if self._watch is not None:
            self._watch.communicate()

    def _watching(self) -> "subprocess.Popen[bytes]":
        """Clean up once this process has ended in any way, which closes a pipe that is otherwise unused."""
        script = 'read -r _; "$1" stop --mode=immediate --silent --pgdata="$2"; rm -rf "$3"'
        return subprocess.Popen(
            ["sh", "-c", script, "sh", self._programs / "pg_ctl", self.data, self.folder],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C must not reach it
            **self._as,
        )

    def _connection(self) -> list[str]:
        return ["--host=127.0.0.1", f"--port={self.port}", f"--username={SUPERUSER}"]

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", *arguments, f"--pgdata={self.data}", "--silent")

    def _run(self, program: str, *arguments: str) -> None:
        # No pipes: the server would inherit them, and they would never close.
        with (self.folder / "output").open("w+") as output:
            done = subprocess.run(
                [self._programs / program, *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **self._as,
            )
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed: {output.read()}")


def _unprivileged_user() -> str:
    import pwd  # Windows has no such module, and no root

    names = {entry.pw_name for entry in pwd.getpwall()}
    return SUPERUSER if SUPERUSER in names else "nobody"


def _group_of(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
