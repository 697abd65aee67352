"""One request for a page: whose it is, what its form holds, in which language it is answered."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ava_onboard import locales
from ava_onboard.backend.api.middleware import origin
from ava_onboard.backend.audit import Event, Origin
from ava_onboard.backend.db import administration
from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.identifiers import plain_identifier
from ava_onboard.backend.db.users import Account
from ava_onboard.backend.db.vapi_keys import UserGoneError
from ava_onboard.backend.mail_settings import PAGE_PATH
from ava_onboard.backend.pages import card, cookies, forms, languages, rendering, situations, told
from ava_onboard.backend.pages.card import Card
from ava_onboard.backend.pages.parts import Parts
from ava_onboard.backend.pages.told import Told
from ava_onboard.backend.security.tokens import LEEWAY, Claims, InvalidTokenError, TokenType
from ava_onboard.domain import address
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.status import Status
from ava_onboard.text import page, support
from ava_onboard.text.line import Line


class SignInNeededError(Exception):
    """Nobody is signed in, or no longer."""


@dataclass(frozen=True, slots=True)
class PageSession:
    """Who is signed in to the page."""

    account: Account
    id: str


class Visit:
    """A request, and how it is answered."""

    def __init__(self, request: Request, parts: Parts) -> None:
        self.request = request
        self.parts = parts
        self.language = languages.chosen(request)
        root = request.scope.get("root_path", "")
        self.base = root + PAGE_PATH
        self.below = request.scope["path"].removeprefix(root).removeprefix(PAGE_PATH)
        """The path below the address of the settings."""
        self.origin: Origin = origin(request)
        self._form_tokens = forms.FormTokens(parts.settings.all_token_secrets())

    @property
    def is_encrypted(self) -> bool:
        """Whether browsers keep the cookies of the page: over https, and on this computer itself."""
        host = self.request.headers.get("Host", "")
        return self.request.scope["scheme"] == "https" or address.flaw(f"http://{host}") is None

    @property
    def comes_without_cookies(self) -> bool:
        """Whether a link on another site led here: then the browser has kept the cookies back, if there are any."""
        headers = self.request.headers
        elsewhere = headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
        return elsewhere and headers.get("Sec-Fetch-Mode") == "navigate"

    async def session(self) -> PageSession:
        """Return who is signed in, and count the call.

        Raises:
            SignInNeededError: Nobody is, or the session has ended.
            CallLimitedError: There were too many calls.
            DatabaseUnavailableError: It is not known.
        """
        claims = self._claims()
        account = await self.parts.users.by_id(claims.user)
        if account is None or account.is_disabled or account.token_version != claims.version:
            raise SignInNeededError
        if await self.parts.sessions.has_ended(claims.family):
            raise SignInNeededError
        self.request.state.user = account.id  # for the log
        self.parts.settings_calls.count(account.id)
        return PageSession(account, claims.family)

    async def form(self, name: str, owner: str) -> dict[str, str]:
        """Return the fields of a form that this page has sent.

        Args:
            name: The name of the form.
            owner: What its token was made for.

        Raises:
            FormRefusedError: It was sent by something else, or belongs to another session.
        """
        fields = await forms.read(self.request)
        self._form_tokens.check(fields.get("token", ""), name, owner)
        return fields

    def check_origin(self) -> None:
        """Check that the browser says that this page sends the request; raise `FormRefusedError` if not."""
        forms.check_origin(self.request, self.parts.settings.public_url)

    async def end_session(self) -> None:
        """End the session, if there is one: its cookie is worth nothing any more, wherever a copy may be."""
        try:
            claims = self._claims()
        except SignInNeededError:
            return
        await self.parts.sessions.end(claims.family, time.time() + self.parts.settings.page_lifetime + LEEWAY)
        self.parts.audit.record(Event.SIGNED_OUT, user=claims.user, **self.origin)

    async def card(self, session: PageSession) -> Card:
        """Return what is known of the key.

        Raises:
            UserGoneError: The account no longer exists.
            DatabaseUnavailableError: It is not known.
        """
        async with transaction(self.parts.engine) as connection:
            state = await administration.by_id(connection, session.account.id)
        if state is None:
            raise UserGoneError
        return card.of(state)

    def is_operator(self, session: PageSession) -> bool:
        """Tell whether this account may see the launch page."""
        operators = {plain_identifier(each) for each in self.parts.settings.operators}
        return bool(operators & {session.account.email, session.account.phone})

    def show(
        self,
        template: str,
        scene: situations.SceneOf,
        *,
        session: PageSession | None = None,
        owner: str = "",
        failure: Failure | None = None,
        symbols: str | None = None,
        status: int = 200,
        **values: Any,
    ) -> Response:
        """Return a page in the visitor's language.

        Nothing waits in here, so that the language and the situation are those of this visit alone.

        Args:
            template: The name of the template.
            scene: What is in front of the customer, for the situation code.
            session: Who is signed in.
            owner: What the tokens of its forms are made for, if nobody is signed in.
            failure: What the page says that went wrong.
            symbols: The situation code, if it is known already.
            status: The status of the answer.
            values: What the template shows. Functions among them, and in them, are called in that language.
        """
        of = session.id if session else owner
        common = {
            "base": self.base,
            "here": self.base + self.below,
            "language": self.language,
            "languages": [(code, locales.own_name(code)) for code in locales.languages()],
            "account": self._name(session) if session else "",
            "is_operator": session is not None and self.is_operator(session),
            "token": lambda form: self._form_tokens.issue(form, of),
            "t": page,
        }
        describe = self._describing(scene, failure)
        with locales.speaking(self.language), support.following_here(describe):
            shown = {name: value() if callable(value) else value for name, value in values.items()}
            code = support.lines(symbols or describe(None))
            return rendering.page(template, {**common, "support_lines": code, **shown}, status)

    def tell(
        self,
        path: str,
        said: Callable[[], Sequence[Line]],
        scene: situations.SceneOf,
        *,
        owner: str,
        failure: Failure | None = None,
        anyway: bool = False,
        typed: str = "",
    ) -> Response:
        """Return the answer to a form that leads to a page, which then says this once; see `show` and `Told`."""
        describe = self._describing(scene, failure)
        with locales.speaking(self.language), support.following_here(describe):
            what = Told(tuple(said()), describe(None), anyway, typed)
        answer = self.redirect(path)
        cookies.put(answer, cookies.TOLD, told.packed(what, self.language, owner, self._form_tokens))
        return answer

    def told(self, owner: str) -> Told | None:
        """Return what a form has led to, if it is to be shown now."""
        value = self.request.cookies.get(cookies.TOLD)
        return told.unpacked(value, self.language, owner, self._form_tokens) if value else None

    def _describing(self, scene: situations.SceneOf, failure: Failure | None) -> Callable[[Failure | None], str]:
        return lambda of: situations.coded(scene(of or failure), self.request)

    def message(self, said: Callable[[], Sequence[Line]], *, status: int, failure: Failure | None = None) -> Response:
        """Return a page that says one thing, and leads back to the settings."""
        scene = situations.card(Status(card.NOTHING_KEPT))
        return self.show("message", scene, failure=failure, status=status, said=said)

    def redirect(self, path: str = "") -> Response:
        """Return the answer that leads to another page, below the address of the settings."""
        return RedirectResponse(self.base + path, 303)

    @staticmethod
    def _name(session: PageSession) -> str:
        account = session.account
        return account.name.strip() or account.email or account.phone or str(account.id)

    def _claims(self) -> Claims:
        try:
            return self.parts.tokens.read(self.request.cookies.get(cookies.SESSION, ""), TokenType.PAGE)
        except InvalidTokenError:
            raise SignInNeededError from None
