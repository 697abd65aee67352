"""Blocking calls below HTTP: name lookup, connection, TLS handshake, and the time of a server."""

import base64
import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from ava_onboard import USER_AGENT
from ava_onboard.adapters import deadline
from ava_onboard.adapters.http import errors, proxies, proxy_settings
from ava_onboard.adapters.http.tls import Trust
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem

T = TypeVar("T")

_SECONDS = 5.0
_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True, order=True)
class Proxy:
    """A proxy that the environment names."""

    host: str
    port: int
    tunnels: bool
    """Whether it is an HTTP proxy without TLS, which can tunnel."""
    credentials: str | None = field(repr=False)
    """``user:password``; never shown."""

    @property
    def shown(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Target:
    """A service at its address."""

    service: str
    """Vapi or Ava."""
    url: str
    optional: bool = False
    """Whether only some people need it: Vapi Europe."""
    setting: str | None = None
    """The variable that has set the address; None if none has."""

    @property
    def host(self) -> str:
        """The host's name, in ASCII."""
        return httpx.URL(self.url).raw_host.decode("ascii")

    @property
    def port(self) -> int:
        """The port; the scheme's own if the address names none."""
        url = httpx.URL(self.url)
        return url.port or _PORTS[url.scheme]

    @property
    def secure(self) -> bool:
        """Whether it uses TLS."""
        return httpx.URL(self.url).scheme == "https"

    @property
    def shown(self) -> str:
        """Host and port as the address has them."""
        return httpx.URL(self.url).netloc.decode("ascii")

    def values(self, problem: Problem) -> dict[str, str]:
        """Return the values of a failure with this ``problem``."""
        name = proxies.setting(problem, self.url) or self.setting
        return {"service": self.service, "host": self.shown, **({"name": name} if name else {})}

    @property
    def proxy(self) -> Proxy | None:
        """The proxy for this target, chosen as for requests; None if there is none, or none is used for it."""
        address = proxy_settings.read().proxy_for(httpx.URL(self.url))
        if not address:
            return None
        url = proxies.address(address)
        credentials = f"{url.username}:{url.password}" if url.username else None
        return Proxy(url.host, url.port or _PORTS.get(url.scheme, 80), url.scheme == "http", credentials)


def tried(call: Callable[[], T]) -> T | Problem:
    """Return what ``call`` returns, or the problem it met. Never raises: frames may hold a proxy's password."""
    try:
        return call()
    except (socket.gaierror, UnicodeError):
        return problems.HOST_NOT_FOUND
    except ssl.SSLError as error:
        return errors.of_tls(error)
    except TimeoutError:
        return problems.TIMED_OUT
    except _TunnelRefusedError as error:
        return errors.refused_by_proxy(str(error))
    except (ConnectionResetError, BrokenPipeError, http.client.HTTPException):
        return problems.CONNECTION_CUT
    except (OSError, httpx.InvalidURL):  # InvalidURL: the address of the proxy
        return problems.UNREACHABLE


async def tried_within(call: Callable[[], T], seconds: float, late: Problem = problems.TIMED_OUT) -> T | Problem:
    """Do the same in a daemon thread; return ``late`` after that many seconds."""
    try:
        return await deadline.run(lambda: tried(call), seconds)
    except TimeoutError:
        return late


def resolve(target: Target) -> None:
    """Look up the name."""
    socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)


def connect(target: Target) -> None:
    """Connect to the service, then disconnect."""
    _direct(target.host, target.port).close()


def knock(proxy: Proxy) -> None:
    """Connect to a proxy, then disconnect."""
    _direct(proxy.host, proxy.port).close()


def certificate(target: Target, context: ssl.SSLContext) -> bytes:
    """Return the service's certificate as DER. Raises ``SSLError`` if ``context`` does not trust it."""
    while True:
        try:
            return _shown(target, context)
        except ssl.SSLCertVerificationError as error:
            untrusted = errors.of_tls(error) is problems.TLS_FAILED
            if not (untrusted and isinstance(context, Trust) and context.trust_more(target.host)):
                raise


def _shown(target: Target, context: ssl.SSLContext) -> bytes:
    with context.wrap_socket(_connected(target), server_hostname=target.host) as connection:
        return connection.getpeercert(binary_form=True) or b""


def date(target: Target) -> datetime | None:
    """Return the time in the ``Date`` header of the service's answer; None without one.

    The certificate is not verified: with a wrong clock, none would be valid. Nothing secret is sent.
    """
    channel = _connected(target)
    if target.secure:
        channel = trusting_all().wrap_socket(channel, server_hostname=target.host)
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = channel
    with closing(connection):
        connection.request("HEAD", "/", headers={"User-Agent": USER_AGENT})
        text = connection.getresponse().getheader("date", "")
    try:
        time = parsedate_to_datetime(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def trusting_all() -> ssl.SSLContext:
    """Make a context without verification, to see a certificate or a time. Nothing secret goes through it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class _TunnelRefusedError(Exception):
    """A proxy refused the tunnel."""


def _direct(host: str, port: int) -> socket.socket:
    return socket.create_connection((host.strip("[]"), port), timeout=_SECONDS)


def _connected(target: Target) -> socket.socket:
    """Connect to the service, through its proxy if there is one."""
    proxy = target.proxy
    if proxy is None:
        return _direct(target.host, target.port)
    tunnel = http.client.HTTPConnection(proxy.host, proxy.port, timeout=_SECONDS)
    headers = {"User-Agent": USER_AGENT}
    if proxy.credentials:
        headers["Proxy-Authorization"] = f"Basic {base64.b64encode(proxy.credentials.encode()).decode()}"
    tunnel.set_tunnel(target.host, target.port, headers)
    try:
        tunnel.connect()
    except OSError as error:
        _, refused, status = str(error).partition("Tunnel connection failed: ")
        if not refused:
            raise
    else:
        connection: socket.socket = tunnel.sock
        return connection
    raise _TunnelRefusedError(status)
