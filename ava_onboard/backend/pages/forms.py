"""Forms: whether one comes from this page, and what it holds.

Three things have to agree. The browser says that this page sends it (`Sec-Fetch-Site`, or `Origin` in browsers that do
not know that). It sends the cookie, which no other site can make it do (`SameSite=Strict`). The form has a token that
was made for it and for this session.
"""

import hmac
import secrets
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

_FIELDS = 10
"""At most."""
_MEDIA_TYPE = "application/x-www-form-urlencoded"


class FormRefusedError(Exception):
    """The form was not sent by this page, or belongs to another session. Nothing may be done."""


class FormTokens:
    """Makes and checks the tokens of forms."""

    def __init__(self, token_secrets: Sequence[bytes]) -> None:
        """Create it.

        Args:
            token_secrets: As for the tokens of sessions: the first one signs, all are accepted.
        """
        self._secrets = token_secrets

    def issue(self, form: str, owner: str) -> str:
        """Return a token, each time another one.

        Args:
            form: The name of the form.
            owner: What it belongs to: the id of a session, or the random text of a visitor who signs in.
        """
        nonce = secrets.token_hex(8)
        return f"{nonce}.{_signature(self._secrets[0], form, owner, nonce)}"

    def check(self, token: str, form: str, owner: str) -> None:
        """Check that a token was made for this form and owner.

        Raises:
            FormRefusedError: It was not.
        """
        nonce, _, signature = token.partition(".")
        given = signature.encode(errors="replace")
        if not any(hmac.compare_digest(given, _signature(s, form, owner, nonce).encode()) for s in self._secrets):
            raise FormRefusedError


def check_origin(request: Request, own: str | None) -> None:
    """Check that the browser says that this page sends the request.

    Args:
        request: The request.
        own: The public address of the backend, if it was set: a proxy may pass on another host.

    Raises:
        FormRefusedError: It says something else, or nothing.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    # Without a referrer, browsers write `null` for the page's own forms too: then it says nothing.
    named = None if origin == "null" else origin
    if site != "same-origin" and (site is not None or named is None):
        raise FormRefusedError
    if named is not None and named.lower() not in _own_origins(request, own):
        raise FormRefusedError


def _own_origins(request: Request, own: str | None) -> set[str]:
    origins = {f"{request.scope['scheme']}://{request.headers.get('Host', '')}".lower()}
    if own:
        parts = urlsplit(own)
        origins.add(f"{parts.scheme}://{parts.netloc}".lower())
    return origins


async def read(request: Request) -> dict[str, str]:
    """Return the fields of a form.

    Raises:
        FormRefusedError: It is not a form of this page.
    """
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        raise FormRefusedError
    body = (await request.body()).decode("ascii", errors="replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=_FIELDS))
    except ValueError:
        raise FormRefusedError from None


def _signature(secret: bytes, form: str, owner: str, nonce: str) -> str:
    text = f"form of the settings page\0{form}\0{owner}\0{nonce}"
    return hmac.digest(secret, text.encode(errors="replace"), "sha256").hex()
