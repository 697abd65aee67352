"""Access and refresh tokens: JWTs signed with HS256, `sub` = user id, `type` = access or refresh."""

import hashlib
import secrets
import time
from collections import OrderedDict
from enum import StrEnum
from uuid import UUID

import jwt

from ava_onboard.backend.settings import Settings

_ALGORITHM = "HS256"
_REMEMBERED = 10_000
"""Access tokens that need not be verified again: some 4 MB."""


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
        self._verified: OrderedDict[bytes, tuple[UUID, int]] = OrderedDict()

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
        if expected is TokenType.ACCESS:
            return self._access_user(token)
        return self._verify(token, expected)[0]

    def _access_user(self, token: str) -> UUID:
        """As `_verify`, which takes longer than the rest of a request: once for each token, the last used are kept.

        What is kept is a digest, the user and the end of the token, which is looked at each time.
        """
        digest = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
        if (known := self._verified.get(digest)) is not None and known[1] > time.time():
            self._verified.move_to_end(digest)
            return known[0]
        self._verified.pop(digest, None)
        self._verified[digest] = verified = self._verify(token, TokenType.ACCESS)
        if len(self._verified) > _REMEMBERED:
            self._verified.popitem(last=False)
        return verified[0]

    def _verify(self, token: str, expected: TokenType) -> tuple[UUID, int]:
        """Whose token this is, and when it ends, in seconds of Unix time."""
        try:
            claims = jwt.decode(
                token,
                self._settings.token_secret.get_secret_value(),
                algorithms=[_ALGORITHM],
                options={"require": ["exp", "sub", "type"]},
            )
            if claims["type"] != expected:
                raise InvalidTokenError
            return UUID(claims["sub"]), int(claims["exp"])
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
        return jwt.encode(claims, self._settings.token_secret.get_secret_value(), algorithm=_ALGORITHM)
