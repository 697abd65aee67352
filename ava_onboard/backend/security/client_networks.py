"""What counts as one client address: all that one customer of a provider can send from."""

import ipaddress

_NETWORK, _SITE = 64, 48
"""Prefix lengths of IPv6: what a provider gives one customer, and at most one organisation."""
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as a translator shows them to a server that speaks IPv6 (RFC 6052): one network for all of them."""


def networks_of(address: str | None) -> tuple[str, str | None]:
    """Return an IPv4 address unchanged, and the network and the site of an IPv6 address: a client may use all of it."""
    try:
        ip = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or "", None
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip in _TRANSLATED:
        ip = ipaddress.IPv4Address(ip.packed[-4:])
    if ip.version == 4:
        return str(ip), None
    network, site = (str(ipaddress.ip_network(f"{ip}/{length}", strict=False)) for length in (_NETWORK, _SITE))
    return network, site
