"""The Ava server: sessions, and the tenant's key. Reads the documented and the deployed form of its answers."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx

from ava_onboard.adapters.http.answer import Answer
from ava_onboard.adapters.http.client import Service
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.adapters.late import Late
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Problem, ProblemError
from ava_onboard.domain.secret import Password, Token
from ava_onboard.onboarding.ports import Account, Session, StoredKey

if TYPE_CHECKING:
    from ava_onboard.adapters.services.ava_bodies import AvaBodies
    from ava_onboard.contract.body import Body

WAKING = 75.0
"""Seconds that a call may take: a free host that sleeps needs 20 to 60 to start."""

TESTING = 20.0
"""Seconds that Ava may take to list assistants: it asks Vapi meanwhile."""

KNOCKING = 5.0
"""Seconds for the question whether Ava answers without a session: it is not worth a longer wait."""


def _load_bodies() -> "type[AvaBodies]":
    from ava_onboard.adapters.services.ava_bodies import AvaBodies

    return AvaBodies


_bodies = Late(_load_bodies)
"""With pydantic they take a fifth of the memory, and nobody needs them before Ava is asked for more than to wake up."""


class HttpAva:
    """Ava over HTTP. A 2xx means accepted; only ``stored_key`` says what Ava holds.

    A host that is starting answers 502, 503 or 504. Every request is retried then, because each may be made twice: Ava
    has one key per tenant. A renewal that was made already is accepted again, or at worst leads to a new sign-in. A
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

    async def load(self) -> None:
        """Load what reads the answers; see the port."""
        await _bodies()

    async def knock(self) -> None:
        """Ask for the settings without a token; see the port."""
        bodies = await _bodies()
        with contextlib.suppress(ProblemError):
            answer = await replace(self._without_retries, seconds=KNOCKING).ask("GET", bodies.KEY)
            if (unprotected := bodies.unprotected(answer)) is not None:
                self.unprotected = unprotected

    async def sign_in(self, identifier: str, password: Password) -> Session:
        """Sign in with an e-mail address or phone number, and a password."""
        bodies = await _bodies()
        meanings = {
            **dict.fromkeys((401, 403, 422), problems.WRONG_CREDENTIALS),
            429: problems.TOO_MANY_SIGN_INS,
        }
        answer = await self._ask(
            "POST",
            f"{bodies.AUTH}/login",
            body=lambda: bodies.login(identifier, password),
            meanings=meanings,
            retry_when_limited=False,
        )
        return self._session(bodies.session(answer), answer)

    async def renew(self, refresh: Token) -> Session:
        """Return a new access token for a refresh token."""
        bodies = await _bodies()
        meanings = dict.fromkeys((401, 403), problems.SESSION_ENDED)
        answer = await self._ask(
            "POST", f"{bodies.AUTH}/refresh", body=lambda: bodies.refresh(refresh), meanings=meanings
        )
        return self._session(bodies.session(answer), answer)

    async def account(self, access: Token) -> Account:
        """Return the account of a token."""
        bodies = await _bodies()
        answer = await self._ask("GET", f"{bodies.AUTH}/me", bearer=access)
        if account := bodies.account(answer):
            return account
        raise self._failed(problems.AVA_UNREADABLE, answer)

    async def stored_key(self, access: Token) -> StoredKey:
        """Return what Ava has stored. This GET, not the answer to a POST, is what counts.

        The preview is the first 8 characters and an ellipsis (measured in November 2026).
        """
        bodies = await _bodies()
        answer = await self._ask("GET", bodies.KEY, bearer=access)
        if stored := bodies.stored_key(answer):
            return stored
        raise self._failed(problems.AVA_UNREADABLE, answer)

    async def send_key(self, access: Token, key: ApiKey) -> None:
        """Send the key to Ava. Only ``stored_key`` tells whether it arrived."""
        bodies = await _bodies()
        await self._ask(
            "POST",
            bodies.KEY,
            bearer=access,
            body=lambda: bodies.new_key(key),
            meanings={422: problems.AVA_REFUSED_KEY},
        )

    async def delete_key(self, access: Token) -> None:
        """Delete the key from Ava. A missing key is not a failure."""
        await self._ask("DELETE", (await _bodies()).KEY, bearer=access)

    async def assistants(self, access: Token) -> int:
        """Have Ava list the assistants with the key it has; see the port."""
        bodies = await _bodies()
        answer = await self._ask_once("GET", bodies.ASSISTANTS, access, bodies.unusable)
        listed = bodies.assistants(answer)
        if isinstance(listed, Problem):
            raise self._service.failed(listed, answer)
        return listed

    async def synchronise(self, access: Token) -> None:
        """Have Ava use the assistants of its key's organisation; see the port."""
        bodies = await _bodies()
        await self._ask_once("POST", bodies.SYNCHRONISE, access, bodies.not_synchronised)

    async def _ask_once(
        self, method: str, path: str, bearer: Token, meaning: Callable[[Answer], Problem | None]
    ) -> Answer:
        """Return a 2xx that is not a web page, without retries; ``meaning`` is that of answers special to the call."""
        if not _fits_a_header(bearer):
            raise self._service.failed(problems.TOKEN_REFUSED)
        answer = await self._without_retries.ask(method, path, bearer=bearer)
        if problem := meaning(answer) or (await _bodies()).problem(answer):
            raise self._service.failed(problem, answer)
        return answer

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        bearer: Token | None = None,
        body: "Callable[[], Body | None] | None" = None,
        meanings: Mapping[int, Problem] = {},
        retry_when_limited: bool = True,
    ) -> Answer:
        """Return an answer that is 2xx and not a web page.

        ``meanings`` are those of statuses that mean something else for this call than for most. A body that Ava would
        refuse is not sent: it means what the 422 would.
        """
        if bearer is not None and not _fits_a_header(bearer):
            raise self._failed(problems.TOKEN_REFUSED)
        sent = body() if body else None
        if body and sent is None:
            raise self._failed(meanings.get(422, problems.AVA_REFUSED))
        try:
            answer = await self._service.ask(
                method, path, bearer=bearer, body=sent, retry_when_limited=retry_when_limited
            )
        except ProblemError as error:
            self._note(error)
            raise
        if problem := (await _bodies()).problem(answer, meanings):
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

    def _session(self, session: Session | None, answer: Answer) -> Session:
        if session and _fits_a_header(session.access):
            return session
        raise self._failed(problems.AVA_UNREADABLE, answer)


def _fits_a_header(token: Token) -> bool:
    """Whether a header can carry it. Libraries repeat what they cannot carry in their errors."""
    text = token.reveal()
    return bool(text) and all("!" <= character <= "~" for character in text)
