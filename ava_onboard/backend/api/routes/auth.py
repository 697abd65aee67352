"""Sign in, refresh, and who is signed in: `/api/v1/auth`."""

from contextlib import suppress
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from ava_onboard.backend.api import error_docs, errors
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.users import Account, Users
from ava_onboard.backend.security.bearer import Authenticate
from ava_onboard.backend.security.login_limits import LoginLimits
from ava_onboard.backend.security.passwords import BusyError, Passwords
from ava_onboard.backend.security.tokens import InvalidTokenError, Tokens, TokenType
from ava_onboard.backend.settings import Settings


class Login(BaseModel):
    """Who wants to sign in."""

    identifier: Annotated[
        str,
        # PostgreSQL has no text with a zero character in it.
        Field(min_length=1, max_length=320, pattern=r"^[^\x00]+$", examples=["camille@example.com", "+33612345678"]),
    ]
    password: Annotated[str, Field(min_length=1, max_length=1024, examples=["correct horse battery"], repr=False)]
    remember: bool = False


class Refresh(BaseModel):
    """A request for a new access token."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=4096, examples=["eyJhbGciOi..."], repr=False)]


_PROFILE: JsonDict = {
    "id": "5f0c1b1e-7a3e-4a0e-9d57-0d3c2a9f1b11",
    "email": "camille@example.com",
    "name": "Camille",
    "phone": "+33612345678",
    "locale": "fr",
}


class Profile(BaseModel):
    """An account, as its owner sees it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PROFILE]})

    id: str
    email: str | None
    name: str
    phone: str | None
    locale: str

    @classmethod
    def of(cls, account: Account) -> Self:
        """The profile of an account."""
        return cls(
            id=str(account.id),
            email=account.email,
            name=account.name,
            phone=account.phone,
            locale=account.locale,
        )


class Session(BaseModel):
    """The tokens of one sign-in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "access_token": "eyJhbGciOi...",
                    "refresh_token": "eyJhbGciOi...",
                    "token_type": "bearer",
                    "expires_in": 900,
                    "user": _PROFILE,
                }
            ]
        }
    )

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a name, not a token
    expires_in: int
    """Lifetime of the access token, in seconds."""
    user: Profile


def routes(
    settings: Settings,
    *,
    users: Users,
    passwords: Passwords,
    limits: LoginLimits,
    tokens: Tokens,
    authenticate: Authenticate,
) -> APIRouter:
    """The three calls of `/api/v1/auth`."""
    router = APIRouter(prefix="/api/v1/auth", tags=["auth"], responses=error_docs.DATABASE)

    def session(account: Account, refresh_token: str, lifetime: int) -> Session:
        return Session(
            access_token=tokens.access(account.id, lifetime=lifetime),
            refresh_token=refresh_token,
            expires_in=lifetime,
            user=Profile.of(account),
        )

    @router.post("/login", responses=error_docs.LOGIN | error_docs.BODY)
    async def login(request: Request, body: Login) -> Session:
        """Sign in with a mail address or a phone number, and a password."""
        found = await users.by_identifier(body.identifier)
        attempt = await limits.begin(body.identifier, _address(request, settings.client_address_header))
        account, password_hash = found or (None, None)
        # The password is checked for an unknown account as well: the time taken must not tell.
        try:
            matches = await passwords.match(password_hash, body.password)
        except BusyError:
            await limits.take_back(attempt)
            raise
        if account is None or password_hash is None or not matches:
            raise errors.invalid_credentials()
        await limits.take_back(attempt)
        await _renew_hash(users, passwords, account.id, password_hash, body.password)
        request.state.user = account.id
        lifetime = settings.remembered_access_lifetime if body.remember else settings.access_lifetime
        return session(account, tokens.refresh(account.id), lifetime)

    @router.post("/refresh", responses=error_docs.INVALID_TOKEN | error_docs.BODY)
    async def refresh(body: Refresh) -> Session:
        """Get a new access token; the refresh token stays the same."""
        account = await users.by_id(tokens.user(body.refresh_token, TokenType.REFRESH))
        if account is None:
            raise InvalidTokenError
        return session(account, body.refresh_token, settings.access_lifetime)

    @router.get("/me", responses=error_docs.AUTHENTICATED)
    async def me(user: Annotated[UUID, Depends(authenticate)]) -> Profile:
        """Tell who the token belongs to."""
        account = await users.by_id(user)
        if account is None:
            raise errors.user_not_found()
        return Profile.of(account)

    return router


async def _renew_hash(users: Users, passwords: Passwords, user: UUID, stored: str, password: str) -> None:
    """Store a hash of today's cost in the place of one that matched."""
    if passwords.is_outdated(stored):
        with suppress(BusyError, DatabaseUnavailableError):  # next time, then
            await users.replace_hash(user, stored, await passwords.hash(password))


def _address(request: Request, header: str | None) -> str | None:
    """The client's, as the proxy in front tells it, or as the server sees it."""
    told = request.headers.getlist(header) if header else []
    return told[-1].strip() if told else request.client and request.client.host
