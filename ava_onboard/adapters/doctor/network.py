"""Doctor's checks of the network and the two services. No key, token or password is sent or found.

A target that fails one check is left out of the later ones, and does not stop the checks of the others.
"""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

import httpx

from ava_onboard.adapters.doctor import sockets
from ava_onboard.adapters.doctor.certificate import issuer
from ava_onboard.adapters.doctor.sockets import Target
from ava_onboard.adapters.http.client import Service, new_client
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.adapters.http.tls import Trust, usual
from ava_onboard.adapters.services.ava import WAKING
from ava_onboard.adapters.services.recognition import is_unprotected, not_ava, not_vapi
from ava_onboard.contract import vapi_settings
from ava_onboard.domain import problems
from ava_onboard.domain.checks import Check, Outcome, Passed, Reason, Skipped
from ava_onboard.domain.failure import Failure, Problem, ProblemError, failed
from ava_onboard.domain.vapi import QUESTION
from ava_onboard.locales import N_
from ava_onboard.onboarding.ports import Clock

T = TypeVar("T")

_CLOCK_TOLERANCE = 300
"""Seconds; certificates and tokens allow for less than an hour, and network delay for a few seconds."""
_NOT_NEEDED = N_("except {missing}, needed only for keys of Vapi Europe")

_UNPROTECTED = N_("it shows Vapi settings to anyone, without signing in: tell its administrator")


class Probes:
    """The checks of the network and the two services.

    Args:
        targets: Vapi (every region) and Ava. If two fail, the first is the one to fix.
        clock: The time of day.
        tls: The trusted certificates; None means those that the program always trusts.
        seconds: How long a lookup, a connection, a handshake or the clock may take.
        asleep_after: Seconds after which an Ava that answers was asleep.
        ava_seconds: How long Ava may take to start.
        retries: The retry rule for Ava while it starts; None means no retries.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        clock: Clock,
        *,
        tls: ssl.SSLContext | None = None,
        seconds: float = 5.0,
        asleep_after: float = 5.0,
        ava_seconds: float = WAKING,
        retries: Retries | None = None,
    ) -> None:
        self._targets = targets
        self._clock = clock
        self._tls = tls
        self._seconds = seconds
        self._asleep_after = asleep_after
        self._ava_seconds = ava_seconds
        self._retries = retries
        self._client: httpx.AsyncClient | None = None
        self._lost: set[Target] = set()
        """Targets that have failed: later checks leave them out."""

    @property
    def all(self) -> Mapping[Check, Callable[[], Awaitable[Outcome]]]:
        """The probe of each check."""
        return {
            Check.CLOCK: self.clock,
            Check.PROXY: self.proxy,
            Check.DNS: self.dns,
            Check.TCP: self.tcp,
            Check.TLS: self.tls,
            Check.VAPI: self.vapi,
            Check.AVA: self.ava,
        }

    @property
    def client(self) -> httpx.AsyncClient:
        """The HTTP client.

        Raises:
            ProblemError: C02 if the proxies or certificates that the environment names cannot be used.
        """
        if self._client is None:
            self._client = new_client(self._tls)
        return self._client

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    async def clock(self) -> Outcome:
        """Compare this computer's clock with the ``Date`` of an answer; one service that agrees is enough.

        Raises:
            ProblemError: C05 if no clock agrees within ``_CLOCK_TOLERANCE`` seconds.
        """
        asked = [asyncio.ensure_future(self._offset(target)) for target in self._targets]
        nearest: int | None = None
        for answer in asyncio.as_completed(asked):
            offset = await answer
            if offset is not None and (nearest is None or abs(offset) < abs(nearest)):
                nearest = offset
            if nearest is not None and abs(nearest) <= _CLOCK_TOLERANCE:
                break
        for task in asked:
            task.cancel()
        if nearest is None:
            return Skipped(Reason.NO_TIME)
        if abs(nearest) > _CLOCK_TOLERANCE:
            raise failed(problems.CLOCK_WRONG, offset=str(nearest))
        return Passed(N_("correct"), {"offset": str(nearest)})

    async def proxy(self) -> Outcome:
        """Check whether the proxies in use can be reached. Their user and password are not shown.

        Raises:
            ProblemError: C02 for a setting that cannot be used, or N07 for the first proxy that does not answer.
        """
        try:
            self.client  # noqa: B018 - reading the proxies of the environment is what may fail
        except ProblemError:
            self._lost.update(self._targets)
            raise
        behind = {target: target.proxy for target in self._targets if target.proxy}
        if not behind:
            return Passed(N_("none"), {"proxy": "none"})
        proxies = sorted(set(behind.values()))
        knocks = await asyncio.gather(*(self._within(partial(sockets.knock, proxy)) for proxy in proxies))
        silent = {proxy for proxy, knock in zip(proxies, knocks, strict=True) if isinstance(knock, Problem)}
        missing = problems.PROXY_UNREACHABLE
        failures = {
            target: Failure(missing, {**target.values(missing), "host": proxy.shown})
            for target, proxy in behind.items()
            if proxy in silent
        }
        self._lost.update(failures)
        if failures:
            raise ProblemError(next(iter(failures.values())))
        return Passed("{proxy}", {"proxy": ", ".join(proxy.shown for proxy in proxies)})

    async def dns(self) -> Outcome:
        """Check whether the names resolve."""
        return await self._direct(sockets.resolve, late=problems.HOST_NOT_FOUND)

    async def tcp(self) -> Outcome:
        """Check whether the ports accept connections."""
        return await self._direct(sockets.connect)

    async def tls(self) -> Outcome:
        """Check whether the certificates can be verified, and who issued them."""
        if not self._left:
            return Skipped(Reason.BLOCKED)
        secure = [target for target in self._left if target.secure]
        if not secure:
            return Skipped(Reason.NO_TLS)
        visible = [target for target in secure if target.proxy is None or target.proxy.tunnels]
        if not visible:
            return Skipped(Reason.OTHER_PROXY)
        trusted = self._tls or Trust()
        certificates = await asyncio.gather(*(self._certificate(target, trusted) for target in visible))
        found = dict(zip(visible, certificates, strict=True))
        issuers = dict.fromkeys(issuer for issuer in certificates if isinstance(issuer, str))
        return self._ended(Passed(N_("issued by: {issuer}"), {"issuer": ", ".join(issuers)}), found)

    async def vapi(self) -> Outcome:
        """Check whether it is Vapi that answers: without a key it says 401, in JSON."""
        first, *others = [target for target in self._targets if target.service == "Vapi"]
        if first in self._lost:
            return Skipped(Reason.BLOCKED)
        regions = [first, *(target for target in others if target not in self._lost)]
        found = {target: await self._says_it_is_vapi(target) for target in regions}
        return self._ended(Passed("{hosts}", _hosts(target for target in regions if found[target] is None)), found)

    async def ava(self) -> Outcome:
        """Check whether it is an Ava that answers, and whether it was asleep (up to a minute).

        Raises:
            ProblemError: it is none, or what stopped the request.
        """
        [target] = [target for target in self._targets if target.service == "Ava"]
        if target in self._lost:
            return Skipped(Reason.BLOCKED)
        service = Service(
            self.client,
            target.service,
            target.url,
            self._ava_seconds,
            self._retries,
            may_sleep=True,
            names_requests=True,
            setting=target.setting,
        )
        start = time.monotonic()
        answer = await service.ask("GET", vapi_settings.PATH, retry_when_limited=False)
        seconds = time.monotonic() - start
        if problem := not_ava(answer):
            raise service.failed(problem, answer)
        protected, note = ("no", _UNPROTECTED) if is_unprotected(answer) else ("yes", "")
        facts = {"host": target.shown, "protected": protected}
        if seconds < self._asleep_after:
            return Passed(N_("{host}, answering"), facts | {"asleep": "no"}, note)
        facts |= {"asleep": "yes", "seconds": str(round(seconds))}
        return Passed(N_("{host}, answered after {seconds} seconds"), facts, note)

    async def _offset(self, target: Target) -> int | None:
        """Return the seconds by which this clock is ahead of the service's; None if that shows no time."""
        time = await self._within(lambda: sockets.date(target))
        return None if time is None or isinstance(time, Problem) else round((self._clock() - time).total_seconds())

    @property
    def _left(self) -> list[Target]:
        """Targets that have not failed yet."""
        return [target for target in self._targets if target not in self._lost]

    async def _direct(self, look: Callable[[Target], None], late: Problem = problems.TIMED_OUT) -> Outcome:
        """Check all targets that need no proxy, at the same time."""
        if not self._left:
            return Skipped(Reason.BLOCKED)
        direct = [target for target in self._left if not target.proxy]
        if not direct:
            return Skipped(Reason.THROUGH_PROXY)
        outcomes = await asyncio.gather(*(self._within(partial(look, target), late) for target in direct))
        found: dict[Target, object] = {}
        for target, outcome in zip(direct, outcomes, strict=True):
            if isinstance(outcome, Problem):
                others_are_known = outcome is problems.HOST_NOT_FOUND and None in outcomes
                problem = problems.NAME_UNKNOWN if others_are_known else outcome
                found[target] = Failure(problem, target.values(problem))
        return self._ended(Passed("{hosts}", _hosts([target for target in direct if target not in found])), found)

    async def _certificate(self, target: Target, trusted: ssl.SSLContext) -> str | Failure:
        """Return the issuer of the certificate, or what is wrong with it."""
        certificate = await self._within(lambda: sockets.certificate(target, trusted))
        if not isinstance(certificate, Problem):
            return issuer(certificate) or "unknown"
        values = target.values(certificate)
        if certificate in {problems.TLS_FAILED, problems.CERTIFICATE_OUT_OF_TIME}:
            shown = await self._within(lambda: sockets.certificate(target, sockets.trusting_all()))
            values["issuer"] = (None if isinstance(shown, Problem) else issuer(shown)) or "unknown"
        if certificate is problems.TLS_FAILED and isinstance(trusted, Trust) and trusted.setting:
            without = await self._within(lambda: sockets.certificate(target, usual()))
            if not isinstance(without, Problem):
                certificate, values["name"] = problems.TLS_FAILED_WITH_SETTING, trusted.setting
        return Failure(certificate, values)

    async def _says_it_is_vapi(self, target: Target) -> Failure | None:
        service = Service(self.client, target.service, target.url, 15.0, setting=target.setting)
        try:
            answer = await service.ask("GET", QUESTION)
            if problem := not_vapi(answer):
                raise service.failed(problem, answer)
        except ProblemError as error:
            return error.failure
        return None

    def _ended(self, passed: Passed, found: Mapping[Target, object]) -> Outcome:
        """Return how a check ended.

        Args:
            passed: The outcome if no target that everyone needs has failed.
            found: What was found for each target; a ``Failure`` takes it out of the later checks.

        Raises:
            ProblemError: The failure of the first target that everyone needs; it names the others.
        """
        failures = {target: failure for target, failure in found.items() if isinstance(failure, Failure)}
        self._lost.update(failures)
        first = next((target for target in failures if not target.optional), None)
        if first:
            failure = failures.pop(first)
            more = _hosts(failures) if failures else {}
            raise ProblemError(failure._replace(values={**failure.values, **more}))
        if failures:
            missing = _hosts(failures)["hosts"]
            return replace(passed, facts={**passed.facts, "missing": missing}, note=_NOT_NEEDED)
        return passed

    async def _within(self, call: Callable[[], T], late: Problem = problems.TIMED_OUT) -> T | Problem:
        return await sockets.tried_within(call, self._seconds, late)


def _hosts(targets: Iterable[Target]) -> dict[str, str]:
    return {"hosts": ", ".join(dict.fromkeys(target.shown for target in targets))}
