"""The bearer token of a request."""

import hmac
from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import Request
from fastapi.security import HTTPBearer
from pydantic import SecretStr

from ava_onboard.backend.db.key_rows import ShownKey
from ava_onboard.backend.security.call_limits import CallLimits
from ava_onboard.backend.security.tokens import InvalidTokenError, Tokens, TokenType


def carries(authorization: str | None, token: SecretStr) -> bool:
    """Tell whether the header of a request carries this bearer token."""
    scheme, _, given = (authorization or "").partition(" ")
    expected = token.get_secret_value().encode()
    return hmac.compare_digest(given.strip().encode(errors="replace"), expected) and scheme.lower() == "bearer"


class NotAuthenticatedError(Exception):
    """The request has no bearer token."""


class Authenticate(HTTPBearer):
    """The FastAPI dependency that gives the user id of a valid access token.

    It is the security scheme itself: with the scheme as a dependency of its own, each request costs FastAPI more than
    the check of the token.
    """

    def __init__(
        self, tokens: Tokens, shown: Callable[[UUID], Awaitable[ShownKey]], limits: CallLimits | None = None
    ) -> None:
        """Create the dependency.

        Args:
            tokens: Reads the token.
            shown: Reads the version of a user's tokens. One with another version is revoked.
            limits: Counts the calls; None without a limit.
        """
        super().__init__(scheme_name=HTTPBearer.__name__, auto_error=False)
        self._tokens = tokens
        self._shown = shown
        self._limits = limits

    async def __call__(self, request: Request) -> UUID:  # type: ignore[override]  # gives more than the scheme
        """Return the user id, and keep what `shown` returns as `request.state.shown`: no request reads a row twice.

        Raises:
            NotAuthenticatedError: There is no bearer token.
            InvalidTokenError: It is not valid, or was revoked.
            CallLimitedError: The user has made too many calls.
        """
        credentials = await super().__call__(request)
        if credentials is None:
            raise NotAuthenticatedError
        claims = self._tokens.read(credentials.credentials, TokenType.ACCESS)
        request.state.user = claims.user  # for the log
        request.state.shown = row = await self._shown(claims.user)
        if claims.version != row.token_version:
            raise InvalidTokenError
        if self._limits is not None:
            self._limits.count(claims.user)
        return claims.user
