"""Access and refresh tokens: JWTs signed with HS256, with the user id as `sub` and access or refresh as `type`.

`ver` is the version of the account's tokens when the token was issued, and `fam` the id of a sign-in's first refresh
token. Tokens of earlier versions of this backend have neither.
"""

import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import jwt
from jwt.types import Options

from ava_onboard.backend.settings import Settings

LEEWAY = 30
"""Seconds by which the clocks of two servers may differ."""
_ALGORITHM = "HS256"


class TokenType(StrEnum):
    """What a token opens."""

    ACCESS = "access"
    REFRESH = "refresh"
    PAGE = "page"
    """The settings page, in a cookie. It opens no call of the API, and is not renewed."""


class InvalidTokenError(Exception):
    """The token was not signed here, is of the wrong type, has expired, or was revoked. Nothing says which."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says."""

    user: UUID
    version: int
    id: str
    family: str


class Tokens:
    """Issues and reads tokens."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def access(self, user: UUID, *, version: int = 0, lifetime: int | None = None) -> str:
        """Issue an access token.

        Args:
            user: The user it belongs to.
            version: The version of the user's tokens.
            lifetime: In seconds; that of the settings if None. A negative one gives an expired token.
        """
        lifetime = self._settings.access_lifetime if lifetime is None else lifetime
        return self._issue(user, TokenType.ACCESS, version, secrets.token_hex(8), lifetime)

    def refresh(self, user: UUID, *, version: int = 0, id_: str | None = None, family: str | None = None) -> str:
        """Issue a refresh token.

        Args:
            user: The user it belongs to.
            version: The version of the user's tokens.
            id_: Its own id; a random one if None.
            family: Id of the first refresh token of the sign-in; None if this is it.
        """
        more = {} if family is None else {"fam": family}
        lifetime = self._settings.refresh_lifetime
        return self._issue(user, TokenType.REFRESH, version, id_ or secrets.token_hex(8), lifetime, **more)

    def page(self, user: UUID, *, version: int = 0) -> str:
        """Issue the token of a session of the settings page.

        Args:
            user: The user it belongs to.
            version: The version of the user's tokens.
        """
        return self._issue(user, TokenType.PAGE, version, secrets.token_hex(8), self._settings.page_lifetime)

    def read(self, token: str, expected: TokenType) -> Claims:
        """Return what a token says.

        Raises:
            InvalidTokenError: The token is invalid, or not of the expected type.
        """
        for secret in self._settings.all_token_secrets():
            try:
                claims = self._decoded(token, secret)
                id_, version = str(claims.get("jti", "")), claims.get("ver", 0)
                if claims["type"] != expected or type(version) is not int:
                    break
                return Claims(UUID(claims["sub"]), version, id_, str(claims.get("fam", id_)))
            except jwt.InvalidSignatureError:
                continue
            except (jwt.PyJWTError, ValueError):
                break
        raise InvalidTokenError

    def _decoded(self, token: str, secret: bytes) -> dict[str, Any]:
        required: Options = {"require": ["exp", "sub", "type"]}
        return jwt.decode(token, secret, algorithms=[_ALGORITHM], leeway=LEEWAY, options=required)

    def _issue(self, user: UUID, type_: TokenType, version: int, id_: str, lifetime: int, **more: str) -> str:
        now = int(time.time())
        claims = {
            "sub": str(user),
            "type": type_.value,
            "iat": now,
            "exp": now + lifetime,
            "ver": version,
            "jti": id_,  # two tokens of the same second differ
        }
        return jwt.encode(claims | more, self._settings.all_token_secrets()[0], algorithm=_ALGORITHM)
