"""Kinds of settings that are addresses: origins, services, and the proxies in front."""

import re
from ipaddress import IPv4Network, IPv6Network, collapse_addresses
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from ava_onboard.domain import address

Network = IPv4Network | IPv6Network
_EXPECTED = "expected https://host or https://host:port, without a path"
_HALF = 0.5
_HOST = re.compile(r"[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*|\[[0-9a-f:.]+\]")
"""A host as browsers write it in an origin: in ASCII, without a dot at its end."""


def _is_origin(text: str) -> str:
    """Return the origin as browsers write it: in lower case, without a trailing slash and the scheme's own port."""
    text = text.strip().lower().removesuffix("/")
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # brackets that do not match, or a port that is none; the text repeats it
        raise ValueError(_EXPECTED) from None
    if parts.scheme not in ("http", "https") or not has_host or f"{parts.scheme}://{parts.netloc}" != text:
        raise ValueError(_EXPECTED)
    if parts.username is not None:
        raise ValueError("an address must not contain a name or password")
    host, _, port = parts.netloc.rpartition(":") if parts.port is not None else (parts.netloc, "", "")
    if not _HOST.fullmatch(host) or (port and port != str(parts.port)):
        raise ValueError(f"{_EXPECTED}, in ASCII as browsers send it (xn--…), each host by its name")
    return text.removesuffix({"http": ":80", "https": ":443"}[parts.scheme])


def _is_secure(text: str) -> str:
    if address.flaw(text) is not None:
        raise ValueError("expected https://, or http:// on this computer: keys are sent there")
    return text


Origin = Annotated[str, AfterValidator(_is_origin)]
Service = Annotated[Origin, AfterValidator(_is_secure)]


def _is_not_everywhere(network: Network) -> Network:
    if network.prefixlen == 0:  # the first address in the header would count, which clients can forge
        raise ValueError("a network of all addresses would let clients forge their own")
    return network


def _leave_clients(networks: tuple[Network, ...]) -> tuple[Network, ...]:
    v4 = collapse_addresses(network for network in networks if isinstance(network, IPv4Network))
    v6 = collapse_addresses(network for network in networks if isinstance(network, IPv6Network))
    if max(sum(2.0**-network.prefixlen for network in v4), sum(2.0**-network.prefixlen for network in v6)) >= _HALF:
        raise ValueError("networks of half of all addresses would let clients forge their own")
    return networks


TrustedProxies = Annotated[
    tuple[Annotated[Network, AfterValidator(_is_not_everywhere)], ...], AfterValidator(_leave_clients)
]


def _is_one_address(header: str) -> str:
    if header.lower() in ("forwarded", "x-forwarded-for"):
        raise ValueError("clients can write to this list; name a header that only the proxy writes")
    return header


HeaderOfProxy = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$"), AfterValidator(_is_one_address)]
"""A header that holds one address, and that only the proxy writes."""
