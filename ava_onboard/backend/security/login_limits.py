"""Rate limits for failed sign-ins, by account, by client address, and by both together.

The counts are in the database, so that every process shares them. How an owner stays able to sign in while strangers
guess: docs/develop/decisions/lock-out.md.
"""

import asyncio
import hmac
import ipaddress
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.identifiers import plain_identifier
from ava_onboard.backend.db.models import KnownPlace, LoginAttempt
from ava_onboard.backend.settings import Settings

_NETWORK, _SITE = 64, 48
"""Prefix lengths of IPv6: what a provider gives one customer, and at most one organisation."""
_CLOCKS_DIFFER = 60
"""Seconds by which an attempt may be in the future. Later ones are of a clock that was wrong, and do not count."""
_KNOWN_FOR = 90 * 24 * 3600
"""Seconds for which a place stays known after the last sign-in from it."""
_REFUSED_FOR = 1.0
"""Seconds for which an address over its limit is refused without asking the database."""
_PAUSE = 1.0
"""Seconds until such a refusal is answered: a client that never waits would take the processor from everybody else."""
_SHOWN_DIGITS = 32
"""Of a digest: enough to tell all accounts apart."""
_REFUSED_ADDRESSES = 10_000
"""Kept at most."""


class LoginLimitedError(Exception):
    """There were too many failed attempts."""

    def __init__(self, retry_after: int) -> None:
        """Create the error.

        Args:
            retry_after: Seconds until the next attempt is possible.
        """
        super().__init__("Too many failed attempts to sign in")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in, with digests in place of what was typed and of where it comes from."""

    id: UUID
    account: bytes
    address: bytes
    """Of an IPv4 address, or of an IPv6 network."""
    site: bytes | None
    """Of the site of an IPv6 address."""


class LoginLimits:
    """Sliding windows over failed attempts.

    An attempt counts as failed from its start, so that parallel attempts cannot slip through; a success takes it
    back. Accounts are counted as typed, whether they exist or not.
    """

    def __init__(self, engine: AsyncEngine, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._settings = settings
        self._clock = clock
        self._turns: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()
        self._refused: dict[bytes, tuple[float, int]] = {}
        """Addresses over their limit: until when, of the monotonic clock, and the seconds to tell."""
        self._cleaned = 0.0

    async def begin(self, identifier: str, address: str | None) -> Attempt:
        """Count an attempt and return it.

        Attempts from one address take turns, and so do those for one account, before any of them takes a connection
        to the database: many of them delay nobody else.

        Args:
            identifier: What was typed as the account.
            address: The client's IP address; None if unknown.

        Raises:
            LoginLimitedError: There were too many failed attempts for the account or address.
            DatabaseUnavailableError: Attempts cannot be counted.
        """
        network, site = _networks(address)
        attempt = Attempt(
            uuid4(),
            self._digest(plain_identifier(identifier)),
            self._digest(network),
            None if site is None else self._digest(site),
        )
        try:
            self._refuse_at_once(attempt.address)
            async with self._turn(attempt.address):
                self._refuse_at_once(attempt.address)
                async with self._turn(attempt.account):
                    await self._clean_up()
                    await self._count(attempt)
        except LoginLimitedError:
            if attempt.address in self._refused:
                await asyncio.sleep(_PAUSE)
            raise
        return attempt

    async def take_back(self, attempt: Attempt) -> None:
        """Stop counting an attempt that did not fail.

        Raises:
            DatabaseUnavailableError: It still counts.
        """
        async with transaction(self._engine) as connection:
            await connection.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt.id))

    async def succeed(self, attempt: Attempt) -> None:
        """Stop counting an attempt that succeeded, and remember the place.

        Raises:
            DatabaseUnavailableError: It still counts.
        """
        place = (KnownPlace.account == attempt.account) & (KnownPlace.address == attempt.address)
        now = self._clock()
        async with transaction(self._engine) as connection:
            await connection.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt.id))
            if not (await connection.execute(update(KnownPlace).where(place).values(at=now))).rowcount:
                try:
                    async with connection.begin_nested():
                        row = {"account": attempt.account, "address": attempt.address, "at": now}
                        await connection.execute(insert(KnownPlace).values(row))
                except IntegrityError:  # another sign-in from there was faster
                    pass

    async def _count(self, attempt: Attempt) -> None:
        async with transaction(self._engine) as connection:
            # Most refusals end here, without a lock.
            self._refuse(attempt, await self._free(connection, attempt))
            if self._engine.dialect.name == "postgresql":
                # In one order everywhere, so that no two attempts wait for each other. SQLite locks at the insert.
                first, second = sorted((_number(attempt.account), _number(attempt.address)))
                lock = func.pg_advisory_xact_lock
                await connection.execute(select(lock(first)))
                await connection.execute(select(lock(second)))
            now = self._clock()
            row = {"id": attempt.id, "account": attempt.account, "address": attempt.address, "site": attempt.site}
            await connection.execute(insert(LoginAttempt).values(row | {"at": now}))
            self._refuse(attempt, await self._free(connection, attempt))

    async def _free(self, connection: AsyncConnection, attempt: Attempt) -> "tuple[float, float]":
        """Return the seconds until one more attempt is within the limits of the address, and within all limits."""
        settings, now = self._settings, self._clock()
        account, address = LoginAttempt.account == attempt.account, LoginAttempt.address == attempt.address
        known = (
            select(KnownPlace.at)
            .where(KnownPlace.account == attempt.account, KnownPlace.address == attempt.address)
            .where(KnownPlace.at > now - _KNOWN_FOR)
        )

        def nth(matches: ColumnElement[bool], limit: int) -> ColumnElement[float]:
            counted = matches & (LoginAttempt.id != attempt.id) & (LoginAttempt.at > now - settings.login_window)
            counted &= LoginAttempt.at <= now + _CLOCKS_DIFFER
            query = select(LoginAttempt.at).where(counted).order_by(LoginAttempt.at.desc()).offset(limit - 1).limit(1)
            return query.scalar_subquery()

        site = LoginAttempt.site == attempt.site
        query = select(
            nth(address, settings.login_failures_per_address),
            nth(site, settings.login_failures_per_site),
            nth(account & address, settings.login_failures_per_account),
            nth(account, settings.login_failures_per_account_in_all),
            known.scalar_subquery(),
        )
        of_address, of_site, of_both, of_account, is_known = (await connection.execute(query)).one()
        from_here = [of_address, of_site]
        everything = [*from_here, of_both, None if is_known is not None else of_account]
        return self._wait(from_here, now), self._wait(everything, now)

    def _wait(self, times: list[float | None], now: float) -> float:
        """Return the seconds until the last of these attempts leaves the window; 0 without any."""
        return max((min(at, now) + self._settings.login_window - now for at in times if at is not None), default=0)

    def _refuse(self, attempt: Attempt, free: "tuple[float, float]") -> None:
        of_address, of_all = free
        if of_all <= 0:
            return
        if of_address > 0:
            if len(self._refused) >= _REFUSED_ADDRESSES:
                self._refused.clear()
            self._refused[attempt.address] = time.monotonic() + _REFUSED_FOR, int(of_address) + 1
        raise LoginLimitedError(int(of_all) + 1)

    def _refuse_at_once(self, address: bytes) -> None:
        until, retry_after = self._refused.get(address, (0.0, 0))
        if time.monotonic() < until:
            raise LoginLimitedError(retry_after)
        self._refused.pop(address, None)

    @asynccontextmanager
    async def _turn(self, of: bytes) -> AsyncIterator[None]:
        lock = self._turns.setdefault(of, asyncio.Lock())
        async with lock:
            yield

    async def _clean_up(self) -> None:
        """Delete what no longer counts, now and then: attempts that delete the same rows wait for each other."""
        now, window = self._clock(), self._settings.login_window
        if abs(now - self._cleaned) < window / 10:
            return
        self._cleaned = now
        async with transaction(self._engine) as connection:
            old = (LoginAttempt.at <= now - window) | (LoginAttempt.at > now + _CLOCKS_DIFFER)
            await connection.execute(delete(LoginAttempt).where(old))
            await connection.execute(delete(KnownPlace).where(KnownPlace.at <= now - _KNOWN_FOR))

    def digest_of(self, identifier: str) -> str:
        """Return what stands for an account in the audit log: the same text for each spelling of it."""
        return self._digest(plain_identifier(identifier)).hex()[:_SHOWN_DIGITS]

    def _digest(self, name: str) -> bytes:
        secret = self._settings.token_secret.get_secret_value().encode()
        return hmac.digest(secret, name.encode(errors="surrogatepass"), "sha256")


def _number(digest: bytes) -> int:
    """Return a number for PostgreSQL's locks, which have 64 bits."""
    return int.from_bytes(digest[:8], signed=True)


def _networks(address: str | None) -> tuple[str, str | None]:
    """Return an IPv4 address unchanged, and the network and the site of an IPv6 address: a client may use all of it."""
    try:
        ip = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or "", None
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 4:
        return str(ip), None
    network, site = (str(ipaddress.ip_network(f"{ip}/{length}", strict=False)) for length in (_NETWORK, _SITE))
    return network, site
