"""Sign in with a password, for the API and the settings page: the same limits, counts and lines in the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ava_onboard.backend.audit import Audit, Event, Origin
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.users import Account, Users
from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.security.login_limits import LoginLimitedError, LoginLimits
from ava_onboard.backend.security.passwords import BusyError, Passwords


class WrongCredentialsError(Exception):
    """The account is unknown or disabled, or the password is another one. Nothing says which."""


class SignIn:
    """Checks passwords."""

    def __init__(self, *, users: Users, passwords: Passwords, limits: LoginLimits, audit: Audit) -> None:
        self._users = users
        self._passwords = passwords
        self._limits = limits
        self._audit = audit

    async def __call__(self, identifier: str, password: str, came_from: Origin) -> Account:
        """Return the account of an e-mail address or phone number, if the password is its own.

        Args:
            identifier: What was typed as the account.
            password: What was typed as the password.
            came_from: Where the request comes from.

        Raises:
            WrongCredentialsError: There is no such account, or the password does not match.
            LoginLimitedError: There were too many failed attempts.
            BusyError: Too many passwords are being checked.
            DatabaseUnavailableError: Nothing can be checked.
        """
        typed = self._limits.digest_of(identifier)
        client = came_from["address"]
        with self._limits_noted(typed, came_from):
            attempt = await self._limits.begin(identifier, client)
        try:
            account, password_hash = await self._users.by_identifier(identifier) or (None, None)
            # An unknown account costs as much time, which must not show whether the account exists.
            matches = await self._passwords.match(password_hash, password, asked_by=client or "")
        except (BusyError, DatabaseUnavailableError):
            with suppress(DatabaseUnavailableError):
                await self._limits.take_back(attempt)
            raise
        if account is None or password_hash is None or not matches or account.is_disabled:
            user, reason = account.id if account else None, _reason(account, matches=matches)
            metrics.sign_in("refused")
            self._audit.record(Event.SIGN_IN_FAILED, user=user, account=typed, reason=reason, **came_from)
            raise WrongCredentialsError
        await self._limits.succeed(attempt)
        await self._renew_hash(account, password_hash, password)
        metrics.sign_in("accepted")
        self._audit.record(Event.SIGNED_IN, user=account.id, account=typed, **came_from)
        return account

    @contextmanager
    def _limits_noted(self, typed: str, came_from: Origin) -> Iterator[None]:
        try:
            yield
        except LoginLimitedError:
            metrics.sign_in("limited")
            self._audit.record(Event.SIGN_IN_LIMITED, account=typed, **came_from)
            raise

    async def _renew_hash(self, account: Account, stored: str, password: str) -> None:
        """Replace a hash that matched by one with the current cost."""
        if self._passwords.is_outdated(stored):
            with suppress(BusyError, DatabaseUnavailableError):  # try again at the next sign-in
                await self._users.replace_hash(account.id, stored, await self._passwords.hash(password))


def _reason(account: Account | None, *, matches: bool) -> str:
    """Return why a sign-in fails, for the audit log: the answer must not say it."""
    if account is None:
        return "unknown_account"
    return "disabled" if matches else "wrong_password"
