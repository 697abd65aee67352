"""Rate limits for failed sign-ins, by account and by client address.

The counts are in the database, so that every process shares them. Rows older than the window are deleted.
"""

import hmac
import ipaddress
import time
from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.identifiers import plain_identifier
from ava_onboard.backend.db.models import LoginAttempt
from ava_onboard.backend.settings import Settings

_LOCK = 0x6C6F67  # any number that nothing else in the database uses
_IPV6_NETWORK = 64
"""Prefix length of the network that a provider gives one customer."""


class LoginLimitedError(Exception):
    """There were too many failed attempts."""

    def __init__(self, retry_after: int) -> None:
        """Create the error.

        Args:
            retry_after: Seconds until the next attempt is possible.
        """
        super().__init__("Too many failed attempts to sign in")
        self.retry_after = retry_after


class LoginLimits:
    """Sliding windows over failed attempts.

    An attempt counts as failed from its start, so that parallel attempts cannot slip through; a success takes it
    back. Accounts are counted as typed, whether they exist or not.
    """

    def __init__(self, engine: AsyncEngine, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._secret = settings.token_secret
        self._window = settings.login_window
        self._per_account = settings.login_failures_per_account
        self._per_address = settings.login_failures_per_address
        self._clock = clock

    async def begin(self, identifier: str, address: str | None) -> UUID:
        """Count an attempt and return its id.

        Args:
            identifier: What was typed as the account.
            address: The client's IP address; None if unknown.

        Raises:
            LoginLimitedError: There were too many failed attempts for the account or address.
            DatabaseUnavailableError: Attempts cannot be counted.
        """
        attempt, account, network = uuid4(), self._digest(plain_identifier(identifier)), self._digest(_network(address))
        async with transaction(self._engine) as connection:
            if self._engine.dialect.name == "postgresql":
                # Serialised, or parallel attempts would not count each other. SQLite locks at the delete below.
                await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            now = self._clock()
            await connection.execute(delete(LoginAttempt).where(LoginAttempt.at <= now - self._window))
            of_account = await self._free(connection, LoginAttempt.account == account, self._per_account)
            from_network = await self._free(connection, LoginAttempt.address == network, self._per_address)
            if (wait := max(of_account, from_network) - now) > 0:
                raise LoginLimitedError(int(wait) + 1)
            row = {"id": attempt, "account": account, "address": network, "at": now}
            await connection.execute(insert(LoginAttempt).values(row))
        return attempt

    async def take_back(self, attempt: UUID) -> None:
        """Stop counting an attempt that did not fail.

        Raises:
            DatabaseUnavailableError: It still counts.
        """
        async with transaction(self._engine) as connection:
            await connection.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt))

    async def _free(self, connection: AsyncConnection, matches: ColumnElement[bool], limit: int) -> float:
        """Return the Unix time from which one more attempt is within the limit."""
        query = select(LoginAttempt.at).where(matches).order_by(LoginAttempt.at.desc()).offset(limit - 1).limit(1)
        at = (await connection.execute(query)).scalar()
        return 0 if at is None else at + self._window

    def _digest(self, name: str) -> bytes:
        return hmac.digest(self._secret.get_secret_value().encode(), name.encode(errors="surrogatepass"), "sha256")


def _network(address: str | None) -> str:
    """Return an IPv4 address unchanged, and the network of an IPv6 address: a client may use any address in it."""
    try:
        ip = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network(f"{ip}/{_IPV6_NETWORK}", strict=False))
