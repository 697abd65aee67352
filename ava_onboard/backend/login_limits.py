"""A brake on guessing passwords: failed sign-ins, counted for each account and for each client address.

The counts are kept in memory, by each process for itself: behind N processes the limits are N times as high at worst.
"""

import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from ava_onboard.backend.settings import Settings
from ava_onboard.backend.users import plain_identifier

REMEMBERED = 100_000
"""Accounts and addresses, each; beyond that the ones that failed longest ago are forgotten."""
_IPV6_NETWORK = 64
"""Bits that one customer of a provider has in common."""


class LoginLimitedError(Exception):
    """There were too many failures."""

    def __init__(self, retry_after: int) -> None:
        """Say when to come back.

        Args:
            retry_after: Seconds until an attempt is possible again.
        """
        super().__init__("Too many failed attempts to sign in")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that has begun."""

    account: str
    address: str
    at: float


class LoginLimits:
    """Sliding windows over the failures.

    An attempt counts as a failure from its beginning, so that many at once do not slip through; a success takes it
    back. Accounts count by what was typed, whether they exist or not: nothing here depends on the database.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._accounts = _Windows(settings.login_failures_per_account, settings.login_window)
        self._addresses = _Windows(settings.login_failures_per_address, settings.login_window)

    def begin(self, identifier: str, address: str | None) -> Attempt:
        """Count an attempt.

        Args:
            identifier: What was typed as the account.
            address: The client's IP address, None where the server does not know it.

        Raises:
            LoginLimitedError: There were too many failures, of this account or from this address.
        """
        attempt = Attempt(plain_identifier(identifier), _network(address), self._clock())
        wait = max(self._accounts.wait(attempt.account, attempt.at), self._addresses.wait(attempt.address, attempt.at))
        if wait > 0:
            raise LoginLimitedError(int(wait) + 1)
        self._accounts.add(attempt.account, attempt.at)
        self._addresses.add(attempt.address, attempt.at)
        return attempt

    def take_back(self, attempt: Attempt) -> None:
        """Forget an attempt: it was no failure."""
        self._accounts.remove(attempt.account, attempt.at)
        self._addresses.remove(attempt.address, attempt.at)


class _Windows:
    """The times of the latest failures, by who failed."""

    def __init__(self, limit: int, seconds: int) -> None:
        self._limit = limit
        self._seconds = seconds
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, name: str, now: float) -> float:
        """Seconds until there is room for one more; 0 if there is now."""
        failures = self._failures.get(name)
        if failures is None or len(failures) < self._limit:
            return 0
        return max(0, failures[0] + self._seconds - now)

    def add(self, name: str, now: float) -> None:
        self._failures.setdefault(name, deque(maxlen=self._limit)).append(now)
        self._failures.move_to_end(name)
        if len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    def remove(self, name: str, at: float) -> None:
        failures = self._failures.get(name)
        if failures is None or at not in failures:
            return
        failures.remove(at)
        if not failures:
            del self._failures[name]


def _network(address: str | None) -> str:
    """An IPv4 address itself; of an IPv6 address the network, as a client has the whole of it to choose from."""
    try:
        ip = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network(f"{ip}/{_IPV6_NETWORK}", strict=False))
