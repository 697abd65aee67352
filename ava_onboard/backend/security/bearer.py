"""The bearer token of a request."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr

from ava_onboard.backend.db.key_rows import ShownKey
from ava_onboard.backend.security.call_limits import CallLimits
from ava_onboard.backend.security.tokens import InvalidTokenError, Tokens, TokenType


def carries(authorization: str | None, token: SecretStr) -> bool:
    """Tell whether the header of a request carries this bearer token."""
    scheme, _, given = (authorization or "").partition(" ")
    expected = token.get_secret_value().encode()
    return hmac.compare_digest(given.strip().encode(errors="replace"), expected) and scheme.lower() == "bearer"


Authenticate = Callable[..., Awaitable[UUID]]

_bearer = HTTPBearer(auto_error=False)


class NotAuthenticatedError(Exception):
    """The request has no bearer token."""


def authentication(
    tokens: Tokens, shown: Callable[[UUID], Awaitable[ShownKey]], limits: CallLimits | None = None
) -> Authenticate:
    """Return the FastAPI dependency that gives the user id of a valid access token.

    It keeps what `shown` returns as `request.state.shown`, so that no request reads the same row twice.
    It raises `NotAuthenticatedError`, `InvalidTokenError`, `CallLimitedError`, and whatever `shown` raises.

    Args:
        tokens: Reads the token.
        shown: Reads the version of a user's tokens. One with another version is revoked.
        limits: Counts the calls; None without a limit.
    """

    async def authenticate(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> UUID:
        if credentials is None:
            raise NotAuthenticatedError
        claims = tokens.read(credentials.credentials, TokenType.ACCESS)
        request.state.user = claims.user  # for the log
        request.state.shown = row = await shown(claims.user)
        if claims.version != row.token_version:
            raise InvalidTokenError
        if limits is not None:
            limits.count(claims.user)
        return claims.user

    return authenticate
