"""The cookies of the page. Browsers accept the prefix `__Host-` only from this host, for all of it, over https.

Chromium treats http on this computer itself as https, so that the demo works there. Safari does not.
"""

from starlette.responses import Response

SESSION = "__Host-ava-session"
"""A token of the type `page`; gone when the browser is closed."""
FORM = "__Host-ava-form"
"""A random text that the form to sign in belongs to."""
LANGUAGE = "__Host-ava-language"
"""The language that was chosen with the switch."""
TOLD = "__Host-ava-told"
"""What a form has led to; shown once."""
_LASTS = {LANGUAGE: 365 * 24 * 3600, TOLD: 60}
"""Seconds. The others are gone when the browser is closed."""


def put(response: Response, name: str, value: str) -> None:
    """Set a cookie."""
    response.set_cookie(name, value, max_age=_LASTS.get(name), path="/", secure=True, httponly=True, samesite="strict")


def drop(response: Response, name: str) -> None:
    """Delete a cookie."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="strict")
