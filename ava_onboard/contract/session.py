"""Sign in, renew the session, and whose session it is: `/api/v1/auth`."""

from typing import Annotated

from pydantic import ConfigDict, Field, Secret, StringConstraints, WithJsonSchema
from pydantic.config import JsonDict

from ava_onboard.contract.body import LENIENT, REVEALED_IN_JSON, SENT, SENT_OR_NULL, Answer, Body, Token

PATH = "/api/v1/auth"


class Login(Body):
    """Who signs in: the body of `POST /api/v1/auth/login`."""

    identifier: Annotated[
        str,
        # PostgreSQL has no text with a zero character in it.
        Field(min_length=1, max_length=320, pattern=r"^[^\x00]+$", examples=["camille@example.com", "+33612345678"]),
    ]
    """An e-mail address or a phone number."""
    password: Annotated[
        Secret[Annotated[str, StringConstraints(min_length=1, max_length=1024)]],
        REVEALED_IN_JSON,
        Field(examples=["correct horse battery"]),
    ]
    remember: bool = False
    """Whether the access token lives for 30 days instead of 15 minutes."""


class Refresh(Body):
    """Ask for a new access token: the body of `POST /api/v1/auth/refresh`."""

    refresh_token: Annotated[
        Secret[Annotated[str, StringConstraints(min_length=1, max_length=4096)]],
        REVEALED_IN_JSON,
        Field(examples=["eyJhbGciOi..."]),
    ]


_PROFILE: JsonDict = {
    "id": "5f0c1b1e-7a3e-4a0e-9d57-0d3c2a9f1b11",
    "email": "camille@example.com",
    "name": "Camille",
    "phone": "+33612345678",
    "locale": "fr",
}
_SESSION: JsonDict = {
    "access_token": "eyJhbGciOi...",
    "refresh_token": "eyJhbGciOi...",
    "token_type": "bearer",
    "expires_in": 900,
    "user": _PROFILE,
}


class Profile(Answer):
    """An account: the answer to `GET /api/v1/auth/me`."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PROFILE]})

    id: Annotated[str | None, LENIENT, SENT]
    email: Annotated[str | None, LENIENT, SENT_OR_NULL]
    name: Annotated[str | None, LENIENT, SENT]
    phone: Annotated[str | None, LENIENT, SENT_OR_NULL]
    locale: Annotated[str | None, LENIENT, SENT]


class Session(Answer):
    """The tokens of one sign-in: the answer to `POST /api/v1/auth/login` and `/refresh`."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SESSION]})

    access_token: Token
    refresh_token: Annotated[Token | None, SENT]
    """A renewed session may have another one: then the old one is used up."""
    token_type: Annotated[
        str | None, LENIENT, WithJsonSchema({"const": "bearer", "type": "string", "title": "Token Type"})
    ] = "bearer"  # noqa: S105 - a name, not a token
    expires_in: Annotated[int | None, LENIENT, SENT]
    """Seconds that the access token lives."""
    user: Annotated[Profile | None, LENIENT, SENT]
