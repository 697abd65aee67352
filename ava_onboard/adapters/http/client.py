"""The HTTP client. No other module sends a request."""

import asyncio
import logging
import ssl
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from ava_onboard import USER_AGENT
from ava_onboard.adapters import deadline
from ava_onboard.adapters.http import errors, proxies, tls
from ava_onboard.adapters.http.answer import Answer, answer_of, read_body
from ava_onboard.adapters.http.retries import NoAnswer, Retries
from ava_onboard.adapters.http.tls import Trust
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, Problem, ProblemError
from ava_onboard.domain.secret import Secret
from ava_onboard.domain.speakable import new_request_id

if TYPE_CHECKING:
    from ava_onboard.contract.body import Body

_log = logging.getLogger(__name__)
_CONNECT_SECONDS = 10.0
_KEEP_ALIVE_SECONDS = 60.0
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "application/json",
    "Accept-Encoding": "identity",  # answers are small
}
_LIMITS = httpx.Limits(max_connections=10, keepalive_expiry=_KEEP_ALIVE_SECONDS)

_PERHAPS_ARRIVED = (problems.TIMED_OUT, problems.CONNECTION_CUT)
"""After these, the service may know the request."""
_CONCLUDED_FROM_THE_BODY = (
    problems.NOT_AVA,
    problems.AVA_UNREADABLE,
    problems.VAPI_UNREADABLE,
    problems.VAPI_BLOCKED,
)
"""What an answer is taken for because of its body, or of what is missing in it."""


def new_client(trusted: ssl.SSLContext | None = None) -> httpx.AsyncClient:
    """Make a client that follows no redirect and uses the environment's proxies, except for loopback.

    Building the TLS context takes 50 ms: call this in a thread. Only connecting has a timeout here; each call has its
    own deadline.

    Args:
        trusted: The TLS context; None means a ``Trust``.

    Raises:
        ProblemError: C02 or C10 if the proxies or certificates that are set cannot be used.
    """
    trusted = trusted or Trust()
    ways = proxies.ways(trusted, _LIMITS)
    if isinstance(ways, ProblemError):
        raise ways
    return httpx.AsyncClient(
        transport=ways,
        trust_env=False,  # what the environment sets is read by Trust and proxies, which name what is wrong
        headers=_HEADERS,
        follow_redirects=False,
        timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS),
    )


class Bearer(httpx.Auth):
    """Put a secret into the request at the last moment, so that none of our objects holds its text."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header; see ``httpx.Auth``."""
        request.headers["Authorization"] = f"Bearer {self._secret.reveal()}"
        yield request


@dataclass(frozen=True, slots=True)
class Service:
    """One service at one address. Each call ends within ``seconds``."""

    client: httpx.AsyncClient
    name: str
    """The name that people see: Vapi or Ava."""
    url: str
    seconds: float
    retries: Retries | None = None
    """None means no retries."""
    may_sleep: bool = False
    """Whether it may be asleep, and every request to it may be sent twice."""
    names_requests: bool = False
    """Whether each call has an id, the same in all its tries, which the service adopts: ``X-Request-ID``."""
    setting: str | None = None
    """The variable that has set the address; None if it is the program's own."""

    @property
    def host(self) -> str:
        """Host and port, without user name and path."""
        return httpx.URL(self.url).netloc.decode("ascii")

    async def ask(
        self,
        method: str,
        path: str,
        *,
        bearer: Secret | None = None,
        body: "Body | None" = None,
        retry_when_limited: bool = True,
    ) -> Answer:
        """Send one request and return its answer. Secrets in ``body`` are revealed only on the wire.

        Args:
            method: The HTTP method.
            path: The path, with its query.
            bearer: The key or token for the ``Authorization`` header.
            body: What is sent as JSON.
            retry_when_limited: Whether a 429 is retried. False if the service counts each attempt against the person,
                or if nothing waits for the answer.

        Raises:
            ProblemError: N01 to N15 if there is no complete answer, or only a redirect. It holds nothing of the
                request: httpx and h11 put headers into the texts of their errors.
        """
        deadline.resolve_names_in_daemon_threads()
        call = _Call(method, path, bearer, body, new_request_id() if self.names_requests else None)
        try:
            async with asyncio.timeout(self.seconds):
                outcome = await self._with_retries(call, retry_when_limited)
        except TimeoutError:
            outcome = self._failure(problems.TIMED_OUT, request_id=call.request_id)
        if isinstance(outcome, Failure):
            raise ProblemError(outcome)  # outside of the handlers, so that no context is kept
        if 300 <= outcome.status < 400:
            raise self.failed(problems.REDIRECTED, outcome)
        if outcome.status == 511:  # RFC 6585: not from the service, but from the network in between
            raise self.failed(problems.SIGN_IN_TO_NETWORK)
        return outcome

    def failed(self, problem: Problem, answer: Answer | None = None) -> ProblemError:
        """Return the exception to raise for ``problem``; ``answer`` is the one that shows it."""
        return ProblemError(self._failure(problem, answer))

    def _failure(
        self,
        problem: Problem,
        answer: Answer | None = None,
        *,
        host: str | None = None,
        setting: str | None = None,
        request_id: str | None = None,
    ) -> Failure:
        retry_after = answer.retry_after if answer else None
        encoding = answer.compressed if answer and problem in _CONCLUDED_FROM_THE_BODY else None
        problem = problems.COMPRESSED if encoding else problem
        setting = setting or proxies.setting(problem, self.url) or self.setting
        values = {"service": self.name, "host": host or self.host, **({"name": setting} if setting else {})}
        values |= {"status": str(answer.status)} if answer else {}
        values |= {"encoding": encoding} if encoding else {}
        return Failure(problem, values, request_id or (answer.request_id if answer else None), retry_after)

    async def _with_retries(self, call: "_Call", retry_when_limited: bool) -> Answer | Failure:
        """Return the answer or the failure, after as many retries as the rule allows within ``seconds``."""
        retries = self.retries
        begun = retries.clock() if retries else 0
        tried = 0
        while True:
            tried += 1
            outcome, end = await self._attempt(call)
            if retries is None:
                return outcome
            left = self.seconds - (retries.clock() - begun)
            retry_after = outcome.retry_after if isinstance(outcome, Answer) else None
            pause = retries.pause(
                tried,
                call.method,
                end,
                retry_after,
                left=left,
                may_sleep=self.may_sleep,
                retry_when_limited=retry_when_limited,
            )
            if pause is None:
                return outcome
            _log.info("%s %s%s: %s, retries in %.1f s", call.method, self.host, call.path, end, pause)
            await retries.sleep(pause)

    async def _attempt(self, call: "_Call") -> tuple[Answer | Failure, int | NoAnswer]:
        connection = _ConnectionTrace()
        begun = asyncio.get_running_loop().time()
        try:
            answer = await self._exchange(call, connection)
        except Exception as error:  # noqa: BLE001 - whatever it is, its frames and its text may hold a header
            problem = errors.problem_of(error, proxy_reached=connection.proxy is None or connection.open)
            if problem is problems.TLS_FAILED and connection.can_trust_more():
                return await self._attempt(call)  # nothing was sent yet
            setting = connection.setting_of_certificates if problem is problems.TLS_FAILED else None
            setting = setting if setting and await self._is_usually_trusted() else None
            problem = problems.TLS_FAILED_WITH_SETTING if setting else problem
            kinds = " < ".join(type(cause).__name__ for cause in errors.all_of(error))
            _log.info("%s %s%s failed: %s, %s", call.method, self.host, call.path, problem.code, kinds)
            host = connection.proxy if problem is problems.PROXY_UNREACHABLE else None
            request_id = call.request_id if problem in _PERHAPS_ARRIVED else None
            failure = self._failure(problem, host=host, setting=setting, request_id=request_id)
            return failure, errors.no_answer_of(error, problem, kept=not connection.begun)
        spent = (asyncio.get_running_loop().time() - begun) * 1000
        status, request_id = answer.status, answer.request_id or "-"
        _log.info("%s %s%s %d in %.0f ms, request %s", call.method, self.host, call.path, status, spent, request_id)
        return answer, answer.status

    async def _is_usually_trusted(self) -> bool:
        """Return whether the service's certificate is trusted without any setting. Nothing secret is sent."""
        ways = proxies.ways(tls.usual(), _LIMITS)
        if isinstance(ways, ProblemError):
            return False
        async with httpx.AsyncClient(transport=ways, trust_env=False, headers=_HEADERS) as client:
            try:
                await client.head(self.url)
            except httpx.HTTPError:
                return False
        return True

    async def _exchange(self, call: "_Call", connection: "_ConnectionTrace") -> Answer:
        request = self.client.build_request(
            call.method,
            self.url.rstrip("/") + call.path,
            content=None if call.body is None else call.body.model_dump_json().encode(),
            headers=call.headers,
            extensions={"trace": connection.trace},
        )
        connection.request = request
        response = await self.client.send(request, auth=Bearer(call.bearer) if call.bearer else None, stream=True)
        try:
            content = b"" if response.status_code == 422 else await read_body(response)
        finally:
            await response.aclose()
        return answer_of(response, content, call.request_id)


class _Call(NamedTuple):
    """What is sent, in every try."""

    method: str
    path: str
    bearer: Secret | None
    body: "Body | None"
    request_id: str | None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that are not secret."""
        named = {"X-Request-ID": self.request_id} if self.request_id else {}
        return named if self.body is None else {**named, "Content-Type": "application/json"}


class _ConnectionTrace:
    """What httpcore reports about the connection of one request."""

    def __init__(self) -> None:
        self.request: httpx.Request | None = None
        self.begun = False
        """Whether a new connection was needed."""
        self.open = False
        """Whether it was established."""
        self._tls: tuple[object, str] | None = None
        self.proxy: str | None = None
        """Host and port of the proxy, if there is one."""

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of one event of httpcore."""
        if event == "connection.connect_tcp.started":
            self.begun = True
            if self.request and info["host"] != self.request.url.raw_host.decode("ascii"):
                self.proxy = f"{info['host']}:{info['port']}"
        elif event == "connection.connect_tcp.complete":
            self.open = True
        elif event.endswith(".start_tls.started"):
            self._tls = info["ssl_context"], info["server_hostname"]

    @property
    def setting_of_certificates(self) -> str | None:
        """The variable that replaces the usual certificates; None if there is none."""
        context = self._tls and self._tls[0]
        return context.setting if isinstance(context, Trust) else None

    def can_trust_more(self) -> bool:
        """Return whether the certificate that was refused may be trusted when it is tried again."""
        context, host = self._tls or (None, "")
        return isinstance(context, Trust) and context.trust_more(host)
