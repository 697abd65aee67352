"""Run the backend in its own process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from ava_onboard.backend.commands.serve import server
from ava_onboard.backend.settings import PREFIX, Settings, new_master_key

APP = "ava_onboard.backend.commands.serve:app_of_worker"


@dataclass(frozen=True)
class Served:
    """A running server."""

    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it and its workers at once."""
        os.killpg(self.process.pid, signal.SIGKILL)


def environment(settings: Settings) -> dict[str, str]:
    """Return the settings as environment variables for another process."""
    ring = ",".join(f"{name}:{key.get_secret_value()}" for name, key in settings.master_keys.items())
    return {
        f"{PREFIX}DATABASE_URL": settings.database_url,
        f"{PREFIX}MASTER_KEYS": ring,
        f"{PREFIX}CURRENT_MASTER_KEY": settings.current_master_key,
        f"{PREFIX}LIVE_MIRROR": str(settings.live_mirror),
        f"{PREFIX}TOKEN_SECRET": settings.token_secret.get_secret_value(),
    }


@contextmanager
def serving(environment: Mapping[str, str], *, app: str = APP, processes: int = 1) -> Iterator[Served]:
    """Serve an application as `serve` does, on a loopback port, for the block."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.backend.serving", app, str(port), str(processes)],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # so that `kill` reaches the workers
    )
    try:
        wait_until_it_answers(port, process)
        yield Served(process, port)
    finally:
        process.terminate()
        process.wait(30)


def main(app: str, port: str, processes: str) -> None:
    """Serve until SIGTERM, without a log."""
    nothing = Settings(
        database_url="sqlite+aiosqlite:///never-opened.db",
        master_keys={"1": new_master_key()},
        current_master_key="1",
        token_secret=new_master_key(),
    )
    server(
        nothing, app=app, host="127.0.0.1", port=int(port), workers=int(processes), stop_timeout=10, log_level="error"
    ).serve()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_listens(port: int, process: "subprocess.Popen[Any]") -> None:
    """Return once a connection to the port is accepted; raise if its process has ended."""
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
            return
        with suppress(subprocess.TimeoutExpired):
            raise RuntimeError(f"the server ended with {process.wait(0.02)} before it listened")


def wait_until_it_answers(port: int, process: "subprocess.Popen[Any]") -> None:
    """Return once a server on the port answers; raise if its process has ended."""
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(b"GET /nothing HTTP/1.0\r\n\r\n")
            if connection.recv(1):
                return
        with suppress(subprocess.TimeoutExpired):
            raise RuntimeError(f"the server ended with {process.wait(0.02)} before it answered")


if __name__ == "__main__":
    main(*sys.argv[1:])
