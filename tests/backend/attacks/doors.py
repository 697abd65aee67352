"""The server alone, and behind nginx, HAProxy and Caddy, each as `docs/operate/proxies.md` sets it up.

In all three, a connection to the server serves many clients.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.backend.operate.pages import blocks
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
        with in_front(name, server) as port:
            yield port, server


@contextmanager
def in_front(name: str, server: int) -> Iterator[int]:
    """Start a proxy in front of a server that listens on that port; yield the proxy's own.

    Raises:
        FileNotFoundError: The proxy is not installed.
    """
    program = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        raise FileNotFoundError(name)
    with tempfile.TemporaryDirectory(prefix="ava-door-") as folder:
        port = free_port()
        command = _COMMANDS[name](program, Path(folder), port, server)
        with running(command, port, Path(folder)):
            yield port


def documented(name: str, **replaced: str) -> str:
    """Return the configuration of a proxy in the operator's pages, with some of its text replaced.

    Args:
        name: Of the proxy, and of the block.
        replaced: What stands for the parts that the page has under these names in `_PARTS`.
    """
    [block] = blocks("proxies.md", _KINDS[name])
    text = block.text
    for part, new in replaced.items():
        old = _PARTS[name][part]
        assert text.count(old) == 1, f"{old!r} is not in the part of {name}"
        text = text.replace(old, new)
    return text


_KINDS = {"nginx": "nginx", "haproxy": "haproxy", "caddy": "caddyfile"}
_PARTS = {
    "nginx": {
        "server": "127.0.0.1:8000",
        "listen": "listen 443 ssl;",
        "certificate": "ssl_certificate /etc/ssl/ava.pem;",
        "key": "ssl_certificate_key /etc/ssl/private/ava.key;",
        "location": "proxy_pass http://ava;",
    },
    "haproxy": {"server": "127.0.0.1:8000", "listen": "bind :443 ssl crt /etc/haproxy/ava.pem"},
    "caddy": {"server": "127.0.0.1:8000", "listen": "ava.example.com {"},
}


def nginx_command(program: str, folder: Path, text: str) -> list[str]:
    """Write what stands around the documented part, and return the command that serves it."""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error; worker_processes 1; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{text}}}\n"
    )
    return [program, "-p", str(folder), "-c", str(configuration)]


def _nginx(program: str, folder: Path, port: int, server: int) -> list[str]:
    text = documented(
        "nginx",
        server=f"127.0.0.1:{server}",
        listen=f"listen 127.0.0.1:{port};",
        certificate="",
        key="",
        # Lets more through to the server, which is what is attacked.
        location="proxy_pass http://ava; proxy_request_buffering off;",
    )
    return nginx_command(program, folder, text)


def _haproxy(program: str, folder: Path, port: int, server: int) -> list[str]:
    configuration = folder / "haproxy.cfg"
    configuration.write_text(documented("haproxy", server=f"127.0.0.1:{server}", listen=f"bind 127.0.0.1:{port}"))
    return [program, "-db", "-f", str(configuration)]


def _caddy(program: str, folder: Path, port: int, server: int) -> list[str]:
    configuration = folder / "Caddyfile"
    site = documented("caddy", server=f"127.0.0.1:{server}", listen=f"http://:{port} {{\n    bind 127.0.0.1")
    configuration.write_text("{\n    admin off\n    auto_https off\n}\n" + site)
    return [program, "run", "--adapter", "caddyfile", "--config", str(configuration)]


_COMMANDS: dict[str, Callable[[str, Path, int, int], list[str]]] = {
    "nginx": _nginx,
    "haproxy": _haproxy,
    "caddy": _caddy,
}
