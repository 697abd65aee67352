"""Access and refresh tokens: JWTs signed with HS256, `sub` = user id, `type` = access or refresh."""

import secrets
import time
from enum import StrEnum
from uuid import UUID

import jwt

from ava_onboard.backend.settings import Settings

_ALGORITHM = "HS256"


class TokenType(StrEnum):
    """What a token is good for."""

    ACCESS = "access"
    REFRESH = "refresh"


class InvalidTokenError(Exception):
    """The token is not ours, of the wrong type, or has expired. Nothing says which."""


class Tokens:
    """Issues and reads tokens."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def access(self, user: UUID, *, lifetime: int | None = None) -> str:
        """A new access token.

        Args:
            user: Whose it is.
            lifetime: In seconds; the usual one if None. A negative one gives a token that has expired.
        """
        return self._issue(user, TokenType.ACCESS, self._settings.access_lifetime if lifetime is None else lifetime)

    def refresh(self, user: UUID) -> str:
        """A new refresh token."""
        return self._issue(user, TokenType.REFRESH, self._settings.refresh_lifetime)

    def user(self, token: str, expected: TokenType) -> UUID:
        """Whose token this is.

        Raises:
            InvalidTokenError: It is not a valid token of the expected type.
        """
        user, type_ = self._verify(token)
        if type_ != expected:
            raise InvalidTokenError
        return user

    def _verify(self, token: str) -> tuple[UUID, str]:
        """The user and the type of any valid token with our signature, whoever wrote it.

        Raises:
            InvalidTokenError: It is not valid.
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
            "jti": secrets.token_hex(8),  # so that two tokens of one second differ
        }
        return jwt.encode(claims, self._secret(), algorithm=_ALGORITHM)

    def _secret(self) -> bytes:
        return self._settings.token_secret.get_secret_value().encode()
