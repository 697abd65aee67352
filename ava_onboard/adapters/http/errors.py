"""What an error of the network means: the one place where httpx's and ``ssl``'s errors become problems."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from ava_onboard.adapters.http.retries import Cut
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem

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
        return problem if isinstance(error, httpx.ConnectError) else problems.CONNECTION_CUT
    if not proxy_reached:
        return problems.PROXY_UNREACHABLE
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return problems.HOST_NOT_FOUND
    if isinstance(error, httpx.TimeoutException):
        return problems.TIMED_OUT
    if isinstance(error, (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, httpx.CloseError)):
        return problems.CONNECTION_CUT
    return problems.UNREACHABLE


def of_tls(error: ssl.SSLError) -> Problem:
    """What stopped a handshake."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return problems.NOT_TLS
    if error.verify_code in {_NOT_YET_VALID, _EXPIRED}:
        return problems.CERTIFICATE_OUT_OF_TIME
    return problems.TLS_FAILED


def refused_by_proxy(status: str) -> Problem:
    """What it means that a proxy did not open the way; ``status``: of its answer, with or without words behind it."""
    return problems.PROXY_WANTS_PASSWORD if status.startswith("407") else problems.PROXY_REFUSED


def cut_of(error: Exception, problem: Problem, *, kept: bool) -> Cut:
    """How far the request had come; ``kept``: whether it had a connection that was open already."""
    unconnected = {problems.UNREACHABLE, problems.PROXY_UNREACHABLE}
    if problem in unconnected and isinstance(error, httpx.ConnectError):
        return Cut.NOT_CONNECTED
    return Cut.KEPT_CONNECTION if kept and problem is problems.CONNECTION_CUT else Cut.OTHER


def all_of(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what caused it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
