"""What ``doctor`` looks at, rung by rung. No key, token or password is sent, and none is in what is found."""

import asyncio
import os
import ssl
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import httpx

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, Problem, ProblemError, failed
from ava_onboard.domain.ladder import Outcome, Passed, Reason, Rung, Skipped
from ava_onboard.gateways import deadline, wire
from ava_onboard.gateways.ava import WAKING
from ava_onboard.gateways.certificates import issuer
from ava_onboard.gateways.http import Service, new_client
from ava_onboard.gateways.ports import Clock, Entry, Vault
from ava_onboard.gateways.recognition import not_ava, not_vapi
from ava_onboard.gateways.retries import Retries
from ava_onboard.gateways.wire import Target
from ava_onboard.locales import N_

T = TypeVar("T")

_CLOCK_TOLERANCE = 300
"""Seconds; certificates and tokens allow for less than an hour, and network delay for a few seconds."""
_VAPI_QUESTION = "/assistant?limit=1"
_AVA_QUESTION = "/api/v1/vapi-settings"


class Probes:
    """The probes of this computer, its network and the two services.

    Args:
        targets: Where Vapi (every region) and Ava are.
        vault: The keyring.
        state_file: The journal.
        clock: The time of day.
        home: ``AVA_ONBOARD_HOME``, told by that name instead of its path.
        tls: What is trusted; None means what the program always trusts.
        seconds: How long a name, a connection, a handshake or the clock may take.
        asleep_after: Seconds; an Ava whose first answer takes longer was asleep.
        ava_seconds: How long Ava may take to wake up.
        retries: How Ava is asked again while it starts; None asks once.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        vault: Vault,
        state_file: Path,
        clock: Clock,
        *,
        home: Path | None = None,
        tls: ssl.SSLContext | None = None,
        seconds: float = 5.0,
        asleep_after: float = 5.0,
        ava_seconds: float = WAKING,
        retries: Retries | None = None,
    ) -> None:
        self._targets = targets
        self._vault = vault
        self._state_file = state_file
        self._clock = clock
        self._home = home
        self._tls = tls
        self._seconds = seconds
        self._asleep_after = asleep_after
        self._ava_seconds = ava_seconds
        self._retries = retries
        self._client: httpx.AsyncClient | None = None

    @property
    def all(self) -> Mapping[Rung, Callable[[], Awaitable[Outcome]]]:
        """The probe of each rung; that of the session belongs to the use cases."""
        return {
            Rung.TERMINAL: self.terminal,
            Rung.CLOCK: self.clock,
            Rung.PROXY: self.proxy,
            Rung.DNS: self.dns,
            Rung.TCP: self.tcp,
            Rung.TLS: self.tls,
            Rung.VAPI: self.vapi,
            Rung.AVA: self.ava,
            Rung.FORM: self.form,
            Rung.KEYRING: self.keyring,
            Rung.JOURNAL: self.journal,
        }

    @property
    def client(self) -> httpx.AsyncClient:
        """The client that the services are asked through.

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

    async def terminal(self) -> Outcome:
        """Whether the app can be shown here."""
        if not (sys.__stdin__ and sys.__stdout__ and sys.__stdin__.isatty() and sys.__stdout__.isatty()):
            return Skipped(Reason.NO_TERMINAL)
        size = os.get_terminal_size(sys.__stdout__.fileno())
        term = os.environ.get("TERM", "unknown")
        facts = {"term": term, "size": f"{size.columns}x{size.lines}", "encoding": sys.__stdout__.encoding}
        if term == "dumb":
            raise ProblemError(Failure(problems.TERMINAL_TOO_SIMPLE, facts))
        return Passed("{term}, {size}, {encoding}", facts)

    async def clock(self) -> Outcome:
        """This computer's clock beside the ``Date`` of an answer; one service that agrees is enough."""
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
        return Passed(N_("right"), {"offset": str(nearest)})

    async def proxy(self) -> Outcome:
        """Whether the proxies that apply, if any, are there. Their user and password are not told."""
        self.client  # noqa: B018 - reading the proxies of the environment is what may fail
        proxies = {target.proxy for target in self._targets if target.proxy}
        if not proxies:
            return Passed(N_("none"), {"proxy": "none"})
        for proxy in sorted(proxies):
            if isinstance(await self._within(partial(wire.knock, proxy)), Problem):
                raise failed(problems.PROXY_UNREACHABLE, host=proxy.shown)
        return Passed("{proxy}", {"proxy": ", ".join(proxy.shown for proxy in sorted(proxies))})

    async def dns(self) -> Outcome:
        """Whether the names are known."""
        direct = [target for target in self._targets if not target.proxy]
        if not direct:
            return Skipped(Reason.THROUGH_PROXY)
        await self._each(direct, wire.resolve, late=problems.HOST_NOT_FOUND)
        return Passed("{hosts}", _hosts(direct))

    async def tcp(self) -> Outcome:
        """Whether somebody listens there."""
        direct = [target for target in self._targets if not target.proxy]
        if not direct:
            return Skipped(Reason.THROUGH_PROXY)
        await self._each(direct, wire.connect)
        return Passed("{hosts}", _hosts(direct))

    async def tls(self) -> Outcome:
        """Whether the certificates can be verified, and who issued them."""
        secure = [target for target in self._targets if target.secure]
        if not secure:
            return Skipped(Reason.NO_TLS)
        visible = [target for target in secure if target.proxy is None or target.proxy.tunnels]
        if not visible:
            return Skipped(Reason.OTHER_PROXY)
        trusted = self._tls or wire.trusted()
        found = await asyncio.gather(*(self._certificate(target, trusted) for target in visible))
        return Passed(N_("issued by: {issuer}"), {"issuer": ", ".join(dict.fromkeys(found))})

    async def vapi(self) -> Outcome:
        """Whether it is Vapi that answers: without a key it says so, in JSON."""
        regions = [target for target in self._targets if target.service == "Vapi"]
        for target in regions:
            service = Service(self.client, target.service, target.url, 15.0)
            answer = await service.ask("GET", _VAPI_QUESTION)
            if problem := not_vapi(answer):
                raise service.failed(problem, answer)
        return Passed("{hosts}", _hosts(regions))

    async def ava(self) -> Outcome:
        """Whether it is an Ava that answers, and whether it was asleep: the first answer then takes up to a minute."""
        [target] = [target for target in self._targets if target.service == "Ava"]
        service = Service(self.client, target.service, target.url, self._ava_seconds, self._retries, wakes=True)
        start = time.monotonic()
        answer = await service.ask("GET", _AVA_QUESTION)
        seconds = time.monotonic() - start
        if problem := not_ava(answer):
            raise service.failed(problem, answer)
        if seconds < self._asleep_after:
            return Passed(N_("{host}, awake"), {"host": target.shown, "asleep": "no"})
        facts = {"host": target.shown, "asleep": "yes", "seconds": str(round(seconds))}
        return Passed(N_("{host}, was asleep and woke up in {seconds} seconds"), facts)

    async def form(self) -> Outcome:
        """Which form Ava's answers have: what was asked here looks the same in both."""
        return Skipped(Reason.UNSEEN)

    async def keyring(self) -> Outcome:
        """Which keyring there is, and whether it opens."""
        backend = await self._within(_backend)
        facts = {"backend": backend if isinstance(backend, str) else "unknown"}
        try:
            await self._vault.get(Entry.VAPI_KEY)
        except ProblemError as error:
            failure = error.failure._replace(values={**error.failure.values, **facts})
        else:
            return Passed("{backend}", facts)
        raise ProblemError(failure)

    async def journal(self) -> Outcome:
        """Whether the folder of the journal can be written."""
        folder = self._state_file.parent
        shown = _shown(folder, self._home)
        if await self._within(lambda: _write_beside(self._state_file)) is not None:
            raise failed(problems.STATE_NOT_WRITTEN, folder=shown)
        return Passed("{folder}", {"folder": shown})

    async def _offset(self, target: Target) -> int | None:
        """Seconds that this computer's clock is ahead of the service's; None if that does not tell."""
        told = await self._within(lambda: wire.date(target))
        return None if told is None or isinstance(told, Problem) else round((self._clock() - told).total_seconds())

    async def _certificate(self, target: Target, trusted: ssl.SSLContext) -> str:
        certificate = await self._within(lambda: wire.certificate(target, trusted))
        if not isinstance(certificate, Problem):
            return issuer(certificate) or "unknown"
        values = {"service": target.service, "host": target.shown}
        if certificate is problems.TLS_FAILED:
            shown = await self._within(lambda: wire.certificate(target, wire.trusting_all()))
            values["issuer"] = (None if isinstance(shown, Problem) else issuer(shown)) or "unknown"
        raise ProblemError(Failure(certificate, values))

    async def _each(
        self, targets: Sequence[Target], look: Callable[[Target], None], late: Problem = problems.TIMED_OUT
    ) -> None:
        """Look at all targets at once; raise the problem of the first that has one."""
        outcomes = await asyncio.gather(*(self._within(partial(look, target), late) for target in targets))
        for target, outcome in zip(targets, outcomes, strict=True):
            if isinstance(outcome, Problem):
                raise failed(outcome, service=target.service, host=target.shown)

    async def _within(self, call: Callable[[], T], late: Problem = problems.TIMED_OUT) -> T | Problem:
        """What a blocking call gives, or its problem. It may block for ever: its thread does not hold up the end."""
        try:
            return await deadline.run(lambda: wire.tried(call), self._seconds)
        except TimeoutError:
            return late


def _hosts(targets: Sequence[Target]) -> dict[str, str]:
    return {"hosts": ", ".join(dict.fromkeys(target.shown for target in targets))}


def _backend() -> str:
    try:
        import keyring  # noqa: PLC0415 - takes 150 ms

        kind = type(keyring.get_keyring())
    except Exception:  # noqa: BLE001 - a setting can name any module, which can raise anything
        return "unknown"
    return f"{kind.__module__}.{kind.__qualname__}"


def _write_beside(file: Path) -> None:
    """Write a file that has no name in the folder, or where it would be made."""
    folder = next(folder for folder in file.parents if folder.exists())
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"-")


def _shown(folder: Path, own: Path | None) -> str:
    """A folder without the names of people in it."""
    for root, name in ((own, "AVA_ONBOARD_HOME"), (Path.home(), "~")):
        if root and folder.is_relative_to(root):
            return str(name / folder.relative_to(root))
    return str(Path("...", folder.name))
