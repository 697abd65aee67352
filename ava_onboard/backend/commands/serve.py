"""`serve`: serve the backend over HTTP."""

import argparse
import ipaddress
import os
import signal
from typing import Any, TextIO

import uvicorn

from ava_onboard.backend import logs
from ava_onboard.backend.settings import Settings


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
    port = os.environ.get("PORT", "8000")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=port, help="default: the environment's PORT, or 8000")
    parser.add_argument("--workers", type=_positive, default=1, help="number of processes (default: %(default)s)")
    parser.add_argument(
        "--trusted-proxies",
        type=_networks,
        default="127.0.0.1",
        metavar="ADDRESSES",
        help="addresses and networks, separated by commas, whose X-Forwarded-Proto and X-Forwarded-For are trusted; "
        "of the latter, the last address that is not among them (default: %(default)s)",
    )
    parser.add_argument(
        "--stop-timeout", type=_positive, default=30, metavar="SECONDS", help="for requests in progress (default: 30)"
    )
    parser.add_argument("--log-level", choices=("info", "warning", "error"), default="info")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, _: TextIO) -> int:
    """Serve until a signal ends it.

    Raises:
        SettingsError: A setting is missing or unusable.
        SystemExit: The server could not start.
    """
    Settings.from_environment()
    # The server stops cleanly and then raises the signal again, which is not a failure here.
    signal.signal(signal.SIGTERM, _end)
    uvicorn.run(
        "ava_onboard.backend.api.app:from_environment",
        factory=True,
        host=arguments.host,
        port=arguments.port,
        workers=arguments.workers,
        proxy_headers=True,
        forwarded_allow_ips=arguments.trusted_proxies,
        timeout_graceful_shutdown=arguments.stop_timeout,
        log_config=logs.configuration(arguments.log_level),
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
    )
    return 0


def _end(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _networks(text: str) -> str:
    """Check the networks. If all were trusted, uvicorn would believe the first address, which clients can forge."""
    try:
        networks = [ipaddress.ip_network(part.strip()) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError("expected addresses and networks: 127.0.0.1,10.0.0.0/8") from None
    if any(network.prefixlen == 0 for network in networks):
        raise argparse.ArgumentTypeError("a network of all addresses would let clients forge their own")
    return text
