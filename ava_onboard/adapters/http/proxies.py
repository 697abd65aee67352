"""The way to each address, through its proxy or directly, as a transport of httpx.

httpx reads proxies too, but a single entry of ``NO_PROXY`` that it cannot parse, such as an IPv6 network, stops it, and
its error does not tell which setting is wrong.
"""

import ssl
from collections.abc import Mapping

import httpx

from ava_onboard.adapters.http import proxy_settings
from ava_onboard.adapters.http.proxy_settings import ProxySettings
from ava_onboard.domain import problems
from ava_onboard.domain.address import can_be_looked_up
from ava_onboard.domain.failure import Problem, ProblemError, failed

_PORTS = range(1, 65536)
_ABOUT_THE_SETTING = (problems.PROXY_UNREACHABLE, problems.PROXY_WANTS_PASSWORD)


class Ways(httpx.AsyncBaseTransport):
    """Sends each request through the proxy for its address, or directly.

    Args:
        settings: Decide which proxy that is.
        through: The transport of each proxy, by its address.
        direct: The transport without a proxy.
    """

    def __init__(
        self,
        settings: ProxySettings,
        through: Mapping[str, httpx.AsyncBaseTransport],
        direct: httpx.AsyncBaseTransport,
    ) -> None:
        self._settings = settings
        self._through = through
        self._direct = direct

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        proxy = self._settings.proxy_for(request.url)
        return await (self._through[proxy] if proxy else self._direct).handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in (self._direct, *self._through.values()):
            await transport.aclose()


def ways(tls: ssl.SSLContext, limits: httpx.Limits) -> Ways | ProblemError:
    """Return the transport for all addresses.

    If a proxy cannot be used, return C02 with the variable, or C10. It is not raised here, where local variables hold
    the proxy's password.
    """
    settings = proxy_settings.read()
    through: dict[str, httpx.AsyncBaseTransport] = {}
    for scheme, proxy in () if settings.none_is_used else settings.proxies.items():
        transport = _through(proxy, tls, limits)
        if transport is None:
            name = proxy_settings.variable(scheme, proxy)
            return failed(problems.BAD_SETTING, name=name) if name else failed(problems.BAD_SYSTEM_PROXY)
        through[proxy] = transport
    return Ways(settings, through, httpx.AsyncHTTPTransport(verify=tls, trust_env=False, limits=limits))


def address(proxy: str) -> httpx.URL:
    """Parse the address of a proxy, which may lack ``http://``.

    Raises:
        httpx.InvalidURL: it is not an address, or nothing can be there.
    """
    url = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
    host = url.raw_host.decode("ascii")
    if not (":" in host or can_be_looked_up(host)) or not (url.port is None or url.port in _PORTS):
        raise httpx.InvalidURL("no host, or no port")
    return url


def setting(problem: Problem, url: str) -> str | None:
    """Return the name of where the proxy for ``url`` is set; None if ``problem`` is not about that."""
    return proxy_settings.read().name_for(httpx.URL(url)) if problem in _ABOUT_THE_SETTING else None


def _through(proxy: str, tls: ssl.SSLContext, limits: httpx.Limits) -> httpx.AsyncBaseTransport | None:
    """Return the way through this proxy; None if it cannot be used."""
    try:
        return httpx.AsyncHTTPTransport(verify=tls, trust_env=False, limits=limits, proxy=httpx.Proxy(address(proxy)))
    except (ImportError, ValueError, httpx.InvalidURL):  # ImportError: a SOCKS proxy without its package
        return None
