"""Which addresses of a service may be used."""

from urllib.parse import urlsplit

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem


def flaw(text: str) -> Problem | None:
    """Why no key and no token may go to this address: C01 or C02; None for one that may be used."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return problems.BAD_SETTING
    one_line = all(character.isprintable() and not character.isspace() for character in text)
    # No user or password, which would be shown with the host; no query or fragment, as paths are put behind.
    if parts.scheme not in ("http", "https") or not host or not one_line or set(text) & set("@?#"):
        return problems.BAD_SETTING
    return problems.INSECURE_URL if parts.scheme == "http" and not _is_loopback(host) else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
