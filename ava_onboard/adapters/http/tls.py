"""Which certificates are trusted. Verification is never off."""

import logging
import os
import ssl
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from ava_onboard import certificates
from ava_onboard.domain import problems
from ava_onboard.domain.failure import failed

_log = logging.getLogger(__name__)


class Trust(ssl.SSLContext):
    """Trust the certificates in the system's files and those that come with httpx.

    They take a megabyte or two. So where the system also has a folder of them, in which OpenSSL finds the few that are
    needed, the others are loaded only once a certificate is refused.

    For a host with another certificate, ``ask_system`` adds the operating system's own store: companies put theirs
    there on macOS and Windows. It is used for such hosts only, because it is read again for each connection, which
    takes about 50 ms.
    """

    def __new__(cls) -> "Trust":
        """Make an empty context: the two contexts behind it do the handshakes."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    def __init__(self) -> None:
        """Load the certificates. Takes up to 50 ms: call this in a thread.

        Raises:
            ProblemError: C02 if ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` cannot be used.
        """
        self.setting = _setting()
        """The variable that replaces the certificates of httpx; None if there is none."""
        folder = None if self.setting else certificates.folder_of_the_system()
        self._has_all = folder is None
        self._files = _all(self.setting) if folder is None else _looked_up_in(folder)
        self._system: ssl.SSLContext | None = None
        self._hosts: set[str] = set()

    def trust_more(self, host: str) -> bool:
        """Trust more certificates from now on, at least for ``host``; False if there are no more."""
        if self._has_all:
            return self.ask_system(host)
        self._files, self._has_all = _all(None), True
        return True

    def ask_system(self, host: str) -> bool:
        """Use the system's store for ``host`` from now on; False if it is used already, or cannot be."""
        if host in self._hosts:
            return False
        try:
            import truststore

            self._system = self._system or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        except (ImportError, OSError):  # ssl.SSLError is an OSError
            return False
        self._hosts.add(host)
        _log.info("using the system's certificate store for %s", host)
        return True

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """Set the protocols that the next handshake offers."""
        offered = list(alpn_protocols)
        for context in (self._files, self._system):
            if context:
                context.set_alpn_protocols(offered)

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """Do the handshake of httpx."""
        return self._for(server_hostname).wrap_bio(incoming, outgoing, server_side, server_hostname, session)

    def wrap_socket(self, sock: Any, **options: Any) -> ssl.SSLSocket:  # type: ignore[override]  # passed on as they are
        """Do the handshake of blocking calls."""
        return self._for(options.get("server_hostname")).wrap_socket(sock, **options)

    def _for(self, host: str | bytes | None) -> ssl.SSLContext:
        name = host.decode("ascii") if isinstance(host, bytes) else host  # httpx gives bytes
        return self._system if self._system and name in self._hosts else self._files


def usual() -> ssl.SSLContext:
    """Make a context with the certificates that come with httpx, whatever the environment says."""
    os.environ.pop("SSLKEYLOGFILE", None)  # never write what decrypts the traffic; gone already if this is our program
    return httpx.create_ssl_context(trust_env=False)


def _looked_up_in(folder: str) -> ssl.SSLContext:
    """Make a context with the certificates in a folder. It loads none before it is asked about."""
    os.environ.pop("SSLKEYLOGFILE", None)  # as above
    return ssl.create_default_context(capath=folder)


def _all(setting: str | None) -> ssl.SSLContext:
    """Make a context with those that ``setting`` names, or come with httpx, and those in the system's files.

    Raises:
        ProblemError: C02 if ``setting`` cannot be used.
    """
    files = _of(setting) if setting else usual()
    certificates.add_those_of_the_system(files)
    return files


def _setting() -> str | None:
    """Return the variable that replaces the certificates; ``SSL_CERT_FILE`` takes precedence, as in httpx."""
    return next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), None)


def _of(name: str) -> ssl.SSLContext:
    """Make a context with the certificates that the variable ``name`` gives.

    Raises:
        ProblemError: C02 if they cannot be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    path = Path(os.environ[name])
    try:
        if name == "SSL_CERT_FILE" and path.is_file():  # opening a pipe would block
            context.load_verify_locations(path)
            return context
        if name == "SSL_CERT_DIR" and certificates.are_in(os.environ[name]):
            context.load_verify_locations(capath=os.environ[name])
            return context
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        pass
    raise failed(problems.BAD_SETTING, name=name)
