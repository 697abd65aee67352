"""`/api/v1/auth`: sign in, renew a session, and show whose session it is."""

import logging
import time
from secrets import token_hex
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Secret

from ava_onboard.backend.api import error_docs, errors
from ava_onboard.backend.api.middleware import origin
from ava_onboard.backend.audit import Audit, Event
from ava_onboard.backend.db.sessions import Sessions
from ava_onboard.backend.db.users import Account, Users
from ava_onboard.backend.security.bearer import Authenticate
from ava_onboard.backend.security.call_limits import CallLimits
from ava_onboard.backend.security.sign_in import SignIn, WrongCredentialsError
from ava_onboard.backend.security.tokens import LEEWAY, InvalidTokenError, Tokens, TokenType
from ava_onboard.backend.settings import Settings
from ava_onboard.contract.session import PATH, Login, Profile, Refresh, Session

_log = logging.getLogger(__name__)


def routes(
    settings: Settings,
    *,
    users: Users,
    sessions: Sessions,
    sign_in: SignIn,
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
        try:
            account = await sign_in(body.identifier, body.password.get_secret_value(), origin(request))
        except WrongCredentialsError:
            raise errors.invalid_credentials() from None
        request.state.user = account.id
        lifetime = settings.remembered_access_lifetime if body.remember else settings.access_lifetime
        return session(account, tokens.refresh(account.id, version=account.token_version), lifetime)

    @router.post("/refresh", responses=error_docs.INVALID_TOKEN | error_docs.CALL_LIMIT | error_docs.BODY)
    async def refresh(request: Request, body: Refresh) -> Session:
        """Get a new access token and a new refresh token.

        The old refresh token is accepted again until the new one has been used, because this answer may be lost. If it
        is used after that, someone else has it: every token of the account ends.
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
