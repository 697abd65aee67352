"""Rate limits for failed sign-ins, by account, by client address, and by both together.

The counts are in the database, so that every process shares them. How an owner stays able to sign in while strangers
guess: docs/develop/decisions/lock-out.md.
"""

import asyncio
import hmac
import math
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
from ava_onboard.backend.limited import LimitedError
from ava_onboard.backend.security.client_networks import networks_of
from ava_onboard.backend.security.passwords import BusyError
from ava_onboard.backend.security.turns import Turns
from ava_onboard.backend.settings import Settings

_CLOCKS_DIFFER = 60
"""Seconds by which an attempt may be in the future. Later ones are of a clock that was wrong, and do not count."""
_KNOWN_FOR = 90 * 24 * 3600
"""Seconds for which a place stays known after the last sign-in from it."""
_REFUSED_FOR = 1.0
"""Seconds for which an address or a site over its limit is refused without asking the database."""
_PATIENCE = 5.0
"""Seconds that an attempt waits for its turn."""
_PAUSE = 1.0
"""Seconds until such a refusal is answered: a client that never waits would take the processor from everyone else."""
_SHOWN_DIGITS = 32
"""Of a digest: enough to tell all accounts apart."""
_REFUSED_ADDRESSES = 10_000
"""The most that are kept."""


class LoginLimitedError(LimitedError):
    """There were too many failed attempts."""


@dataclass(frozen=True, slots=True)
class _Waits:
    """Seconds until one more attempt is within each limit; 0 for those that it is within."""

    address: float
    site: float
    both: float
    """Of the account and the address together."""
    account: float
    """Of the account everywhere; it does not hold for a known place."""
    is_known: bool

    @property
    def longest(self) -> float:
        return max(self.address, self.site, self.both, self.account)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in, with digests instead of what was typed and of where it comes from."""

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
        self._turns: WeakValueDictionary[bytes, Turns] = WeakValueDictionary()
        self._refused: dict[bytes, tuple[float, int]] = {}
        """Addresses and sites over their limit: until when, of the monotonic clock, and the seconds to tell."""
        self._exhausted: dict[bytes, tuple[float, int]] = {}
        """Accounts over their limit for new places: since when, and the seconds to tell."""
        self._cleaned = 0.0

    async def begin(self, identifier: str, address: str | None) -> Attempt:
        """Count an attempt and return it.

        Attempts from one address take turns, and so do those for one account, before any of them writes to the
        database: many of them delay nobody else. Those that are over a limit are refused before they wait for the
        account, known places wait for each other only, and one site delays another by one attempt at most.

        Args:
            identifier: What was typed as the account.
            address: The client's IP address; None if unknown.

        Raises:
            LoginLimitedError: There were too many failed attempts for the account or address.
            BusyError: Its turn has not come in time.
            DatabaseUnavailableError: Attempts cannot be counted.
        """
        network, site = networks_of(address)
        attempt = Attempt(
            uuid4(),
            self._digest(plain_identifier(identifier)),
            self._digest(network),
            None if site is None else self._digest(site),
        )
        try:
            self._refuse_at_once(attempt)
            async with self._turn(attempt.address):
                self._refuse_at_once(attempt)
                async with transaction(self._engine) as connection:
                    waits = await self._waits(connection, attempt)
                self._refuse(attempt, waits)
                place = b"known" if waits.is_known else b""
                async with self._turn(attempt.account + place, attempt.site or attempt.address):
                    self._refuse_at_once(attempt)
                    if not waits.is_known:
                        self._refuse_new_place(attempt)
                    await self._clean_up()
                    await self._count(attempt)
        except LoginLimitedError:
            if {attempt.address, attempt.site} & self._refused.keys() or attempt.account in self._exhausted:
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
            if self._engine.dialect.name == "postgresql":
                # In one order everywhere, so that no two attempts wait for each other. SQLite locks at the insert.
                first, second = sorted((_number(attempt.account), _number(attempt.address)))
                lock = func.pg_advisory_xact_lock
                await connection.execute(select(lock(first)))
                await connection.execute(select(lock(second)))
            now = self._clock()
            row = {"id": attempt.id, "account": attempt.account, "address": attempt.address, "site": attempt.site}
            await connection.execute(insert(LoginAttempt).values(row | {"at": now}))
            self._refuse(attempt, await self._waits(connection, attempt))

    async def _waits(self, connection: AsyncConnection, attempt: Attempt) -> _Waits:
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
        *times, known_at = (await connection.execute(query)).one()
        of_address, of_site, of_both, of_account = (self._wait(at, now) for at in times)
        is_known = known_at is not None
        return _Waits(of_address, of_site, of_both, 0 if is_known else of_account, is_known)

    def _wait(self, at: float | None, now: float) -> float:
        """Return the seconds until an attempt leaves the window; 0 without one."""
        return 0 if at is None else min(at, now) + self._settings.login_window - now

    def _refuse(self, attempt: Attempt, waits: _Waits) -> None:
        """Raise if an attempt is over a limit, and remember it for those that come next."""
        if waits.longest <= 0:
            return
        for noted in (self._refused, self._exhausted):
            if len(noted) >= _REFUSED_ADDRESSES:
                noted.clear()
        for origin, wait in ((attempt.address, waits.address), (attempt.site, waits.site)):
            if origin is not None and wait > 0:
                self._refused[origin] = time.monotonic() + _REFUSED_FOR, int(wait) + 1
        if waits.account > 0:
            self._exhausted[attempt.account] = self._clock(), int(waits.account) + 1
        raise LoginLimitedError(int(waits.longest) + 1)

    def _refuse_at_once(self, attempt: Attempt) -> None:
        for origin in filter(None, (attempt.address, attempt.site)):
            until, retry_after = self._refused.get(origin, (0.0, 0))
            if time.monotonic() < until:
                raise LoginLimitedError(retry_after)
            self._refused.pop(origin, None)

    def _refuse_new_place(self, attempt: Attempt) -> None:
        """Raise if the account was found to be over its limit while this attempt waited for its turn."""
        since, retry_after = self._exhausted.get(attempt.account, (-math.inf, 0))
        if 0 <= self._clock() - since < _REFUSED_FOR:
            raise LoginLimitedError(retry_after)
        self._exhausted.pop(attempt.account, None)

    @asynccontextmanager
    async def _turn(self, of: bytes, party: bytes = b"") -> AsyncIterator[None]:
        turns = self._turns.setdefault(of, Turns(1))
        try:
            async with asyncio.timeout(_PATIENCE):
                await turns.take(party.hex())
        except TimeoutError:
            raise BusyError from None
        try:
            yield
        finally:
            turns.give_back()

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
