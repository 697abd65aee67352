"""Which proxy leads to an address: one decision, for requests and for ``doctor``.

The environment's variables count, and where none is set, the settings of Windows and macOS. ``urllib`` reads both, but
it looks names up to decide about exceptions, which blocks, and ``httpx`` leaves the exceptions of the system out.
"""

import fnmatch
import ipaddress
import os
import re
import sys
from typing import NamedTuple
from urllib.request import getproxies, getproxies_environment

import httpx

from ava_onboard.locales import _

SCHEMES = ("http", "https", "all")
"""For which addresses a proxy can be set. Others, such as ``ftp``, are not for us."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"http": 80, "https": 443}
_SIMPLE = "<local>"
"""An exception of Windows: every name without a dot."""


class ProxySettings(NamedTuple):
    """The proxies by scheme, and what is reached without one.

    Exceptions of the environment are names, which stand for their subdomains too, and addresses, both with a port or
    without. Those of the system are patterns with ``*``, and on macOS networks.
    """

    proxies: dict[str, str]
    exceptions: tuple[str, ...]
    of_system: bool
    """Whether they are the system's and not the environment's."""

    @property
    def none_is_used(self) -> bool:
        """Whether the exceptions are everything."""
        return "*" in self.exceptions

    def proxy_for(self, url: httpx.URL) -> str | None:
        """Return the address of the proxy; None if there is none, or if the host is an exception."""
        if url.host in _LOOPBACK or self.none_is_used:
            return None
        matches = _matches_pattern if self.of_system else _matches_name
        if any(matches(exception, url) for exception in self.exceptions):
            return None
        return self.proxies.get(url.scheme) or self.proxies.get("all")

    def name_for(self, url: httpx.URL) -> str:
        """Return the name of where the proxy for this address is set."""
        scheme = url.scheme if self.proxies.get(url.scheme) else "all"
        return variable(scheme, self.proxies.get(scheme)) or _("system settings")


def read() -> ProxySettings:
    """Read the settings. Looks nothing up in the network."""
    found = getproxies()
    of_system = found != getproxies_environment()
    exceptions = _of_system() if of_system else re.split(r"[,\s]+", found.get("no", ""))
    used = {scheme: found[scheme] for scheme in SCHEMES if found.get(scheme)}
    return ProxySettings(used, tuple(exception for exception in exceptions if exception), of_system)


def variable(scheme: str, proxy: str | None) -> str | None:
    """Return the variable that holds this proxy; None if it is from the system's settings."""
    names = (name for name in os.environ if name.lower() == f"{scheme}_proxy" and os.environ[name] == proxy)
    return min(names, key=str.isupper, default=None)  # the one in small letters takes precedence


def _matches_name(exception: str, url: httpx.URL) -> bool:
    """Return whether an entry of ``NO_PROXY`` means this address; one that cannot be read means none."""
    scheme, separator, rest = exception.rpartition("://")
    host, port = _split(rest)
    if (separator and scheme not in ("all", url.scheme)) or (port and port != (url.port or _PORTS.get(url.scheme))):
        return False
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return _is_or_is_below(url, host.removeprefix("*"), exactly=bool(separator))
    return url.host == str(address)


def _split(entry: str) -> tuple[str, int | None]:
    """Return host and port of an entry; an IPv6 address without brackets has no port."""
    host, _colon, port = entry.rpartition(":")
    if host and port.isascii() and port.isdecimal() and (":" not in host or host.endswith("]")):
        return host, int(port)
    return entry, None


def _is_or_is_below(url: httpx.URL, name: str, *, exactly: bool) -> bool:
    """Return whether the host has this name, or is below it. With a dot in front, only what is below is meant."""
    try:
        own = httpx.URL(f"http://{name.removeprefix('.')}/").raw_host
    except httpx.InvalidURL:
        return False
    below = url.raw_host.endswith(b"." + own) and not exactly
    return bool(own) and (below or (url.raw_host == own and not name.startswith(".")))


def _matches_pattern(exception: str, url: httpx.URL) -> bool:
    """Return whether an exception of the system's settings means this address."""
    host = url.raw_host.decode("ascii").strip("[]")
    if exception.lower() == _SIMPLE:
        return "." not in host and ":" not in host
    if "/" in exception and "://" not in exception:
        return _is_in_network(host, exception)
    pattern = exception.lower().rpartition("://")[2].replace("[", "").replace("]", "")
    port = url.port or _PORTS.get(url.scheme)
    return any(fnmatch.fnmatchcase(name, pattern) for name in (host, f"{host}:{port}"))


def _is_in_network(host: str, network: str) -> bool:
    """Return whether the host is an address in a network such as ``169.254/16``, in which macOS leaves zeros out."""
    address, _slash, bits = network.partition("/")
    if ":" not in address:
        address = ".".join([*address.split("."), "0", "0", "0"][:4])
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(f"{address}/{bits}", strict=False)
    except ValueError:
        return False


def _of_system() -> list[str]:
    """Return the exceptions of Windows' or macOS' settings."""
    if sys.platform == "win32":
        import winreg

        path = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as settings:
                return re.split(r"[;\s]+", str(winreg.QueryValueEx(settings, "ProxyOverride")[0]))
        except OSError:  # there are none
            return []
    if sys.platform == "darwin":
        from _scproxy import _get_proxy_settings

        settings = _get_proxy_settings()
        return [*settings.get("exceptions", ()), *([_SIMPLE] if settings.get("exclude_simple") else [])]
    return []
