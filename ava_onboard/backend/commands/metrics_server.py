"""The metrics of `serve`: a folder that its workers share, and a port of their own."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socket import AF_INET, AF_INET6
from socketserver import ThreadingTCPServer

from pydantic import SecretStr

from ava_onboard.backend.metrics import FOLDER, page_of
from ava_onboard.backend.security.bearer import carries
from ava_onboard.backend.settings import PREFIX, Settings

PATH = "/metrics"


@contextmanager
def shared_metrics(settings: Settings) -> Iterator[None]:
    """Let the workers that start in the block add up their counts, and offer them on a port, if the settings say so.

    Raises:
        OSError: The port cannot be used.
    """
    if not settings.has_metrics:
        yield
        return
    folder = tempfile.mkdtemp(prefix="ava-backend-metrics-")
    os.environ[FOLDER] = folder
    try:
        if settings.metrics_port is None:
            yield
        else:
            with _served(settings.metrics_host, settings.metrics_port, settings.metrics_token):
                yield
    finally:
        os.environ.pop(FOLDER, None)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _served(host: str, port: int, token: SecretStr | None) -> Iterator[None]:
    try:
        server = _Server(host, port, token)
    except OSError as error:
        raise OSError(f"{PREFIX}METRICS_PORT: port {port} of {host} cannot be used: {error.strerror}") from None
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingTCPServer):
    allow_reuse_address = os.name == "posix"  # elsewhere it would take a port that is in use
    daemon_threads = True

    def __init__(self, host: str, port: int, token: SecretStr | None) -> None:
        self.address_family = AF_INET6 if ":" in host else AF_INET
        self.token = token
        super().__init__((host, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing about a client that left."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "ava-onboard", ""
    timeout = 10
    """Seconds to wait for a request."""

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != PATH:
            self._answer(404, b"", "text/plain")
        elif self.server.token is not None and not carries(self.headers.get("Authorization"), self.server.token):
            self._answer(401, b"", "text/plain")
        else:
            self._answer(200, *page_of())

    def _answer(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", "Bearer")
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep standard error for errors."""
