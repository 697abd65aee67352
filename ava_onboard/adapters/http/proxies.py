"""The proxies of the environment and of the system's settings, as mounts of httpx.

httpx reads them too, but a single entry of ``NO_PROXY`` that it cannot parse, such as an IPv6 network, stops it, and
its error does not tell which setting is wrong.
"""

import os
import re
import ssl
from collections.abc import Iterator, Mapping
from urllib.request import getproxies

import httpx

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem, ProblemError, failed
from ava_onboard.locales import _

_SCHEMES = ("http", "https", "all")
"""For which addresses a proxy can be set. Others, such as ``ftp``, are not for us."""
_LARGEST_PORT = 65535
_OF_PORTS = {"80": "http", "443": "https"}
_ABOUT_THE_SETTING = (problems.PROXY_UNREACHABLE, problems.PROXY_WANTS_PASSWORD)
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def mounts(tls: ssl.SSLContext, limits: httpx.Limits) -> Mapping[str, httpx.AsyncBaseTransport | None] | ProblemError:
    """Return the transport for each pattern of addresses; None for those that are reached without a proxy.

    If a proxy cannot be used, return C02 with the variable, or C10. It is not raised here, where local variables hold
    the proxy's password.
    """
    found = getproxies()
    exceptions = re.split(r"[,\s]+", found.get("no", ""))
    direct: dict[str, httpx.AsyncBaseTransport | None] = dict.fromkeys(f"all://{host}" for host in _LOOPBACK)
    if "*" in exceptions:
        return direct
    through: dict[str, httpx.AsyncBaseTransport | None] = {}
    for scheme in (scheme for scheme in _SCHEMES if found.get(scheme)):
        transport = _through(found[scheme], tls, limits)
        if transport is None:
            name = _variable(scheme, found[scheme])
            return failed(problems.BAD_SETTING, name=name) if name else failed(problems.BAD_SYSTEM_PROXY)
        through[f"{scheme}://"] = transport
    return {**through, **dict.fromkeys(_patterns(exceptions)), **direct}


def address(proxy: str) -> httpx.URL:
    """Parse the address of a proxy, which may lack ``http://``.

    Raises:
        httpx.InvalidURL: it is no address.
    """
    url = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
    if not url.host or (url.port or 0) > _LARGEST_PORT:
        raise httpx.InvalidURL("no host, or no port")
    return url


def setting(problem: Problem, url: str) -> str | None:
    """Return the name of where the proxy for ``url`` is set; None if ``problem`` is not about that."""
    if problem not in _ABOUT_THE_SETTING:
        return None
    found = getproxies()
    scheme = httpx.URL(url).scheme
    scheme = scheme if found.get(scheme) else "all"
    return _variable(scheme, found.get(scheme)) or _("system settings")


def _through(proxy: str, tls: ssl.SSLContext, limits: httpx.Limits) -> httpx.AsyncBaseTransport | None:
    """Return the way through this proxy; None if it cannot be used."""
    try:
        return httpx.AsyncHTTPTransport(verify=tls, trust_env=False, limits=limits, proxy=httpx.Proxy(address(proxy)))
    except (ImportError, ValueError, httpx.InvalidURL):  # ImportError: a SOCKS proxy without its package
        return None


def _variable(scheme: str, proxy: str | None) -> str | None:
    """Return the variable that holds this proxy; None if it is from the system's settings."""
    names = (name for name in os.environ if name.lower() == f"{scheme}_proxy" and os.environ[name] == proxy)
    return min(names, key=str.isupper, default=None)  # the one in small letters takes precedence


def _patterns(exceptions: list[str]) -> Iterator[str]:
    """Yield the pattern of each exception; those that no host can match are left out."""
    for exception in exceptions:
        host = exception.removeprefix("*")
        pattern = host if "://" in host else _pattern(host)
        try:
            if httpx.URL(pattern).host not in ("", "*"):
                yield pattern
        except httpx.InvalidURL:
            continue


def _pattern(host: str) -> str:
    """Return an exception as httpx writes it: a name stands for its subdomains too, unless it begins with a dot."""
    import ipaddress

    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        name, _colon, port = host.rpartition(":")
        scheme = _OF_PORTS.get(port, "all")  # httpx leaves these ports out of an address
        host = name if port in _OF_PORTS else host
        return f"{scheme}://{host}" if host.lower() == "localhost" or host.startswith("[") else f"{scheme}://*{host}"
    return f"all://[{ip}]" if ip.version == 6 else f"all://{ip}"
