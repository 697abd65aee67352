"""Access and refresh tokens: JWTs signed with HS256, with the user id as `sub` and access or refresh as `type`."""

import secrets
import time
from enum import StrEnum
from uuid import UUID

import jwt

from ava_onboard.backend.settings import Settings

_ALGORITHM = "HS256"


class TokenType(StrEnum):
    """What a token opens."""

    ACCESS = "access"
    REFRESH = "refresh"


class InvalidTokenError(Exception):
    """The token was not signed here, is of the wrong type, or has expired. Nothing says which."""


class Tokens:
    """Issues and reads tokens."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def access(self, user: UUID, *, lifetime: int | None = None) -> str:
        """Issue an access token.

        Args:
            user: The user it belongs to.
            lifetime: In seconds; that of the settings if None. A negative one gives an expired token.
        """
        return self._issue(user, TokenType.ACCESS, self._settings.access_lifetime if lifetime is None else lifetime)

    def refresh(self, user: UUID) -> str:
        """Issue a refresh token."""
        return self._issue(user, TokenType.REFRESH, self._settings.refresh_lifetime)

    def user(self, token: str, expected: TokenType) -> UUID:
        """Return the user of a token.

        Raises:
            InvalidTokenError: The token is invalid, or not of the expected type.
        """
        user, type_ = self._verify(token)
        if type_ != expected:
            raise InvalidTokenError
        return user

    def _verify(self, token: str) -> tuple[UUID, str]:
        """Return the user and the type of a token with our signature.

        Raises:
            InvalidTokenError: The token is invalid.
        """
        try:
            claims = jwt.decode(
                token, self._secret(), algorithms=[_ALGORITHM], options={"require": ["exp", "sub", "type"]}
            )
            return UUID(claims["sub"]), claims["type"]
        except (jwt.PyJWTError, ValueError):
            raise InvalidTokenError from None

    def _issue(self, user: UUID, type_: TokenType, lifetime: int) -> str:
        now = int(time.time())
        claims = {
            "sub": str(user),
            "type": type_.value,
            "iat": now,
            "exp": now + lifetime,
            "jti": secrets.token_hex(8),  # two tokens of the same second differ
        }
        return jwt.encode(claims, self._secret(), algorithm=_ALGORITHM)

    def _secret(self) -> bytes:
        return self._settings.token_secret.get_secret_value().encode()
