"""Whose certificates are trusted: verification is never off."""

import logging
import ssl
from collections.abc import Iterable
from typing import Any

import httpx

_log = logging.getLogger(__name__)


class Trust(ssl.SSLContext):
    """Trusts the certificates in the files of the system and those that come with httpx.

    For a host that shows another one the store of the operating system itself can be asked (``ask_system``): that is
    where companies put theirs on macOS and Windows, and no file has them. It is asked for such hosts only, as it is
    read anew for each connection, which takes some 50 ms.
    """

    def __new__(cls) -> "Trust":
        """As a context of its own it would trust nobody; handshakes are made by the two behind it."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    def __init__(self) -> None:
        """Takes 50 ms: call this in a thread.

        Raises:
            OSError: ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` cannot be read.
        """
        self._files = httpx.create_ssl_context()
        self._files.load_default_certs()
        self._system: ssl.SSLContext | None = None
        self._hosts: set[str] = set()

    def ask_system(self, host: str) -> bool:
        """From now on ask the system's store about ``host``; False if it was asked already, or there is none."""
        if host in self._hosts:
            return False
        try:
            import truststore

            self._system = self._system or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        except (ImportError, OSError):  # ssl.SSLError is an OSError
            return False
        self._hosts.add(host)
        _log.info("the system's store is asked about the certificate of %s", host)
        return True

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """Offer these protocols in the next handshake."""
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
        """The handshake of httpx."""
        return self._for(server_hostname).wrap_bio(incoming, outgoing, server_side, server_hostname, session)

    def wrap_socket(self, sock: Any, **options: Any) -> ssl.SSLSocket:  # type: ignore[override]
        """The handshake of blocking calls."""
        return self._for(options.get("server_hostname")).wrap_socket(sock, **options)

    def _for(self, host: str | bytes | None) -> ssl.SSLContext:
        name = host.decode("ascii") if isinstance(host, bytes) else host  # httpx gives bytes
        return self._system if self._system and name in self._hosts else self._files
