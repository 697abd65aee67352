"""`/announcement/unsubscribe/…`: the link in the announcement, and the one click of mail programs (RFC 8058).

Only POST unsubscribes: programs that look at every link in a mail send a GET.
"""

import html
import re
from string import Template

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.api.middleware import origin
from ava_onboard.backend.audit import Audit, Event
from ava_onboard.backend.db.announcements import user_of
from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.suppressions import Suppression, suppress

PATH = "/announcement/unsubscribe/{token}"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Robots-Tag": "noindex",
}
_PAGE = Template(
    """<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
</head>
<body>
<main>
<h1>$title</h1>
<p>$text</p>
$form</main>
</body>
</html>
"""
)
_FORM = Template('<form method="post"><button>$button</button></form>\n')
_WORDS = {
    "en": {
        "ask": (
            "Announcements from Ava",
            "Click the button to receive no more announcements from Ava by e-mail.",
            "Unsubscribe",
        ),
        "done": ("You are unsubscribed", "You receive no more announcements from Ava by e-mail.", ""),
        "unknown": (
            "This link leads nowhere",
            "It is not complete, or the account no longer exists. Open the link in the e-mail again.",
            "",
        ),
    },
    "fr": {
        "ask": (
            "Annonces d’Ava",
            "Cliquez sur le bouton pour ne plus recevoir d’annonces d’Ava par e-mail.",
            "Me désabonner",
        ),
        "done": ("Désabonnement enregistré", "Vous ne recevrez plus d’annonces d’Ava par e-mail.", ""),
        "unknown": (
            "Ce lien ne mène nulle part",
            "Il est incomplet, ou le compte n’existe plus. Rouvrez le lien depuis l’e-mail.",
            "",
        ),
    },
}


def routes(engine: AsyncEngine, audit: Audit) -> APIRouter:
    """Create the calls. They are not part of the API's description: people and mail programs use them."""
    router = APIRouter()

    @router.api_route(PATH, methods=["GET", "POST"], include_in_schema=False)
    async def unsubscribe(request: Request, token: str) -> Response:
        found = await user_of(engine, token) if _TOKEN.fullmatch(token) else None
        if found is None:
            return _page(_language(request.headers.get("Accept-Language", "")), "unknown", 404)
        user, email, locale = found
        language = _language(locale)
        if request.method != "POST":
            return _page(language, "ask")
        async with transaction(engine) as connection:
            is_new = await suppress(connection, email, Suppression.UNSUBSCRIBED, user)
        if is_new:
            audit.record(Event.UNSUBSCRIBED, user=user, **origin(request))
        return _page(language, "done")

    return router


def _language(locale: str) -> str:
    """Return the language of a page: that of the mail, or what a browser wants first."""
    return "fr" if locale.strip().lower().startswith("fr") else "en"


def _page(language: str, what: str, status: int = 200) -> Response:
    title, text, button = (html.escape(words) for words in _WORDS[language][what])
    form = _FORM.substitute(button=button) if button else ""
    page = _PAGE.substitute(language=language, title=title, text=text, form=form)
    return Response(page, status, _HEADERS, "text/html; charset=utf-8")
