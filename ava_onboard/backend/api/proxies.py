"""Where a request comes from: the client's address and scheme, as a trusted proxy reports them."""

import ipaddress
import logging
import re
import time
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

from starlette.types import Scope

from ava_onboard.backend.address_settings import Network

Address = IPv4Address | IPv6Address

_WITH_PORT = re.compile(r"\[(?P<bracketed>[^\]]*)\](?::\d+)?|(?P<v4>[0-9.]+):\d+")
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_QUIET = 60.0
"""Seconds before an unreadable address is logged again."""
_log = logging.getLogger(__name__)


@lru_cache(maxsize=1024)
def parse(text: str) -> Address | None:
    """Read an address as proxies write it: also quoted, with a port, in brackets, with a zone or leading zeros.

    Returns:
        The address, an IPv4 address for one that IPv6 only wraps; None if it is not an address.
    """
    text = text.strip().strip('"').strip()
    if match := _WITH_PORT.fullmatch(text):
        text = match["bracketed"] or match["v4"] or ""
    text = text.partition("%")[0]
    if ":" not in text:
        text = _LEADING_ZEROS.sub("", text)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class Proxies:
    """Replaces the proxy's address and scheme in a request by the client's."""

    def __init__(self, trusted: Sequence[Network], header: str | None) -> None:
        """Set what is believed.

        Args:
            trusted: The proxies. Of the addresses in `X-Forwarded-For`, the last one that is not among them counts.
            header: A header in which the proxy writes the client's address alone. It counts only in a request of a
                trusted proxy: anyone else could write it too.
        """
        self._trusted = trusted
        self._header = header.lower().encode() if header else None
        self._logged = -_QUIET

    def resolve(self, scope: Scope) -> None:
        """Set `client` and `scheme` of a request. What cannot be read leaves the proxy's address."""
        peer = parse(str((scope.get("client") or ("",))[0]))
        from_proxy = peer is not None and self._trusts(peer)
        if from_proxy and (schemes := _values(scope, b"x-forwarded-proto")) and schemes[0] in ("http", "https"):
            scope["scheme"] = schemes[0]
        if not from_proxy:
            client = peer
        elif self._header and (named := _values(scope, self._header)):
            client = self._read(named[-1]) or peer
        else:
            client = self._client(_values(scope, b"x-forwarded-for"), peer)
        if client is not None:
            scope["client"] = (str(client), 0)

    def _client(self, forwarded: list[str], peer: Address | None) -> Address | None:
        nearest = peer
        for text in reversed(forwarded):
            address = self._read(text)
            if address is None:
                break
            nearest = address
            if not self._trusts(address):
                break
        return nearest

    def _read(self, text: str) -> Address | None:
        address = parse(text)
        if address is None and time.monotonic() - self._logged >= _QUIET:
            self._logged = time.monotonic()
            _log.warning("a proxy reports a client's address that cannot be read; its own address counts instead")
        return address

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _values(scope: Scope, header: bytes) -> list[str]:
    """Return the values of a header that is a list, in any number of lines."""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == header]
    return [part.strip() for line in lines for part in line.split(",") if part.strip()]
