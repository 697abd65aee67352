"""The Ava server: sessions, and the tenant's key. Reads the documented and the deployed form of its answers."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace

import httpx
from pydantic import Secret

from ava_onboard.adapters.http.answer import Answer
from ava_onboard.adapters.http.client import Service
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.adapters.services import ava_proof
from ava_onboard.adapters.services.recognition import is_unprotected, not_ava
from ava_onboard.contract import assistants, vapi_settings
from ava_onboard.contract import session as auth
from ava_onboard.contract.body import Body
from ava_onboard.contract.parse import build, parse
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import PREVIEW_LENGTH, ApiKey
from ava_onboard.domain.failure import Problem, ProblemError
from ava_onboard.domain.secret import Password, Token
from ava_onboard.onboarding.ports import Account, Session, StoredKey

WAKING = 75.0
"""Seconds that a call may take: a server that sleeps needs up to 60 to start."""

TESTING = 20.0
"""Seconds that Ava may take to list assistants: it asks Vapi meanwhile."""

KNOCKING = 5.0
"""Seconds for the question whether Ava answers without a session: it is not worth a longer wait."""

_MEANINGS = {401: problems.TOKEN_REFUSED, 403: problems.TOKEN_REFUSED, 429: problems.AVA_LIMITED}
"""What a status means for most calls."""


class HttpAva:
    """Ava over HTTP. A 2xx means accepted; only ``stored_key`` says what Ava holds.

    A host that is starting answers 502, 503 or 504. Every request is retried then, because each may be done twice: Ava
    has one key per tenant, a renewal that was done already is accepted again or asks for a new sign-in at worst, and a
    sign-in whose answer was lost leaves a session that expires. A lost answer is different: Ava may have done what was
    asked, so the person decides.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        *,
        deadline: float = WAKING,
        retries: Retries | None = None,
        setting: str | None = None,
    ) -> None:
        """Reach Ava.

        Args:
            client: The client.
            url: The base URL.
            deadline: Seconds for a whole call, retries included.
            retries: Which requests are retried; None for none.
            setting: The variable that has set the address; None if none has.
        """
        self._service = Service(
            client, "Ava", url, deadline, retries, may_sleep=True, names_requests=True, setting=setting
        )
        self.last_failed_request: str | None = None
        """The whole id of the last request that failed; None if none has failed in this run."""
        self.unprotected: bool | None = None
        """Whether Ava shows its settings to anyone; None until ``knock`` has found out."""
        # Here a 502 or 503 is an answer, about Vapi: asking again at once would only make Ava refuse to try.
        self._without_retries = replace(self._service, seconds=min(deadline, TESTING), retries=None, may_sleep=False)

    @property
    def host(self) -> str:
        """The address that people see."""
        return self._service.host

    async def wake_up(self) -> None:
        """Request ``/healthz`` until Ava is up."""
        with contextlib.suppress(ProblemError):
            await self._service.ask("GET", "/healthz", retry_when_limited=False)

    async def knock(self) -> None:
        """Ask for the settings without a token; see the port."""
        with contextlib.suppress(ProblemError):
            answer = await replace(self._without_retries, seconds=KNOCKING).ask("GET", vapi_settings.PATH)
            if not_ava(answer) is None:
                self.unprotected = is_unprotected(answer)

    async def sign_in(self, identifier: str, password: Password) -> Session:
        """Sign in with an e-mail address or phone number, and a password."""
        meanings = {
            **dict.fromkeys((401, 403, 422), problems.WRONG_CREDENTIALS),
            429: problems.TOO_MANY_SIGN_INS,
        }
        answer = await self._ask(
            "POST",
            f"{auth.PATH}/login",
            body=lambda: auth.Login(identifier=identifier, password=Secret(password.reveal())),
            meanings=meanings,
            retry_when_limited=False,
        )
        return self._session(answer)

    async def renew(self, refresh: Token) -> Session:
        """Return a new access token for a refresh token."""
        meanings = dict.fromkeys((401, 403), problems.SESSION_ENDED)
        answer = await self._ask(
            "POST",
            f"{auth.PATH}/refresh",
            body=lambda: auth.Refresh(refresh_token=Secret(refresh.reveal())),
            meanings=meanings,
        )
        return self._session(answer)

    async def account(self, access: Token) -> Account:
        """Return the account of a token."""
        answer = await self._ask("GET", f"{auth.PATH}/me", bearer=access)
        if account := _account(parse(auth.Profile, answer.body)):
            return account
        raise self._failed(problems.AVA_UNREADABLE, answer)

    async def stored_key(self, access: Token) -> StoredKey:
        """Return what Ava has stored. This GET, not the answer to a POST, is what counts."""
        answer = await self._ask("GET", vapi_settings.PATH, bearer=access)
        if stored := _stored(answer.body):
            return stored
        raise self._failed(problems.AVA_UNREADABLE, answer)

    async def send_key(self, access: Token, key: ApiKey) -> None:
        """Send the key to Ava. Only ``stored_key`` tells whether it arrived."""
        await self._ask(
            "POST",
            vapi_settings.PATH,
            bearer=access,
            body=lambda: vapi_settings.NewKey(vapi_api_key=Secret(key.reveal())),
            meanings={422: problems.AVA_REFUSED_KEY},
        )

    async def delete_key(self, access: Token) -> None:
        """Delete the key from Ava. A missing key is not a failure."""
        await self._ask("DELETE", vapi_settings.PATH, bearer=access)

    async def assistants(self, access: Token) -> int:
        """Have Ava list the assistants with the key it has; see the port."""
        answer = await self._ask_once("GET", assistants.PATH, access, ava_proof.of_answer)
        listed = parse(assistants.ListedAssistants, answer.body)
        if listed is None:
            raise self._service.failed(problems.AVA_UNREADABLE, answer)
        if problem := ava_proof.of_list(listed):
            raise self._service.failed(problem, answer)
        return len(listed.assistants)

    async def synchronise(self, access: Token) -> None:
        """Have Ava use the assistants of its key's organisation; see the port."""
        await self._ask_once("POST", assistants.SYNCHRONISE_PATH, access, ava_proof.not_synchronised)

    async def _ask_once(
        self, method: str, path: str, bearer: Token, meaning: Callable[[Answer], Problem | None]
    ) -> Answer:
        """Return a 2xx that is not a web page, without retries; ``meaning`` is that of answers special to the call."""
        if not _fits_a_header(bearer):
            raise self._service.failed(problems.TOKEN_REFUSED)
        answer = await self._without_retries.ask(method, path, bearer=bearer)
        if problem := meaning(answer) or _problem(answer, _MEANINGS):
            raise self._service.failed(problem, answer)
        return answer

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        bearer: Token | None = None,
        body: Callable[[], Body] | None = None,
        meanings: Mapping[int, Problem] = {},
        retry_when_limited: bool = True,
    ) -> Answer:
        """Return an answer that is 2xx and not a web page.

        ``meanings`` are those of statuses that mean something else for this call than for most. A body that Ava would
        refuse is not sent: it means what the 422 would.
        """
        if bearer is not None and not _fits_a_header(bearer):
            raise self._failed(problems.TOKEN_REFUSED)
        sent = build(body) if body else None
        if body and sent is None:
            raise self._failed(meanings.get(422, problems.AVA_REFUSED))
        try:
            answer = await self._service.ask(
                method, path, bearer=bearer, body=sent, retry_when_limited=retry_when_limited
            )
        except ProblemError as error:
            self._note(error)
            raise
        if problem := _problem(answer, {**_MEANINGS, **meanings}):
            raise self._failed(problem, answer)
        return answer

    def _failed(self, problem: Problem, answer: Answer | None = None) -> ProblemError:
        error = self._service.failed(problem, answer)
        self._note(error)
        return error

    def _note(self, error: ProblemError) -> None:
        """Remember the request, unless it only showed that the session must be renewed."""
        if error.failure.request_id and error.failure.problem is not problems.TOKEN_REFUSED:
            self.last_failed_request = error.failure.request_id

    def _session(self, answer: Answer) -> Session:
        if (session := _tokens(answer.body)) and _fits_a_header(session.access):
            return session
        raise self._failed(problems.AVA_UNREADABLE, answer)


def _problem(answer: Answer, meanings: Mapping[int, Problem]) -> Problem | None:
    """Return the problem of an answer; None for a success."""
    status = answer.status
    if status >= 500:
        return problems.AVA_DOWN
    if ava_proof.is_of_missing_account(answer):
        return problems.ACCOUNT_GONE
    if answer.html or status in {404, 405}:
        return problems.NOT_AVA
    return None if 200 <= status < 300 else meanings.get(status, problems.AVA_REFUSED)


def _fits_a_header(token: Token) -> bool:
    """Whether a header can carry it. Libraries repeat what they cannot carry in their errors."""
    text = token.reveal()
    return bool(text) and all("!" <= character <= "~" for character in text)


# Bodies are read in functions of their own: what raises must not have one among its variables.


def _stored(body: bytes) -> StoredKey | None:
    """What an answer says about the key; None if it does not."""
    status = parse(vapi_settings.KeyStatus, body)
    return StoredKey(status.has_vapi_key, _preview(status.vapi_api_key_preview)) if status else None


def _tokens(body: bytes) -> Session | None:
    """The tokens of an answer, and whose they are; None if they are not in it."""
    session = parse(auth.Session, body)
    if session is None:
        return None
    refresh = session.refresh_token.get_secret_value() if session.refresh_token else ""
    return Session(
        Token(session.access_token.get_secret_value()), Token(refresh) if refresh else None, _account(session.user)
    )


def _account(profile: auth.Profile | None) -> Account | None:
    """Return the first of name, e-mail and phone that can be shown; None without one."""
    if profile is None:
        return None
    texts = (profile.name, profile.email, profile.phone)
    label = next((label for text in texts if text and (label := printable(text))), None)
    return Account(label) if label else None


def _preview(text: str | None) -> str | None:
    """Return Ava's preview, cut to what a preview may show."""
    shown = printable(text or "")
    whole = len(shown) <= PREVIEW_LENGTH + len("...")
    return (shown if whole else f"{shown[:PREVIEW_LENGTH]}...") or None


def printable(text: str) -> str:
    """Drop control characters, which would break the terminal."""
    return "".join(character for character in text if character.isprintable()).strip()[:80]
