"""`/api/v1/auth`: sign in, renew a session, and show whose session it is."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Secret

from ava_onboard.backend.api import error_docs, errors
from ava_onboard.backend.api.middleware import Origin, origin
from ava_onboard.backend.audit import Audit, Event
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.sessions import Sessions
from ava_onboard.backend.db.users import Account, Users
from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.security.bearer import Authenticate
from ava_onboard.backend.security.call_limits import CallLimits
from ava_onboard.backend.security.login_limits import LoginLimitedError, LoginLimits
from ava_onboard.backend.security.passwords import BusyError, Passwords
from ava_onboard.backend.security.tokens import LEEWAY, InvalidTokenError, Tokens, TokenType
from ava_onboard.backend.settings import Settings
from ava_onboard.contract.session import PATH, Login, Profile, Refresh, Session

_log = logging.getLogger(__name__)


def routes(
    settings: Settings,
    *,
    users: Users,
    sessions: Sessions,
    passwords: Passwords,
    limits: LoginLimits,
    calls: CallLimits,
    tokens: Tokens,
    audit: Audit,
    authenticate: Authenticate,
) -> APIRouter:
    """Create the three calls."""
    router = APIRouter(prefix=PATH, tags=["auth"], responses=error_docs.DATABASE)

    def session(account: Account, refresh_token: str, lifetime: int) -> Session:
        return Session(
            access_token=Secret(tokens.access(account.id, version=account.token_version, lifetime=lifetime)),
            refresh_token=Secret(refresh_token),
            expires_in=lifetime,
            user=_profile(account),
        )

    @router.post("/login", responses=error_docs.LOGIN | error_docs.BODY)
    async def login(request: Request, body: Login) -> Session:
        """Sign in with an e-mail address or phone number, and a password."""
        password = body.password.get_secret_value()
        came_from, typed = origin(request), limits.digest_of(body.identifier)
        client = came_from["address"]
        with _limits_noted(audit, typed, came_from):
            attempt = await limits.begin(body.identifier, client)
        try:
            account, password_hash = await users.by_identifier(body.identifier) or (None, None)
            # An unknown account costs as much time, which must not show whether the account exists.
            matches = await passwords.match(password_hash, password, asked_by=client or "")
        except (BusyError, DatabaseUnavailableError):
            with suppress(DatabaseUnavailableError):
                await limits.take_back(attempt)
            raise
        if account is None or password_hash is None or not matches or account.is_disabled:
            user, reason = account.id if account else None, _reason(account, matches=matches)
            metrics.sign_in("refused")
            audit.record(Event.SIGN_IN_FAILED, user=user, account=typed, reason=reason, **came_from)
            raise errors.invalid_credentials()
        await limits.succeed(attempt)
        await _renew_hash(users, passwords, account.id, password_hash, password)
        request.state.user = account.id
        metrics.sign_in("accepted")
        audit.record(Event.SIGNED_IN, user=account.id, account=typed, **came_from)
        lifetime = settings.remembered_access_lifetime if body.remember else settings.access_lifetime
        return session(account, tokens.refresh(account.id, version=account.token_version), lifetime)

    @router.post("/refresh", responses=error_docs.INVALID_TOKEN | error_docs.CALL_LIMIT | error_docs.BODY)
    async def refresh(request: Request, body: Refresh) -> Session:
        """Get a new access token and a new refresh token.

        The old refresh token is accepted again until the new one has been used, because this answer may be lost. If it
        is used after that, somebody else has it: every token of the account ends.
        """
        claims = tokens.read(body.refresh_token.get_secret_value(), TokenType.REFRESH)
        account = await users.by_id(claims.user)
        if account is None or account.is_disabled or account.token_version != claims.version:
            raise InvalidTokenError
        calls.count(account.id)
        latest, until = token_hex(8), time.time() + settings.refresh_lifetime + LEEWAY
        if not await sessions.renew(account.id, claims.family, claims.id, latest, until):
            _log.warning("a refresh token of user %s was used after its successor: signed out", account.id)
            audit.record(Event.REFRESH_TOKEN_REUSED, user=account.id, **origin(request))
            raise InvalidTokenError
        version = account.token_version
        renewed = tokens.refresh(account.id, version=version, id_=latest, family=claims.family)
        return session(account, renewed, settings.access_lifetime)

    @router.get("/me", responses=error_docs.AUTHENTICATED | error_docs.CALL_LIMIT)
    async def me(user: Annotated[UUID, Depends(authenticate)]) -> Profile:
        """Show the account of the token."""
        account = await users.by_id(user)
        if account is None:
            raise errors.user_not_found()
        return _profile(account)

    return router


def _profile(account: Account) -> Profile:
    return Profile(
        id=str(account.id), email=account.email, name=account.name, phone=account.phone, locale=account.locale
    )


@contextmanager
def _limits_noted(audit: Audit, typed: str, came_from: Origin) -> Iterator[None]:
    try:
        yield
    except LoginLimitedError:
        metrics.sign_in("limited")
        audit.record(Event.SIGN_IN_LIMITED, account=typed, **came_from)
        raise


def _reason(account: Account | None, *, matches: bool) -> str:
    """Return why a sign-in fails, for the audit log: the answer must not say it."""
    if account is None:
        return "unknown_account"
    return "disabled" if matches else "wrong_password"


async def _renew_hash(users: Users, passwords: Passwords, user: UUID, stored: str, password: str) -> None:
    """Replace a hash that matched by one with the current cost."""
    if passwords.is_outdated(stored):
        with suppress(BusyError, DatabaseUnavailableError):  # try again at the next sign-in
            await users.replace_hash(user, stored, await passwords.hash(password))
