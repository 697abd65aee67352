"""The bearer token of a request."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ava_onboard.backend.security.call_limits import CallLimits
from ava_onboard.backend.security.tokens import Tokens, TokenType

Authenticate = Callable[..., Awaitable[UUID]]

_bearer = HTTPBearer(auto_error=False)


class NotAuthenticatedError(Exception):
    """The request has no bearer token."""


def authentication(tokens: Tokens) -> Authenticate:
    """Return the FastAPI dependency that gives the user id of a valid access token, without asking the database.

    It raises `NotAuthenticatedError` and `InvalidTokenError`.
    """

    async def authenticate(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> UUID:
        if credentials is None:
            raise NotAuthenticatedError
        user = tokens.user(credentials.credentials, TokenType.ACCESS)
        request.state.user = user  # for the log
        return user

    return authenticate


def limited(authenticate: Authenticate, limits: CallLimits) -> Authenticate:
    """Return the same dependency for calls that are limited. It also raises `CallLimitedError`."""

    async def authenticate_and_count(user: Annotated[UUID, Depends(authenticate)]) -> UUID:
        limits.count(user)
        return user

    return authenticate_and_count
