"""Turn errors of httpx and ``ssl`` into problems of the catalogue. No other module does."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from ava_onboard.adapters.http.retries import NoAnswer
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem

_NOT_YET_VALID, _EXPIRED = 9, 10
"""OpenSSL's ``X509_V_ERR_CERT_NOT_YET_VALID`` and ``X509_V_ERR_CERT_HAS_EXPIRED``."""


def problem_of(error: Exception, *, proxy_reached: bool = True) -> Problem:
    """Return the problem that an error of httpx stands for.

    Args:
        error: The error.
        proxy_reached: False if a connection to a proxy was tried and failed.
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
    """Return the problem that stopped a TLS handshake."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return problems.NOT_TLS
    if error.verify_code in {_NOT_YET_VALID, _EXPIRED}:
        return problems.CERTIFICATE_OUT_OF_TIME
    return problems.TLS_FAILED


def refused_by_proxy(status: str) -> Problem:
    """Return the problem of a proxy that refuses the tunnel; ``status`` is its status line, from the number on."""
    known = {"407": problems.PROXY_WANTS_PASSWORD, "511": problems.SIGN_IN_TO_NETWORK}
    return known.get(status[:3], problems.PROXY_REFUSED)


def no_answer_of(error: Exception, problem: Problem, *, kept: bool) -> NoAnswer:
    """Return what ``Retries`` has to know of a request without an answer.

    Args:
        error: The error of httpx.
        problem: The problem that it stands for.
        kept: Whether the request used a connection that was open already.
    """
    unconnected = {problems.UNREACHABLE, problems.PROXY_UNREACHABLE}
    if problem in unconnected and isinstance(error, httpx.ConnectError):
        refused = any(isinstance(cause, ConnectionRefusedError) for cause in all_of(error))
        return NoAnswer.REFUSED if refused and problem is problems.UNREACHABLE else NoAnswer.NOT_CONNECTED
    return NoAnswer.KEPT_CONNECTION if kept and problem is problems.CONNECTION_CUT else NoAnswer.OTHER


def all_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and its causes; a host with several addresses has one for each of them."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from all_of(one)
        error = error.__cause__ or error.__context__
