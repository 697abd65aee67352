"""What an error of the network means: the one place where httpx's and ``ssl``'s errors become problems."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from ava_onboard.domain import network_problems
from ava_onboard.domain.failure import Problem
from ava_onboard.gateways.retries import Cut

_NOT_YET_VALID, _EXPIRED = 9, 10
"""OpenSSL's ``X509_V_ERR_CERT_NOT_YET_VALID`` and ``X509_V_ERR_CERT_HAS_EXPIRED``."""


def problem_of(error: Exception, *, proxy_reached: bool = True) -> Problem:
    """What an error of httpx means.

    Args:
        error: The error.
        proxy_reached: False where a connection to a proxy was tried, and did not come about.
    """
    if isinstance(error, httpx.ProxyError):
        return refused_by_proxy(str(error))
    causes = list(all_of(error))
    if problem := next((of_tls(cause) for cause in causes if isinstance(cause, ssl.SSLError)), None):
        return problem if isinstance(error, httpx.ConnectError) else network_problems.CONNECTION_CUT
    if not proxy_reached:
        return network_problems.PROXY_UNREACHABLE
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return network_problems.HOST_NOT_FOUND
    if isinstance(error, httpx.TimeoutException):
        return network_problems.TIMED_OUT
    if isinstance(error, (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, httpx.CloseError)):
        return network_problems.CONNECTION_CUT
    return network_problems.UNREACHABLE


def of_tls(error: ssl.SSLError) -> Problem:
    """What stopped a handshake."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return network_problems.NOT_TLS
    if error.verify_code in {_NOT_YET_VALID, _EXPIRED}:
        return network_problems.CERTIFICATE_OUT_OF_TIME
    return network_problems.TLS_FAILED


def refused_by_proxy(status: str) -> Problem:
    """What it means that a proxy did not open the way; ``status``: of its answer, with or without words behind it."""
    return network_problems.PROXY_WANTS_PASSWORD if status.startswith("407") else network_problems.PROXY_REFUSED


def cut_of(error: Exception, problem: Problem, *, kept: bool) -> Cut:
    """How far the request had come; ``kept``: whether it had a connection that was open already."""
    unconnected = {network_problems.UNREACHABLE, network_problems.PROXY_UNREACHABLE}
    if problem in unconnected and isinstance(error, httpx.ConnectError):
        return Cut.NOT_CONNECTED
    return Cut.KEPT_CONNECTION if kept and problem is network_problems.CONNECTION_CUT else Cut.OTHER


def all_of(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what caused it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
