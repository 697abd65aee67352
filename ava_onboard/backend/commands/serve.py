"""`serve`: serve the backend over HTTP."""

import argparse
import asyncio
import gc
import multiprocessing
import os
import signal
import socket
import threading
from contextlib import closing
from multiprocessing.process import BaseProcess
from typing import Any, TextIO

from fastapi import FastAPI
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer
from pydantic import TypeAdapter, ValidationError

from ava_onboard.backend import logs
from ava_onboard.backend.address_settings import TrustedProxies
from ava_onboard.backend.api.app import from_environment
from ava_onboard.backend.audit import Audit
from ava_onboard.backend.commands import UsageError
from ava_onboard.backend.commands.metrics_server import shared_metrics
from ava_onboard.backend.db.pooler import refuse_transaction_pooler
from ava_onboard.backend.settings import PREFIX, Settings

_APP = f"{__name__}:app_of_worker"
_LAST_STEPS = 2.5
"""Seconds of a stop that are left for what comes after the requests: ending the workers, and this process."""
_TRUSTED = f"{PREFIX}TRUSTED_PROXIES"


def add_to(commands: Any) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "serve",
        help="serve the backend over HTTP until SIGTERM or Ctrl+C",
        description="Serve the backend over HTTP, with one JSON line per request on standard output. "
        "SIGTERM and Ctrl+C let requests in progress finish. Behind a proxy, name it with "
        "--trusted-proxies: failed sign-ins are limited by address, and otherwise every "
        "client has the proxy's address.",
    )
    port = os.environ.get("PORT") or "8000"
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=port, help="default: the environment's PORT, or 8000")
    parser.add_argument("--workers", type=_positive, default=1, help="number of processes (default: %(default)s)")
    parser.add_argument(
        "--trusted-proxies",
        type=_networks,
        metavar="ADDRESSES",
        help="addresses and networks, separated by commas, whose X-Forwarded-Proto and X-Forwarded-For are trusted; "
        f"of the latter, the last address that is not among them (default: {_TRUSTED}, or 127.0.0.1)",
    )
    parser.add_argument(
        "--stop-timeout", type=_positive, default=10, metavar="SECONDS", help="for the whole stop (default: 10)"
    )
    parser.add_argument("--log-level", choices=("info", "warning", "error"), default="info")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, _: TextIO) -> int:
    """Serve until a signal ends it.

    Raises:
        SettingsError: A setting is missing or unusable.
        UsageError: The address to listen on does not exist.
        TransactionPoolerError: The database is behind a pooler in transaction mode.
        OSError: The address is in use.
        SystemExit: A worker ended by itself.
    """
    if arguments.trusted_proxies:
        os.environ[_TRUSTED] = arguments.trusted_proxies  # the workers read their own settings
    settings = Settings.from_environment()
    Audit(settings.audit_log).close()  # the workers open it too: here, what is wrong with it is said once
    asyncio.run(refuse_transaction_pooler(settings.database_url))
    with shared_metrics(settings):
        _check_free(arguments.host, arguments.port)
        server(
            settings,
            host=arguments.host,
            port=arguments.port,
            workers=arguments.workers,
            stop_timeout=arguments.stop_timeout,
            log_level=arguments.log_level,
        ).serve()
    return 0


def app_of_worker() -> FastAPI:
    """Create the application in a worker, which ends with the process that started it, however that one ends."""
    if (starter := multiprocessing.parent_process()) is not None:
        threading.Thread(target=_end_after, args=(starter,), daemon=True).start()
    app = from_environment()
    gc.collect()
    gc.freeze()  # what stays for ever need not be looked through again: that takes longer than a hundred requests
    return app


def _end_after(starter: BaseProcess) -> None:
    starter.join()
    os.kill(os.getpid(), signal.SIGTERM)


def server(
    settings: Settings, *, host: str, port: int, workers: int, stop_timeout: int, log_level: str, app: str = _APP
) -> AbstractServer[Any]:
    """Return the HTTP server.

    HTTP/1 only, without upgrades: a request that asks for one is answered like any other, body included.

    Args:
        settings: Its limits; the application reads its own from the environment.
        host: Address to listen on.
        port: Port to listen on.
        workers: Number of processes.
        stop_timeout: Seconds after a signal within which everything has ended, requests in progress included.
        log_level: `info`, `warning` or `error`.
        app: A factory of an ASGI application.
    """
    return Server(
        app,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=settings.header_deadline * 1000,
            keep_alive=settings.keep_alive,
            max_buffer_size=settings.largest_head,
        ),
        websockets=False,
        workers_kill_timeout=stop_timeout - min(_LAST_STEPS, stop_timeout / 2),  # type: ignore[arg-type]  # any number
        log_level=LogLevels(log_level),
        log_dictconfig=logs.configuration(log_level),
    )


def _check_free(host: str, port: int) -> None:
    """Raise if something listens there already: the server would share the port with it, and each get some requests."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise UsageError(f"--host: {host} is not an address of this computer") from None
    for family, kind, protocol, _, address in found[:1]:
        with closing(socket.socket(family, kind, protocol)) as probe:
            if os.name == "posix":  # elsewhere the option would let it take a port that is in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                raise OSError(f"Port {port} of {host} cannot be used: {os.strerror(error.errno or 0)}") from None


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("expected a number, 1 or more")
    return number


def _networks(text: str) -> str:
    try:
        TypeAdapter(TrustedProxies).validate_python(tuple(part.strip() for part in text.split(",")))
    except ValidationError:
        raise argparse.ArgumentTypeError("expected addresses and networks, not all: 127.0.0.1,10.0.0.0/8") from None
    return text
