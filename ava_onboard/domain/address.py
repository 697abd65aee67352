"""Check the addresses of services."""

import re
from urllib.parse import urlsplit

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem

_API_PATH = re.compile(r"/+api(/+v1(/.*)?)?/*", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def flaw(text: str) -> Problem | None:
    """Return the problem (C01 or C02) that forbids sending secrets to this address, or None."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return problems.BAD_SETTING
    one_line = all(character.isprintable() and not character.isspace() for character in text)
    # A user or password would be shown with the host; a query or fragment would swallow the paths appended to it.
    if parts.scheme not in ("http", "https") or not host or port == 0 or not one_line or set(text) & set("@?#"):
        return problems.BAD_SETTING
    if not (_is_address(host) if _is_written_as_address(parts.netloc, host) else can_be_looked_up(host)):
        return problems.BAD_SETTING
    return problems.INSECURE_URL if parts.scheme == "http" and not _is_loopback(host) else None


def without_api_path(text: str) -> tuple[str, str]:
    """Return an address of Ava without the path that the program adds itself, and that path; empty if there is none.

    People copy addresses such as ``https://ava.example/api/v1`` from a browser or from documentation.
    """
    scheme, _colon, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    path = slash + path
    found = next((match for match in _API_PATH.finditer(path) if match.end() == len(path)), None)
    if found is None:
        return text, ""
    return f"{scheme}://{host}{path[: found.start()]}", found.group()


def can_be_looked_up(host: str) -> bool:
    """Return whether a name has only letters, digits, ``.``, ``-`` and ``_``, and no part that is empty or too long."""
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    return _NAME.fullmatch(name) is not None


def _is_written_as_address(netloc: str, host: str) -> bool:
    """Return whether a host is an IP address by its form: no name is in brackets, or ends in a number (RFC 1123)."""
    return netloc.startswith("[") or host.rstrip(".").rpartition(".")[2].isdigit()


def _is_address(host: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    from ipaddress import ip_address

    return _is_address(host) and ip_address(host).is_loopback
