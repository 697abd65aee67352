"""The server alone, and behind nginx, HAProxy and Caddy, each with connections to it that serve many clients."""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.backend.serving import wait_until_it_answers

PROXIES = ("nginx", "haproxy", "caddy")
DOORS = ("alone", *PROXIES)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int, folder: Path | None = None) -> Iterator[int]:
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment if folder else None
        )
        try:
            wait_until_it_answers(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def door(name: str) -> Iterator[tuple[int, int]]:
    """Start a door; yield its port, and that of the server behind it.

    Raises:
        FileNotFoundError: The proxy is not installed.
    """
    server = free_port()
    with running([sys.executable, "-m", "tests.backend.attacks.echo", str(server)], server):
        if name == "alone":
            yield server, server
            return
        program = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")
        if program is None:
            raise FileNotFoundError(name)
        with tempfile.TemporaryDirectory(prefix="ava-door-") as folder:
            port = free_port()
            command = _COMMANDS[name](program, Path(folder), port, server)
            with running(command, port, Path(folder)):
                yield port, server


def _nginx(program: str, folder: Path, port: int, server: int) -> list[str]:
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error; worker_processes 1; events {{}}"
        f"http {{ access_log off; {temporary} upstream ava {{ server 127.0.0.1:{server}; keepalive 4; }}"
        f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://ava; proxy_http_version 1.1;"
        ' proxy_set_header Connection ""; proxy_request_buffering off; proxy_set_header Host $host;'
        " proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } } }"
    )
    return [program, "-p", str(folder), "-c", str(configuration)]


def _haproxy(program: str, folder: Path, port: int, server: int) -> list[str]:
    configuration = folder / "haproxy.cfg"
    configuration.write_text(
        "defaults\n mode http\n timeout connect 5s\n timeout client 20s\n timeout server 20s\n"
        " http-reuse always\n option forwardfor\n"
        f"frontend f\n bind 127.0.0.1:{port}\n default_backend b\nbackend b\n server ava 127.0.0.1:{server}\n"
    )
    return [program, "-db", "-f", str(configuration)]


def _caddy(program: str, folder: Path, port: int, server: int) -> list[str]:
    configuration = folder / "Caddyfile"
    configuration.write_text(
        "{\n admin off\n auto_https off\n}\n"
        f"http://:{port} {{\n bind 127.0.0.1\n reverse_proxy 127.0.0.1:{server}\n}}\n"
    )
    return [program, "run", "--adapter", "caddyfile", "--config", str(configuration)]


_COMMANDS: dict[str, Callable[[str, Path, int, int], list[str]]] = {
    "nginx": _nginx,
    "haproxy": _haproxy,
    "caddy": _caddy,
}
