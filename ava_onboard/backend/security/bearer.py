"""The bearer token of a request."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ava_onboard.backend.security.call_limits import CallLimits
from ava_onboard.backend.security.tokens import InvalidTokenError, Tokens, TokenType

Authenticate = Callable[..., Awaitable[UUID]]

_bearer = HTTPBearer(auto_error=False)


class NotAuthenticatedError(Exception):
    """The request has no bearer token."""


def authentication(tokens: Tokens, version_of: Callable[[UUID], Awaitable[int]]) -> Authenticate:
    """Return the FastAPI dependency that gives the user id of a valid access token.

    It raises `NotAuthenticatedError`, `InvalidTokenError`, and whatever `version_of` raises.

    Args:
        tokens: Reads the token.
        version_of: Returns the version of a user's tokens. One with another version was taken back.
    """

    async def authenticate(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> UUID:
        if credentials is None:
            raise NotAuthenticatedError
        claims = tokens.read(credentials.credentials, TokenType.ACCESS)
        request.state.user = claims.user  # for the log
        if claims.version != await version_of(claims.user):
            raise InvalidTokenError
        return claims.user

    return authenticate


def limited(authenticate: Authenticate, limits: CallLimits) -> Authenticate:
    """Return the same dependency for calls that are limited. It also raises `CallLimitedError`."""

    async def authenticate_and_count(user: Annotated[UUID, Depends(authenticate)]) -> UUID:
        limits.count(user)
        return user

    return authenticate_and_count
